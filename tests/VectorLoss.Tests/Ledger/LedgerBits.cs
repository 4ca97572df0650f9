using System.Globalization;
using System.Numerics;

namespace VectorLoss.Tests.Ledger;

/// <summary>
/// A hash of the bits of numbers. A float is widened to double first, which loses nothing; all NaNs count as one,
/// because IEEE 754 leaves their sign and payload to the processor. The two zeros differ.
/// </summary>
/// <param name="threads">How many threads the library is given.</param>
internal sealed class LedgerBits(int threads)
{
    // 64 of SHA-256's bits: two results that differ are taken for the same once in 10¹⁹ times.
    private readonly Sha256 hash = new();
    private readonly int threads = threads;

    /// <summary>How many threads the library is given.</summary>
    public int Threads
    {
        get
        {
            ThreadsWereRead = true;
            return threads;
        }
    }

    /// <summary>Whether <see cref="Threads"/> was asked for.</summary>
    public bool ThreadsWereRead { get; private set; }

    public void Add(double value)
    {
        hash.Append(double.IsNaN(value) ? 0x7ff8_0000_0000_0000 : BitConverter.DoubleToUInt64Bits(value));
    }

    public void Add<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        foreach (T value in values)
        {
            Add(double.CreateTruncating(value));
        }
    }

    public void Add<T>(T[] values) where T : unmanaged, INumber<T> => Add((ReadOnlySpan<T>)values);

    /// <summary>The hash of everything that was added.</summary>
    public string Hash() => hash.Finish().ToString("x16", CultureInfo.InvariantCulture);
}
