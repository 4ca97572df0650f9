using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>The part of <see cref="LossBounds{T}"/> for a loss of label sets.</summary>
internal static class LabelSetBounds<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loss of a row with these labels; its slopes are filled in, both without weight.</summary>
    public static ErrorBounded<T> Row(
        ReadOnlySpan<ErrorBounded<T>> x, int[] labels, Span<ErrorBounded<T>> slopes)
    {
        (ErrorBounded<T> classes, List<ErrorBounded<T>> terms) = (ErrorBounded<T>.Of(x.Length), []);
        slopes.Fill(ErrorBounded<T>.Of(0));
        foreach (int label in labels)
            foreach (int other in Enumerable.Range(0, x.Length).Except(labels))
            {
                ErrorBounded<T> slope = MultilabelMargin.Slope(x[label], x[other]);
                terms.Add(MultilabelMargin.Value(x[label], x[other]));
                slopes[other] += slope;
                slopes[label] -= slope;
            }
        foreach (ref ErrorBounded<T> slope in slopes)
            slope /= classes;
        return BoundReduction<T>.Narrow(BoundReduction<T>.Total(terms)) / classes;
    }
}
