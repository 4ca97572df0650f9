using System.Runtime.InteropServices;

namespace VectorLoss.Lanes;

/// <summary>
/// Zeroed memory that the collector never moves and whose first element lies at a multiple of 64 bytes, so that no
/// register and no cache line of it is shared with anything else.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed class AlignedMemory<T> where T : unmanaged
{
    /// <summary>Every tensor starts at a multiple of this: one cache line, one AVX-512 register.</summary>
    public const int Alignment = 64;

    private readonly T[] array;
    private readonly int first;

    public AlignedMemory(int length)
    {
        Length = length;
        array = GC.AllocateArray<T>(length + PerLine, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        first = (int)((-address & (Alignment - 1)) / Marshal.SizeOf<T>());
    }

    /// <summary>Elements in one line of <see cref="Alignment"/> bytes.</summary>
    public static int PerLine => Alignment / Marshal.SizeOf<T>();

    /// <summary>Elements that may be used.</summary>
    public int Length { get; }

    /// <summary>A part of the memory.</summary>
    public Span<T> Slice(int start, int length) => array.AsSpan(first + start, length);
}
