using System.Numerics;
using VectorLoss.Batches;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>The order of numbers, which counting and sorting by bits must both give.</summary>
public class RankOrderTests
{
    /// <summary>
    /// Numbers of every size; few values that repeat; and doubles that only the lower half of their bits tells apart,
    /// in runs that are short and long.
    /// </summary>
    public static TheoryData<string, int> Sets
    {
        get
        {
            TheoryData<string, int> sets = [];
            foreach (string kind in (string[])["drawn", "repeated", "near", "near and far", "equal", "special"])
                foreach (int count in (int[])[0, 1, 2, 33, 300, 5000])
                    sets.Add(kind, count);
            return sets;
        }
    }

    [Theory, MemberData(nameof(Sets))]
    public void It_is_that_of_a_stable_sort(string kind, int count)
    {
        Check<double>(kind, count);
        Check<float>(kind, count);
    }

    private static void Check<T>(string kind, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = Array.ConvertAll(Draw(kind, count), T.CreateTruncating);
        int[] order = new int[count], alone = new int[count];
        int[] expected = [.. Enumerable.Range(0, count).OrderByDescending(i => T.IsNaN(numbers[i]))
            .ThenByDescending(i => numbers[i])];
        RankOrder.Of<T>(numbers, order);
        RadixOrder<T>.Of(numbers, alone);
        Assert.Equal(expected, order);
        Assert.Equal(expected, alone);
    }

    private static double[] Draw(string kind, int count)
    {
        Random random = new(count);
        double[] special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e-320, -1e-320, 1];
        return [.. Enumerable.Range(0, count).Select(i => kind switch
        {
            "drawn" => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)),
            "repeated" => random.Next(-3, 4),
            "near" => 1 + random.Next(1 << 20) * Math.ScaleB(1, -52),
            "near and far" => random.Next(-9, 9) * (1 + random.Next(40) * Math.ScaleB(1, -52)),
            "equal" => -2.5,
            _ => special[random.Next(special.Length)],
        })];
    }
}
