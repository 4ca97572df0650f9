namespace VectorLoss.Data;

/// <summary>Which rows of a table go where.</summary>
internal static class RowSplit
{
    /// <summary>All indices in an order that a seed decides (Fisher–Yates).</summary>
    public static int[] Shuffled(int count, ulong seed)
    {
        SeededRandom random = new(seed);
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
        {
            int other = random.Below(i + 1);
            (rows[i], rows[other]) = (rows[other], i);
        }
        return rows;
    }

    /// <summary>The samples of a share, to the nearest.</summary>
    public static int Share(int count, double share) => share is >= 0 and <= 1
        ? (int)Math.Round(share * count)
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share of the samples is between 0 and 1.");
}
