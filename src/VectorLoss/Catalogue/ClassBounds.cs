using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> for losses of classes: one row's loss and gradient, without the weight of
/// the row, step by step.
/// </summary>
internal sealed class ClassBounds<T>(RequestReading reading, ErrorBounded<T>[] logits)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Smallest = double.CreateTruncating(T.Epsilon);
    private readonly int classes = reading.Columns;
    private readonly ClassReading targets = reading.Classes!;

    /// <summary>The loss of a row that counts, with its gradient.</summary>
    public ErrorBounded<T> Row<TLoss>(TLoss loss, int row, Span<ErrorBounded<T>> gradient)
        where TLoss : struct, ILabelLoss
    {
        if (reading.Option("softcap") != 0)
            throw new NotSupportedException("There are no bounds for class losses with a soft cap.");
        ErrorBounded<T>[] x = Logits(row), share = Shares(row);
        ErrorBounded<T> max = ErrorBounded<T>.Exact(x.Max(logit => logit.Value));
        ErrorBounded<T>[] powers = Array.ConvertAll(x, logit => ErrorBounded<T>.Exp(logit - max));
        ErrorBounded<T> sum = Total(powers), log = ErrorBounded<T>.Log(sum);
        ErrorBounded<T>[] logs = Array.ConvertAll(x, logit => logit - max - log);
        ErrorBounded<T>[] terms = [.. logs.Select((logP, c) => Weighted(share[c], loss.Value(logP)))],
            slopes = [.. logs.Select((logP, c) => Weighted(share[c], loss.Slope(logP)))];
        ErrorBounded<T> slopeSum = Total(slopes), lse = log + max, scale = Option("lse_square_scale") * LseWeight(row);
        for (int c = 0; c < classes; c++)
            gradient[c] = slopes[c] - powers[c] / sum * (slopeSum - ErrorBounded<T>.Of(2) * scale * lse);
        return Total(terms) + scale * lse * lse;
    }

    /// <summary>The loss of a row that counts, through distances, with its gradient.</summary>
    public ErrorBounded<T> Centred<TLoss>(TLoss loss, int row, Span<ErrorBounded<T>> gradient)
        where TLoss : struct, ICentredLoss
    {
        if (TLoss.Centre == RowCentre.Threshold || TLoss.Fold == RowFold.Largest)
            throw new NotSupportedException(
                "There are no bounds for losses by a threshold or of the largest distance.");
        bool fromLabel = TLoss.Centre == RowCentre.Label;
        int label = fromLabel ? targets.Labels![row] : -1;
        ErrorBounded<T>[] x = Logits(row), share = fromLabel ? [] : Shares(row);
        ErrorBounded<T> weight = fromLabel ? Weight(label) : ErrorBounded<T>.Of(1);
        if (TLoss.Fold == RowFold.MeanOverClasses)
            weight /= ErrorBounded<T>.Of(classes);
        List<ErrorBounded<T>> terms = [], slopes = [];
        gradient.Fill(ErrorBounded<T>.Of(0));
        for (int c = 0; c < classes; c++)
        {
            ErrorBounded<T> counted = fromLabel ? ErrorBounded<T>.Of(0) : share[c];
            if (fromLabel ? c == label : counted.Value == 0)
                continue;
            ErrorBounded<T> distance = fromLabel ? x[c] - x[label] : x[c];
            terms.Add(loss.Value(distance, counted));
            slopes.Add(gradient[c] = loss.Slope(distance, counted) * weight);
        }
        if (fromLabel)
            gradient[label] = Total(slopes.Select(slope => -slope));
        return Total(terms) * weight;
    }

    private ErrorBounded<T>[] Logits(int row) => logits[(row * classes)..((row + 1) * classes)];

    // What each class's loss counts: (1 − ε)·target + ε/classes, times the weight of the class.
    private ErrorBounded<T>[] Shares(int row)
    {
        ErrorBounded<T> smoothing = Option("label_smoothing"), each = smoothing / ErrorBounded<T>.Of(classes),
            kept = ErrorBounded<T>.Of(1) - smoothing;
        ErrorBounded<T> Target(int c) => BoundReduction<T>.Rounded(targets.Target(row, c));
        return [.. Enumerable.Range(0, classes)
            .Select(c => Weight(c) * (smoothing.Value == 0 ? Target(c) : kept * Target(c) + each))];
    }

    private ErrorBounded<T> Weight(int c) => BoundReduction<T>.Rounded(targets.Weight(c));

    // The kernel rounds class weights and targets, and then their quotient, once each.
    private ErrorBounded<T> LseWeight(int row)
    {
        double weight = targets.LseWeight(row);
        return new(weight, targets.Weights.Length == 0 ? 0 : (4 * BoundReduction<T>.Unit * weight) + Smallest);
    }

    private ErrorBounded<T> Option(string name) => ErrorBounded<T>.Of(reading.Option(name));

    private static ErrorBounded<T> Weighted(ErrorBounded<T> share, ErrorBounded<T> part)
        => share.Value == 0 && share.Error == 0 ? share : share * part;

    private static ErrorBounded<T> Total(IEnumerable<ErrorBounded<T>> terms)
        => BoundReduction<T>.Narrow(BoundReduction<T>.Total(terms));
}
