using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// Between the classes that a sample uses and the states of its labels. The spans are arguments, because
/// <see cref="CtcStates"/> knows where they lie only by arithmetic, which took longer than the moves.
/// </summary>
internal static class CtcClasses
{
    /// <summary>The log-probabilities of the used classes, followed by −∞.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Gather<T>(ReadOnlySpan<T> logs, ReadOnlySpan<int> used, Span<double> classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < used.Length; i++)
            classes[i] = double.CreateTruncating(logs[used[i]]);
        for (int i = used.Length; i < classes.Length; i++)
            classes[i] = double.NegativeInfinity;
    }

    /// <summary>What each label's class has, for the label.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Spread(ReadOnlySpan<double> classes, ReadOnlySpan<int> index, Span<double> labels)
    {
        labels = labels[..index.Length];
        for (int i = 0; i < index.Length; i++)
            labels[i] = classes[index[i]];
    }

    /// <summary>Adds what the labels have to their classes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Add(ReadOnlySpan<double> labels, ReadOnlySpan<int> index, Span<double> classes)
    {
        labels = labels[..index.Length];
        for (int i = 0; i < index.Length; i++)
            classes[index[i]] += labels[i];
    }

    /// <summary>The slopes of the used classes from their occupancies.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Write<T>(ReadOnlySpan<double> classes, ReadOnlySpan<int> used, double scale, Span<T> slopes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < used.Length; i++)
            slopes[used[i]] = T.Zero - T.CreateTruncating(classes[i] * scale);
    }
}
