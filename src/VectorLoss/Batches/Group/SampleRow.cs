namespace VectorLoss.Batches;

/// <summary>The continuous ranked probability score of a row of samples, by sorting.</summary>
internal static class SampleRow
{
    public static double Run(in GroupRow row, double target, bool fair)
    {
        int count = row.First.Length;
        // Of one sample there is no other.
        double pairs = fair ? Math.Max(1, (double)count * (count - 1)) : (double)count * count;
        double near = 0, apart = 0;
        for (int i = 0; i < count; i++)
        {
            double distance = row.First[i] - target;
            (row.Work[i], row.Order[i]) = (distance, i);
            near += Math.Abs(distance);
        }
        if (double.IsNaN(near))
            return row.NotANumber();
        row.SortWork();
        for (int start = 0, end; start < count; start = end)
        {
            end = row.EndOfTie(start);
            // How many are below less how many are above; equal ones have the mean of their places.
            double balance = start + end - count, distance = row.Work[start];
            apart += balance * (end - start) * distance;
            foreach (int at in row.Order[start..end])
                row.FirstSlopes[at] = (double)Math.Sign(distance) / count - balance / pairs;
        }
        return near / count - apart / pairs;
    }
}
