using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> for losses of log-probabilities: one row's softmax, loss and gradient,
/// step by step.
/// </summary>
internal sealed class ClassBounds<T>(LossRequest request, ErrorBounded<T>[] logits, ErrorBounded<T>[] weights)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int classes = request.Inputs["input"].Columns;
    private readonly LossArray target = request.Inputs["target"];

    private bool HasLabels
        => request.TargetKind == "labels" && target.Values.Length * classes == logits.Length
        && target.Values.Length != logits.Length;

    /// <summary>What a mean divides by.</summary>
    public double Divisor
        => !HasLabels ? logits.Length / classes : target.Values.Where(Counts).Sum(label => weights[(int)label].Value);

    /// <summary>The loss of a row, with its gradient.</summary>
    public ErrorBounded<T> Row<TLoss>(TLoss loss, int row, Span<ErrorBounded<T>> gradient) where TLoss : struct, ILabelLoss
    {
        if (Option("softcap").Value != 0)
            throw new NotSupportedException("There are no bounds for class losses with a soft cap.");
        gradient.Fill(ErrorBounded<T>.Of(0));
        if (HasLabels && !Counts(target.Values[row]))
            return ErrorBounded<T>.Of(0);
        ErrorBounded<T>[] x = logits[(row * classes)..((row + 1) * classes)], share = Shares(row);
        ErrorBounded<T> max = ErrorBounded<T>.Exact(x.Max(logit => logit.Value));
        ErrorBounded<T>[] powers = Array.ConvertAll(x, logit => ErrorBounded<T>.Exp(logit - max));
        ErrorBounded<T> sum = LossBounds<T>.Narrow(LossBounds<T>.Total(powers)), log = ErrorBounded<T>.Log(sum);
        ErrorBounded<T>[] logs = Array.ConvertAll(x, logit => logit - max - log);
        ErrorBounded<T>[] terms = [.. logs.Select((logP, c) => Weighted(share[c], loss.Value(logP)))],
            slopes = [.. logs.Select((logP, c) => Weighted(share[c], loss.Slope(logP)))];
        ErrorBounded<T> pull = LossBounds<T>.Narrow(LossBounds<T>.Total(slopes)), lse = log + max,
            scale = Option("lse_square_scale");
        ErrorBounded<T> value = LossBounds<T>.Narrow(LossBounds<T>.Total(terms)) + scale * lse * lse;
        for (int c = 0; c < classes; c++)
            gradient[c] = slopes[c] - powers[c] / sum * (pull - ErrorBounded<T>.Of(2) * scale * lse);
        return value;
    }

    /// <summary>The loss of a row through distances, with its gradient.</summary>
    public ErrorBounded<T> Centred<TLoss>(TLoss loss, int row, Span<ErrorBounded<T>> gradient) where TLoss : struct, ICentredLoss
    {
        if (TLoss.Centre == RowCentre.Threshold || TLoss.Fold == RowFold.Largest)
            throw new NotSupportedException(
                "There are no bounds for losses by a threshold or of the largest distance.");
        gradient.Fill(ErrorBounded<T>.Of(0));
        if (HasLabels && !Counts(target.Values[row]))
            return ErrorBounded<T>.Of(0);
        bool fromLabel = TLoss.Centre == RowCentre.Label;
        int label = fromLabel ? (int)target.Values[row] : -1;
        ErrorBounded<T>[] x = logits[(row * classes)..((row + 1) * classes)], share = fromLabel ? [] : Shares(row);
        ErrorBounded<T> weight = fromLabel ? weights[label] : ErrorBounded<T>.Of(1);
        if (TLoss.Fold == RowFold.MeanOverClasses)
            weight /= ErrorBounded<T>.Of(classes);
        List<ErrorBounded<T>> terms = [], slopes = [];
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
            gradient[label] = LossBounds<T>.Narrow(LossBounds<T>.Total(slopes.Select(slope => -slope)));
        return LossBounds<T>.Narrow(LossBounds<T>.Total(terms)) * weight;
    }

    private bool Counts(double label)
        => label != (request.Options.TryGetValue("ignore_index", out double ignored) ? ignored : -100);

    private static ErrorBounded<T> Weighted(ErrorBounded<T> share, ErrorBounded<T> part)
        => share.Value == 0 && share.Error == 0 ? share : share * part;

    // What each class's loss counts: (1 − ε)·target + ε/classes, times the weight of the class.
    private ErrorBounded<T>[] Shares(int row)
    {
        ErrorBounded<T> smoothing = Option("label_smoothing"), each = smoothing / ErrorBounded<T>.Of(classes),
            kept = ErrorBounded<T>.Of(1) - smoothing;
        ErrorBounded<T> Target(int c)
            => HasLabels ? ErrorBounded<T>.Of(target.Values[row] == c ? 1 : 0)
            : LossBounds<T>.Rounded(target.Values[row * classes + c]);
        return [.. Enumerable.Range(0,
            classes).Select(c
            => weights[c] * (Option("label_smoothing").Value == 0 ? Target(c) : kept * Target(c) + each))];
    }

    private ErrorBounded<T> Option(string name) => ErrorBounded<T>.Of(request.Options.GetValueOrDefault(name));
}
