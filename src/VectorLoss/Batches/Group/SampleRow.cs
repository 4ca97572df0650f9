using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>The continuous ranked probability score of a row of samples, by their order.</summary>
internal static class SampleRow
{
    [MethodImpl(Compiled.AtOnce)]
    public static double Run(in GroupRow row, double target, bool fair)
    {
        int count = row.First.Length;
        // Of one sample there is no other.
        double pairs = fair ? Math.Max(1, (double)count * (count - 1)) : (double)count * count;
        double near = 0, apart = 0, unit = 1.0 / count;
        for (int i = 0; i < count; i++)
        {
            double distance = row.First[i] - target;
            row.Work[i] = distance;
            near += Math.Abs(distance);
        }
        if (double.IsNaN(near))
            return row.NotANumber();
        row.OrderWork();
        for (int end = count, start; end > 0; end = start)
        {
            start = row.StartOfTie(end);
            // How many are below less how many are above; equal ones have the mean of their places.
            double balance = count - start - end, distance = row.Work[row.Order[start]];
            apart += balance * (end - start) * distance;
            double slope = (distance > 0 ? unit : distance < 0 ? -unit : 0) - balance / pairs;
            foreach (int at in row.Order[start..end])
                row.FirstSlopes[at] = slope;
        }
        return near / count - apart / pairs;
    }
}
