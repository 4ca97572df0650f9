using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> for losses of the features of two views: means, deviations and the last
/// steps in double, standard features, covariances and their products rounded to <typeparamref name="T"/>.
/// </summary>
internal sealed class FeatureBounds<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FeatureRule rule;
    private readonly int rows;
    private readonly int columns;
    private readonly ErrorBounded<double>[][] inputs;
    private readonly ErrorBounded<double>[][] deviations;
    private readonly ErrorBounded<T>[][] standard;

    public FeatureBounds(FeatureRule rule, int columns, ErrorBounded<T>[][] inputs)
    {
        (this.rule, this.columns, rows) = (rule, columns, inputs[0].Length / columns);
        this.inputs = [.. inputs.Select(input => Array.ConvertAll(input, Widen))];
        ErrorBounded<double>[][] centred = [.. this.inputs.Select(Centred)];
        deviations = [.. centred.Select(Deviations)];
        standard = [.. centred.Select((x, view) => x.Select((one, at) => BoundReduction<T>.Narrow(
            Standardises ? one / deviations[view][at % columns] : one)).ToArray())];
    }

    private bool Standardises => rule.Kind == FeatureKind.Correlations;

    private ErrorBounded<double> Divisor => Of(rule.Divisor(rows));

    /// <summary>The bounds of the loss of the batch and of its gradients.</summary>
    public LossOutcome Outcome(BoundReduction<T> reduction, IReadOnlyList<LossInput> card)
    {
        bool counts = reduction.Counted.Any();
        ErrorBounded<T>[] values = counts ? [reduction.Weighted(BoundReduction<T>.Narrow(Value()), 0)]
            : new ErrorBounded<T>[Math.Min(rows, 1)];
        ErrorBounded<T>[] Gradient(int view) => counts
            ? Array.ConvertAll(Slopes(view), slope => reduction.Scaled(slope, 0)) : new ErrorBounded<T>[rows * columns];
        return reduction.Outcome(values, new() { [card[0].Name] = Gradient(0), [card[1].Name] = Gradient(1) });
    }

    private ErrorBounded<double> Value()
    {
        ErrorBounded<double> one = Of(1), zero = Of(0);
        if (Standardises)
            return Of(rule.OfOthers) * Others(0, 1) + Of(rule.OfPairs) * Total(Enumerable.Range(0, columns)
                .Select(c => (one - Widen(Covariance(0, c, 1, c))) * (one - Widen(Covariance(0, c, 1, c)))));
        ErrorBounded<double> gap = Total(inputs[0].Zip(inputs[1], (a, b) => (a - b) * (a - b))), missing = Total(
            deviations.SelectMany(view => view.Select(d => ErrorBounded<double>.AtLeast(Of(rule.Spread) - d, zero))));
        return Of(rule.OfPairs) * gap / Of((double)rows * columns) + Of(rule.OfSpread) * missing / Of(2.0 * columns)
            + Of(rule.OfOthers) * (Others(0, 0) + Others(1, 1)) / Of(columns);
    }

    private ErrorBounded<T>[] Slopes(int view)
    {
        int other = 1 - view, partner = Standardises ? other : view;
        ErrorBounded<double>[] slopes = new ErrorBounded<double>[rows * columns];
        for (int c = 0; c < columns; c++)
        {
            ErrorBounded<T>[] shared = [.. Enumerable.Range(0, columns).Select(k
                => k == c ? ErrorBounded<T>.Of(0) : Covariance(view, c, partner, k))];
            ErrorBounded<double> own = Widen(Covariance(view, c, other, c)) - Of(1), deviation = deviations[view][c];
            for (int row = 0; row < rows; row++)
            {
                int at = row * columns + c;
                ErrorBounded<double> product = Widen(ContrastBounds<T>.Sum(
                    shared.Select((one, k) => one * standard[partner][row * columns + k])));
                slopes[at] = Standardises
                    ? (Of(rule.OfOthers) * product + Of(rule.OfPairs) * own * Widen(standard[other][at]))
                        * Of(2) / Divisor
                    : Of(4 * rule.OfOthers) * product / Divisor / Of(columns)
                        + Of(2 * rule.OfPairs) * (inputs[view][at] - inputs[other][at]) / Of((double)rows * columns);
                if (!Standardises && deviation.Value < rule.Spread)
                    slopes[at] -= Of(rule.OfSpread) * Widen(standard[view][at])
                        / (Of(2.0 * columns) * Divisor * deviation);
            }
            if (Standardises)
                ThroughDeviation(slopes, view, c);
        }
        return Array.ConvertAll(slopes, BoundReduction<T>.Narrow);
    }

    private void ThroughDeviation(ErrorBounded<double>[] slopes, int view, int c)
    {
        int[] places = [.. Enumerable.Range(0, rows).Select(row => row * columns + c)];
        ErrorBounded<double> along = Total(places.Select(at => slopes[at] * Widen(standard[view][at]))) / Of(rows);
        foreach (int at in places)
            slopes[at] = (slopes[at] - along * Widen(standard[view][at])) / deviations[view][c];
    }

    private ErrorBounded<double> Others(int left, int right)
    {
        ErrorBounded<T>[] squares = [.. Enumerable.Range(0, columns * columns)
            .Where(at => at / columns != at % columns).Select(at => Covariance(left, at / columns, right, at % columns))
            .Select(one => one * one)];
        return BoundReduction<T>.Total(squares);
    }

    private ErrorBounded<T> Covariance(int left, int j, int right, int k)
        => ContrastBounds<T>.Sum(Enumerable.Range(0, rows).Select(row
            => standard[left][row * columns + j] * standard[right][row * columns + k]))
            * BoundReduction<T>.Narrow(Of(1) / Divisor);

    private ErrorBounded<double>[] Centred(ErrorBounded<double>[] x)
    {
        ErrorBounded<double>[] means = Columns(x, one => one);
        return [.. x.Select((one, at) => one - means[at % columns] / Of(rows))];
    }

    private ErrorBounded<double>[] Deviations(ErrorBounded<double>[] centred)
        => Array.ConvertAll(Columns(centred, one => one * one),
            square => ErrorBounded<double>.Sqrt(square / Divisor + Of(rule.Eps)));

    private ErrorBounded<double>[] Columns(
        ErrorBounded<double>[] x, Func<ErrorBounded<double>, ErrorBounded<double>> term)
        => [.. Enumerable.Range(0, columns).Select(c
            => Total(Enumerable.Range(0, rows).Select(row => term(x[row * columns + c]))))];

    private static ErrorBounded<double> Of(double x) => ErrorBounded<double>.Of(x);

    private static ErrorBounded<double> Widen(ErrorBounded<T> x) => new(x.Value, x.Error);

    private static ErrorBounded<double> Total(IEnumerable<ErrorBounded<double>> terms)
        => terms.Aggregate(Of(0), (sum, term) => sum + term);
}
