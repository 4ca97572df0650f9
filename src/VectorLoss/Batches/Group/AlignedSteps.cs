using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The steps of a sequence in one of both directions, and their slopes: a stretch a feature, with room before and after
/// it, so that a register may reach beyond the last step.
/// </summary>
internal readonly ref struct AlignedSteps
{
    /// <summary>Numbers of the widest register, before and after a stretch.</summary>
    public const int Pad = 8;

    private readonly Span<double> numbers;
    private readonly Span<double> slopes;
    private readonly int stretch;

    /// <param name="numbers">A stretch a feature.</param>
    /// <param name="slopes">As many.</param>
    /// <param name="stretch">Numbers of a stretch: those of the longest sequence, and the room at both ends.</param>
    /// <param name="count">Steps.</param>
    public AlignedSteps(Span<double> numbers, Span<double> slopes, int stretch, int count)
    {
        (this.stretch, Count) = (stretch, count);
        this.numbers = numbers;
        this.slopes = slopes;
    }

    /// <summary>How many steps there are.</summary>
    public int Count { get; }

    /// <summary>A feature of the steps; the first step lies at <see cref="Pad"/>.</summary>
    public ReadOnlySpan<double> Numbers(int feature) => numbers.Slice(feature * stretch, stretch);

    /// <summary>The slopes of a feature.</summary>
    public Span<double> Slopes(int feature) => slopes.Slice(feature * stretch, stretch);

    /// <summary>Reads a row of steps, each with its features, from the first or from the last step on.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Read<T>(ReadOnlySpan<T> row, int features, bool fromLast)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int f = 0; f < features; f++)
        {
            Span<double> to = numbers.Slice(f * stretch + Pad, Count);
            for (int i = 0; i < to.Length; i++)
                to[i] = double.CreateTruncating(row[(fromLast ? Count - 1 - i : i) * features + f]);
        }
    }

    /// <summary>Writes the slopes times a factor to a row; steps beyond the last get 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void WriteSlopes<T>(Span<T> row, int features, bool fromLast, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int f = 0; f < features; f++)
        {
            ReadOnlySpan<double> from = slopes.Slice(f * stretch + Pad, Count);
            for (int i = 0; i < from.Length; i++)
                row[(fromLast ? Count - 1 - i : i) * features + f] = T.CreateTruncating(from[i] * factor);
        }
        for (int i = Count * features; i < row.Length; i++)
            row[i] = T.Zero;
    }
}
