using System.Numerics;

namespace VectorLoss.Data;

/// <summary>
/// Pseudo-random numbers that are the same on every machine: xoshiro256** started by SplitMix64. Uses integers,
/// comparisons and + − × ÷ only, never a logarithm or a sine of the platform. Not for secrets. One instance belongs
/// to one thread.
/// </summary>
/// <remarks>
/// Source: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, doi:10.1145/3460772.
/// </remarks>
public sealed class SeededRandom
{
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    /// <summary>Starts the sequence that belongs to a seed.</summary>
    /// <param name="seed">Any number; near seeds give unrelated sequences.</param>
    public SeededRandom(ulong seed)
    {
        a = SplitMix(ref seed);
        b = SplitMix(ref seed);
        c = SplitMix(ref seed);
        d = SplitMix(ref seed);
    }

    /// <summary>
    /// Everything that the next numbers depend on: save it, set it again later, and the sequence goes on from there.
    /// </summary>
    /// <exception cref="ArgumentException">All four words are zero.</exception>
    public RandomState State
    {
        get => new(a, b, c, d);
        set
        {
            if ((value.A | value.B | value.C | value.D) == 0)
                throw new ArgumentException("A state of four zeros gives zeros for ever.", nameof(value));
            (a, b, c, d) = (value.A, value.B, value.C, value.D);
        }
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(b * 5, 7) * 9;
        ulong shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A number in [0, 1): one of the 2⁵³ multiples of 2⁻⁵³, each as likely.</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// A number in [low, high), from <see cref="Uniform()"/>; rounding can give <paramref name="high"/> itself.
    /// </summary>
    /// <param name="low">Smallest value.</param>
    /// <param name="high">Upper end.</param>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>A whole number in [0, bound), each exactly as likely.</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    /// <remarks>Source: D. Lemire, Fast random integer generation in an interval, doi:10.1145/3230636.</remarks>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (NextBits() >> 32) * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            // The first 2^32 mod bound remainders occur once too often; they are drawn again.
            uint surplus = (uint)-bound % (uint)bound;
            while ((uint)product < surplus)
                product = (NextBits() >> 32) * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>A number from the standard normal distribution (mean 0, variance 1).</summary>
    /// <remarks>
    /// |x| = k + y with a whole part k and y in [0, 1), accepted by trials whose odds are exactly e^(−p). About 25
    /// uniform numbers a result, and no logarithm, so the bits cannot differ between platforms. Source: C. F. F.
    /// Karney, Sampling exactly from the normal distribution, doi:10.1145/2710016.
    /// </remarks>
    public double Normal()
    {
        while (true)
        {
            int whole = 0;
            while (Exponentially(0.5))
                whole++;
            double part = Uniform();
            double odds = part * ((2 * whole) + part) / ((2 * whole) + 2);
            if (AllExponentially(whole * (whole - 1), 0.5) && AllExponentially(whole + 1, odds))
            {
                double size = whole + part;
                return (NextBits() >> 63) == 0 ? size : -size;
            }
        }
    }

    private bool AllExponentially(int trials, double p)
    {
        while (trials > 0 && Exponentially(p))
            trials--;
        return trials == 0;
    }

    // True with probability e^(−p), 0 ≤ p ≤ 1. A falling run p > u₁ > u₂ > … reaches length n with probability pⁿ/n!,
    // so its length is even with probability Σ(−p)ⁿ/n! (von Neumann's comparison method).
    private bool Exponentially(double p)
    {
        bool even = true;
        for (double u = Uniform(); u < p; u = Uniform())
        {
            p = u;
            even = !even;
        }
        return even;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9e3779b97f4a7c15;
        ulong z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
