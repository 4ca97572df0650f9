using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

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

    // The same without class weights: what each of them is multiplied by.
    private ClassBounds<T> Bare => field ??= new(RequestReading.Of(reading.Request with
    {
        Inputs = reading.Request.Inputs.Where(pair => pair.Key != reading.Card.ClassWeights!.Name).ToDictionary(),
    }), logits);

    /// <summary>
    /// The loss of a row that counts, with its gradient by the logits, by the targets as input 1, or by class weights.
    /// </summary>
    public ErrorBounded<T> Row<TLoss>(TLoss loss, int row, int input, Span<ErrorBounded<T>> gradient)
        where TLoss : struct, ILabelLoss
    {
        if (input == 2 && targets.Weights.Length > 0)
            return Bare.Row(loss, row, input, gradient);
        ErrorBounded<T> cap = Option("softcap");
        ErrorBounded<T>[] given = Logits(row), share = Shares(row, Weight),
            x = cap.Value == 0 ? given : Array.ConvertAll(given, logit => Softcap.Value(logit, cap));
        ErrorBounded<T> max = ErrorBounded<T>.Exact(x.Max(logit => logit.Value));
        ErrorBounded<T>[] powers = Array.ConvertAll(x, logit => Power(logit - max));
        ErrorBounded<T> sum = Total(powers), log = ErrorBounded<T>.Log(sum);
        ErrorBounded<T>[] logs = Array.ConvertAll(x, logit => logit - max - log);
        ErrorBounded<T>[] terms = [.. logs.Select((logP, c) => Weighted(share[c], loss.Value(logP)))],
            slopes = [.. logs.Select((logP, c) => Weighted(share[c], loss.Slope(logP)))];
        ErrorBounded<T> slopeSum = Total(slopes), lse = log + max, scale = Option("lse_square_scale") * LseWeight(row);
        for (int c = 0; c < classes; c++)
        {
            ErrorBounded<T> slope = slopes[c] - powers[c] / sum * (slopeSum - ErrorBounded<T>.Of(2) * scale * lse);
            gradient[c] = input == 1 ? TargetSlope(loss, row, c, logs[c])
                : input == 2 ? terms[c] + LseShare(row, c) * scale * lse * lse
                : cap.Value == 0 ? slope : slope * Softcap.Slope(given[c], cap);
        }
        return Total(terms) + scale * lse * lse;
    }

    private ErrorBounded<T> TargetSlope<TLoss>(TLoss loss, int row, int c, ErrorBounded<T> log)
        where TLoss : struct, ILabelLoss
        => double.IsNegativeInfinity(log.Value) && targets.Target(row, c) == 0 ? ErrorBounded<T>.Of(0)
            : Weighted(Weight(c), (ErrorBounded<T>.Of(1) - Option("label_smoothing")) * loss.Value(log));

    // The part of a row's z-loss that counts by the weight of a class.
    private ErrorBounded<T> LseShare(int row, int c)
    {
        double mass = Enumerable.Range(0, classes).Sum(other => targets.Target(row, other)),
            share = mass == 0 ? 1.0 / classes : targets.Target(row, c) / mass;
        return new(share, 4 * BoundReduction<T>.Unit * share);
    }

    /// <summary>The loss of a row that counts, through distances, with its gradient by an input.</summary>
    public ErrorBounded<T> Centred<TLoss>(TLoss loss, int row, int input, Span<ErrorBounded<T>> gradient)
        where TLoss : struct, ICentredLoss
    {
        if (input == 2 && targets.Weights.Length > 0)
        {
            ErrorBounded<T> value = Bare.Centred(loss, row, input, gradient);
            for (int c = 0; TLoss.Centre != RowCentre.None && c < classes; c++)
                gradient[c] = value * BoundReduction<T>.Rounded(targets.Target(row, c));
            return value;
        }
        if (TLoss.Centre == RowCentre.Threshold)
            return AboveThreshold(loss, row, gradient);
        if (TLoss.Fold == RowFold.Largest)
            return Largest(loss, row, gradient);
        bool fromLabel = TLoss.Centre == RowCentre.Label;
        int label = fromLabel ? targets.Labels![row] : -1;
        ErrorBounded<T>[] x = Logits(row), share = fromLabel ? [] : Shares(row, Weight);
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
            gradient[c] = input == 2 ? terms[^1] : gradient[c];
        }
        if (fromLabel)
            gradient[label] = Total(slopes.Select(slope => -slope));
        return Total(terms) * weight;
    }

    // Σ max(x − τ, 0) = 1 moves τ by no more than the largest error of an x. The kernel's last step to it subtracts,
    // sums in order, divides and adds numbers that are at most 1.
    private ErrorBounded<T> AboveThreshold<TLoss>(TLoss loss, int row, Span<ErrorBounded<T>> gradient)
        where TLoss : struct, ICentredLoss
    {
        const double Steps = 80;
        ErrorBounded<T>[] x = Logits(row), share = Shares(row, _ => ErrorBounded<T>.Of(1));
        ErrorBounded<T> max = ErrorBounded<T>.Exact(x.Max(logit => logit.Value)),
            weight = BoundReduction<T>.Rounded(targets.TargetWeight(row));
        ErrorBounded<T>[] below = Array.ConvertAll(x, logit => logit - max);
        double[] sorted = [.. below.Select(distance => distance.Value).OrderDescending()];
        double threshold = -1, sum = 0;
        for (int k = 0; k < classes && sorted[k] > threshold; k++)
            threshold = ((sum += sorted[k]) - 1) / (k + 1);
        ErrorBounded<T> tau = new(threshold, below.Max(distance => distance.Error) + Steps * BoundReduction<T>.Unit);
        ErrorBounded<T>[] terms = new ErrorBounded<T>[classes];
        for (int c = 0; c < classes; c++)
        {
            terms[c] = loss.Value(below[c] - tau, share[c]);
            gradient[c] = loss.Slope(below[c] - tau, share[c]) * weight;
        }
        return Total(terms) * weight;
    }

    // Where rounding may make two of them equal, each may get any part of the slope.
    private ErrorBounded<T> Largest<TLoss>(TLoss loss, int row, Span<ErrorBounded<T>> gradient)
        where TLoss : struct, ICentredLoss
    {
        int label = targets.Labels![row];
        ErrorBounded<T>[] x = Logits(row);
        ErrorBounded<T> weight = Weight(label), none = ErrorBounded<T>.Of(0);
        ErrorBounded<T>[] values = Array.ConvertAll(x, logit => loss.Value(logit - x[label], none));
        int[] others = [.. Enumerable.Range(0, classes).Where(c => c != label)];
        gradient.Fill(none);
        if (others.Length == 0)
            return none;
        double least = others.Max(c => values[c].Value - values[c].Error);
        int[] largest = [.. others.Where(c => values[c].Value + values[c].Error >= least)];
        bool isTie = largest.All(c => x[c].Value == x[largest[0]].Value && x[c].Error == 0);
        foreach (int c in largest)
        {
            ErrorBounded<T> slope = loss.Slope(x[c] - x[label], none) * weight,
                part = slope / ErrorBounded<T>.Of(largest.Length);
            gradient[c] = isTie ? part : new(part.Value, Math.Abs(slope.Value) + slope.Error);
            // Any of them may be the largest, so what is least known of one is not known.
            gradient[label] = gradient[label].Value == 0 || slope.Error > gradient[label].Error ? -slope
                : gradient[label];
        }
        return new ErrorBounded<T>(largest.Max(c => values[c].Value), largest.Max(c => values[c].Error)) * weight;
    }

    // Kernels cut powers below the least normal number to 0.
    private static ErrorBounded<T> Power(ErrorBounded<T> below)
    {
        ErrorBounded<T> power = ErrorBounded<T>.Exp(below);
        return power.Value < NormalPowers.LeastOf<T>() ? new(power.Value, power.Error + power.Value) : power;
    }

    private ErrorBounded<T>[] Logits(int row) => logits[(row * classes)..((row + 1) * classes)];

    // What each class's loss counts: (1 − ε)·target + ε/classes, times the weight of the class.
    private ErrorBounded<T>[] Shares(int row, Func<int, ErrorBounded<T>> weight)
    {
        ErrorBounded<T> smoothing = Option("label_smoothing"), each = smoothing / ErrorBounded<T>.Of(classes),
            kept = ErrorBounded<T>.Of(1) - smoothing;
        ErrorBounded<T> Target(int c) => BoundReduction<T>.Rounded(targets.Target(row, c));
        return [.. Enumerable.Range(0, classes)
            .Select(c => weight(c) * (smoothing.Value == 0 ? Target(c) : kept * Target(c) + each))];
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
