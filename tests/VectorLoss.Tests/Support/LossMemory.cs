using System.Numerics;
using System.Runtime.InteropServices;

namespace VectorLoss.Tests;

/// <summary>
/// Spans for a call, one after another: of plain arrays, or between guarded pages that are used again for the next
/// call.
/// </summary>
/// <param name="isGuarded">Whether pages guard them.</param>
internal sealed class LossMemory(bool isGuarded) : IDisposable
{
    private const int MostBytes = 512 << 10;

    private readonly List<GuardedPages> pages = [];
    private readonly List<byte[]> results = [];
    private readonly List<(int Index, int Bytes)> outputs = [];
    private int taken;

    /// <summary>Whether spans end at a guarded page, and else begin at one.</summary>
    public bool AtEnd { get; set; }

    /// <summary>A span that holds numbers.</summary>
    public Span<T> Input<T>(double[] numbers) where T : unmanaged, INumber<T>
    {
        Span<T> span = Take<T>(numbers.Length);
        for (int i = 0; i < numbers.Length; i++)
            span[i] = T.CreateTruncating(numbers[i]);
        return span;
    }

    /// <summary>Marks, of which some are set.</summary>
    public Span<bool> Marks(int count)
    {
        Span<bool> span = Take<bool>(count);
        for (int i = 0; i < count; i++)
            span[i] = i % 5 != 2;
        return span;
    }

    /// <summary>A span to write into.</summary>
    public Span<T> Output<T>(int count) where T : unmanaged
    {
        outputs.Add((taken, count * Size<T>()));
        Span<T> span = Take<T>(count);
        MemoryMarshal.AsBytes(span).Fill(0xA5);
        return span;
    }

    /// <summary>What stands in the spans to write into; then all spans are free again.</summary>
    public byte[] Results()
    {
        byte[] all = [.. outputs.SelectMany(output => isGuarded
            ? pages[output.Index].Bytes(output.Bytes, AtEnd).ToArray() : results[output.Index])];
        outputs.Clear();
        results.Clear();
        taken = 0;
        return all;
    }

    public void Dispose() => pages.ForEach(mapped => mapped.Dispose());

    private static int Size<T>() where T : unmanaged => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    private Span<T> Take<T>(int count) where T : unmanaged
    {
        int bytes = count * Size<T>(), index = taken++;
        if (!isGuarded)
        {
            results.Add(new byte[bytes]);
            return MemoryMarshal.Cast<byte, T>(results[index].AsSpan());
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MostBytes);
        if (index == pages.Count)
            pages.Add(new(MostBytes));
        return MemoryMarshal.Cast<byte, T>(pages[index].Bytes(bytes, AtEnd));
    }
}
