using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>
/// Rows of few classes side by side: transposed, so that what a row sums is a sum of whole registers and nothing is
/// folded across a register. Each lane does what <see cref="Lane1{T}"/> would do with its row.
/// </summary>
/// <remarks>
/// Hot loops stand in methods of their own that are not inlined: the compiler's budget for inlining is one per method,
/// and an exponential uses up most of it.
/// </remarks>
internal static class RowBlock
{
    private const int Numbers = 2048;

    /// <summary>Rows of up to so many classes are taken side by side; longer rows one after another.</summary>
    public static int MaxClasses<T>() where T : unmanaged => Logical.Lanes<T>();

    /// <summary>How many rows a block has: whole registers, and as many as stay near the processor.</summary>
    public static int Rows<V, T>(int classes) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Clamp(Numbers / classes / V.Count * V.Count, V.Count, Logical.Lanes<T>());

    /// <summary>Copies rows of a matrix to columns that lie <paramref name="width"/> apart; missing rows become 0.</summary>
    public static void Pack<T>(ReadOnlySpan<T> matrix, int classes, ReadOnlySpan<int> rows, int width, Span<T> columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Length < width)
            columns.Clear();
        for (int lane = 0; lane < rows.Length; lane++)
            Copy<Lane1<T>, T>(matrix.Slice(rows[lane] * classes, classes), 1, columns[lane..], width, classes);
    }

    /// <summary>Copies columns back to rows of a matrix.</summary>
    public static void Unpack<T>(ReadOnlySpan<T> columns, int width, int classes, ReadOnlySpan<int> rows, Span<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < rows.Length; lane++)
            Copy<Lane1<T>, T>(columns[lane..], width, matrix.Slice(rows[lane] * classes, classes), 1, classes);
    }

    /// <summary>Copies numbers from steps of one length to steps of another; through a lane, because a lane's loads are not checked twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<V, T>(ReadOnlySpan<T> from, int fromStep, Span<T> to, int toStep, int count)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0, source = 0, target = 0; i < count; i++, source += fromStep, target += toStep)
            V.Store(V.Load(from, source), to, target);
    }

    /// <summary>Of every row: its largest number, exp(x − largest) of its numbers, and their sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Powers<V, T>(ReadOnlySpan<T> columns, Span<T> powers, Span<T> maxima, Span<T> sums, Span<T> scratch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = maxima.Length;
        for (int lane = 0; lane < width; lane += V.Count)
        {
            V max = V.Load(columns, lane);
            for (int at = lane + width; at < columns.Length; at += width)
                max = V.MaxNative(max, V.Load(columns, at));
            V.Store(max, maxima, lane);
            int count = 0;
            for (int at = lane; at < columns.Length; at += width, count += V.Count)
            {
                V power = LaneMath.ExpOfNonPositive<V, T>(V.Load(columns, at) - max);
                V.Store(power, powers, at);
                V.Store(power, scratch, count);
            }
            V.Store(Fold<V, T>(scratch[..count]), sums, lane);
        }
    }

    /// <summary>Logarithms.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Log<V, T>(ReadOnlySpan<T> numbers, Span<T> logarithms)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0; at < numbers.Length; at += V.Count)
            V.Store(V.Log(V.Load(numbers, at)), logarithms, at);
    }

    /// <summary>The sum over the classes of every row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Sum<V, T>(ReadOnlySpan<T> columns, Span<T> sums, Span<T> scratch)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < sums.Length; lane += V.Count)
        {
            int count = 0;
            for (int at = lane; at < columns.Length; at += sums.Length, count += V.Count)
                V.Store(V.Load(columns, at), scratch, count);
            V.Store(Fold<V, T>(scratch[..count]), sums, lane);
        }
    }

    /// <summary>
    /// Adds registers in halves: register i and register i + h for h = …, 4, 2, 1, which is how
    /// <see cref="OrderedSum{T}"/> folds lanes. The registers are used up.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fold<V, T>(Span<T> registers) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = registers.Length;
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)(length / V.Count)) / 2) * V.Count;
        for (; half >= V.Count; length = half, half /= 2)
            for (int at = 0; at + half < length; at += V.Count)
                V.Store(V.Load(registers, at) + V.Load(registers, at + half), registers, at);
        return V.Load(registers, 0);
    }
}
