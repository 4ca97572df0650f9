using VectorLoss.Spans;

namespace VectorLoss.Checking;

/// <summary>Random vectors of a check, and the sums that are asked of them.</summary>
internal static class RandomVector
{
    /// <summary>What 2⁻⁴⁰ leaves to the rounding of sums: 13 bits.</summary>
    public const double Rounding = 1.0 / (1L << 40);

    public static Random Source(ulong seed) => new(unchecked((int)(seed ^ (seed >> 32))));

    /// <summary>Components of random sign, with sizes from ½ to 3⁄2.</summary>
    public static double[] Signed(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => (random.Next(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble()))];

    /// <summary>|a·b − c·d| relative to the sizes of the terms.</summary>
    public static double Gap(double[] a, double[] b, double[] c, double[] d)
    {
        double size = Math.Max(a.Zip(b, (p, q) => Math.Abs(p * q)).Sum(), c.Zip(d, (p, q) => Math.Abs(p * q)).Sum());
        double gap = Math.Abs(ProductSum.InOrder<double>(a, b) - ProductSum.InOrder<double>(c, d));
        return gap == 0 ? 0 : gap / size;
    }
}
