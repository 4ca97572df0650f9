using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> for losses of log-probabilities: one row's softmax, loss and gradient,
/// step by step.
/// </summary>
internal sealed class ClassBounds<T>(LossRequest request, Bounded<T>[] logits, Bounded<T>[] weights)
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
    public Bounded<T> Row<TLoss>(TLoss loss, int row, Span<Bounded<T>> gradient) where TLoss : struct, ILabelLoss
    {
        if (Option("softcap").Value != 0)
            throw new NotSupportedException("There are no bounds for class losses with a soft cap.");
        gradient.Fill(Bounded<T>.Of(0));
        if (HasLabels && !Counts(target.Values[row]))
            return Bounded<T>.Of(0);
        Bounded<T>[] x = logits[(row * classes)..((row + 1) * classes)], share = Shares(row);
        Bounded<T> max = Bounded<T>.Exact(x.Max(logit => logit.Value));
        Bounded<T>[] powers = Array.ConvertAll(x, logit => Bounded<T>.Exp(logit - max));
        Bounded<T> sum = LossBounds<T>.Narrow(LossBounds<T>.Total(powers)), log = Bounded<T>.Log(sum);
        Bounded<T>[] logs = Array.ConvertAll(x, logit => logit - max - log);
        Bounded<T>[] terms = [.. logs.Select((logP, c) => Weighted(share[c], loss.Value(logP)))],
            slopes = [.. logs.Select((logP, c) => Weighted(share[c], loss.Slope(logP)))];
        Bounded<T> pull = LossBounds<T>.Narrow(LossBounds<T>.Total(slopes)), lse = log + max,
            scale = Option("lse_square_scale");
        Bounded<T> value = LossBounds<T>.Narrow(LossBounds<T>.Total(terms)) + scale * lse * lse;
        for (int c = 0; c < classes; c++)
            gradient[c] = slopes[c] - powers[c] / sum * (pull - Bounded<T>.Of(2) * scale * lse);
        return value;
    }

    /// <summary>The loss of a row through distances, with its gradient.</summary>
    public Bounded<T> Centred<TLoss>(TLoss loss, int row, Span<Bounded<T>> gradient) where TLoss : struct, ICentredLoss
    {
        if (TLoss.Centre == RowCentre.Threshold || TLoss.Fold == RowFold.Largest)
            throw new NotSupportedException(
                "There are no bounds for losses by a threshold or of the largest distance.");
        gradient.Fill(Bounded<T>.Of(0));
        if (HasLabels && !Counts(target.Values[row]))
            return Bounded<T>.Of(0);
        bool fromLabel = TLoss.Centre == RowCentre.Label;
        int label = fromLabel ? (int)target.Values[row] : -1;
        Bounded<T>[] x = logits[(row * classes)..((row + 1) * classes)], share = fromLabel ? [] : Shares(row);
        Bounded<T> weight = fromLabel ? weights[label] : Bounded<T>.Of(1);
        if (TLoss.Fold == RowFold.MeanOverClasses)
            weight /= Bounded<T>.Of(classes);
        List<Bounded<T>> terms = [], slopes = [];
        for (int c = 0; c < classes; c++)
        {
            Bounded<T> counted = fromLabel ? Bounded<T>.Of(0) : share[c];
            if (fromLabel ? c == label : counted.Value == 0)
                continue;
            Bounded<T> distance = fromLabel ? x[c] - x[label] : x[c];
            terms.Add(loss.Value(distance, counted));
            slopes.Add(gradient[c] = loss.Slope(distance, counted) * weight);
        }
        if (fromLabel)
            gradient[label] = LossBounds<T>.Narrow(LossBounds<T>.Total(slopes.Select(slope => -slope)));
        return LossBounds<T>.Narrow(LossBounds<T>.Total(terms)) * weight;
    }

    private bool Counts(double label)
        => label != (request.Options.TryGetValue("ignore_index", out double ignored) ? ignored : -100);

    private static Bounded<T> Weighted(Bounded<T> share, Bounded<T> part)
        => share.Value == 0 && share.Error == 0 ? share : share * part;

    // What each class's loss counts: (1 − ε)·target + ε/classes, times the weight of the class.
    private Bounded<T>[] Shares(int row)
    {
        Bounded<T> smoothing = Option("label_smoothing"), each = smoothing / Bounded<T>.Of(classes),
            kept = Bounded<T>.Of(1) - smoothing;
        Bounded<T> Target(int c)
            => HasLabels ? Bounded<T>.Of(target.Values[row] == c ? 1 : 0)
            : LossBounds<T>.Rounded(target.Values[row * classes + c]);
        return [.. Enumerable.Range(0,
            classes).Select(c
            => weights[c] * (Option("label_smoothing").Value == 0 ? Target(c) : kept * Target(c) + each))];
    }

    private Bounded<T> Option(string name) => Bounded<T>.Of(request.Options.GetValueOrDefault(name));
}
