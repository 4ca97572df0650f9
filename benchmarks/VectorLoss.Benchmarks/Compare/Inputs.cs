using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>The same numbers for us and for every peer, in this process or in another language.</summary>
internal static class Inputs
{
    /// <summary>The seeds of the inputs of a loss; those of torch_losses.py.</summary>
    public const uint First = 3, Second = 4, Third = 5, Fourth = 6;

    /// <summary>
    /// Numbers from −scale/2 to scale/2 by hashing of the index in 32 bits: a few lines in any language, exact in float
    /// (torch_losses.py has them too). One product alone (D. E. Knuth, The Art of Computer Programming 3, §6.4) puts
    /// the same distance between all numbers that are as far apart, so that two classes had four errors in all.
    /// </summary>
    public static float[] Floats(int length, uint seed, float scale = 1)
    {
        float[] numbers = Buffers.Of<float>(length);
        for (uint i = 0; i < length; i++)
            numbers[i] = ((Hash(i + seed * 2246822519u) >> 8) * (1f / (1 << 24)) - 0.5f) * scale;
        return numbers;
    }

    private static uint Hash(uint index)
    {
        uint once = index * 2654435761u;
        return (once ^ (once >> 15)) * 2246822519u;
    }

    /// <summary>Class labels by one product, so that every class has its share.</summary>
    public static int[] Labels(int length, int classes)
    {
        int[] labels = Buffers.Of<int>(length);
        for (uint i = 0; i < length; i++)
            labels[i] = (int)((((i + 7) * 2654435761u) >> 8) % (uint)classes);
        return labels;
    }

    /// <summary>Numbers of a domain; torch_losses.py draws the same.</summary>
    public static float[] Draw(Domain domain, int length, uint seed, float scale) => domain switch
    {
        Domain.Real or Domain.Angle => Floats(length, seed, scale),
        Domain.Sign => Buffers.Of(Floats(length, seed).Select(x => x < 0 ? -1f : 1f)),
        Domain.Bit => Buffers.Of(Floats(length, seed).Select(x => x < 0 ? 0f : 1f)),
        Domain.Probability => Buffers.Of(Floats(length, seed).Select(x => Math.Clamp(x + 0.5f, 0.01f, 0.99f))),
        _ => Buffers.Of(Floats(length, seed).Select(x => Math.Abs(x) + 0.1f)),
    };

    /// <summary>Null when results agree, relative to the largest magnitude; else the worst place.</summary>
    public static string? Differ<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, double tolerance)
        where T : System.Numerics.IFloatingPoint<T>
    {
        double largest = 0, worst = 0;
        int where = -1;
        for (int i = 0; i < expected.Length; i++)
        {
            double a = double.CreateChecked(actual[i]), e = double.CreateChecked(expected[i]);
            largest = Math.Max(largest, Math.Abs(e));
            if (!(Math.Abs(a - e) <= worst))
                (worst, where) = (Math.Abs(a - e), i);
        }
        return worst <= tolerance * largest ? null
            : FormattableString.Invariant($"element {where} is {actual[where]}, expected {expected[where]}");
    }

    /// <summary>Two numbers that should agree to a relative error.</summary>
    public static string? Differ(double actual, double expected, double tolerance)
        => Math.Abs(actual - expected) <= tolerance * Math.Max(Math.Abs(expected), 1e-30) ? null
            : FormattableString.Invariant($"{actual}, expected {expected}");
}
