using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> for <see cref="IContrastLoss"/>: unit rows, their products, the softmax of
/// each query over its candidates, and the way back.
/// </summary>
internal sealed class ContrastBounds<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Half of the roundings of an ordered sum of squares (a square root halves a relative error), then those of the
    // root, the reciprocal and the two conversions.
    private const double NormSteps = 40;

    private static readonly double LargestSquare = double.CreateTruncating(T.BitDecrement(T.PositiveInfinity));
    private static readonly double LeastSquare
        = double.CreateTruncating(T.Epsilon) / (BoundReduction<T>.Unit * BoundReduction<T>.Unit);

    private readonly ContrastRule rule;
    private readonly int columns;
    private readonly int rows;
    private readonly ErrorBounded<T> sharpness;
    private readonly ErrorBounded<T> sharpnessSlope;
    private readonly ErrorBounded<T>[] inverses;
    private readonly ErrorBounded<T>[] units;
    private readonly ErrorBounded<T>[][] logits;

    public ContrastBounds(ContrastRule rule, int columns, ErrorBounded<T>[][] inputs)
    {
        ErrorBounded<T>[] all = [.. inputs[0], .. inputs[1]];
        (this.rule, this.columns, rows) = (rule, columns, all.Length / columns / 2);
        ErrorBounded<double>? third = inputs.Length > 2 && inputs[2] is [var given]
            ? new(given.Value, given.Error) : null;
        sharpness = BoundReduction<T>.Narrow(rule.Factor(third));
        sharpnessSlope = third is { } input ? BoundReduction<T>.Narrow(rule.FactorSlope(input)) : default;
        inverses = [.. Enumerable.Range(0, 2 * rows).Select(row => rule.Cosines
            ? Inverse(all.AsSpan(row * columns, columns)) : ErrorBounded<T>.Of(1))];
        units = rule.Cosines ? [.. all.Select((x, i) => x * inverses[i / columns])] : all;
        logits = [.. Enumerable.Range(0, Queries).Select(query => Array.ConvertAll(Candidates(query),
            row => sharpness * Dot(Unit(query), Unit(row))))];
    }

    private int Queries => rule.Queries(rows);

    /// <summary>The bounds of the losses and of the gradients of all inputs.</summary>
    public LossOutcome Outcome(BoundReduction<T> reduction, IEnumerable<LossInput> inputs)
    {
        ErrorBounded<T>[] values = new ErrorBounded<T>[Queries];
        foreach (int query in reduction.Counted)
            values[query] = reduction.Weighted(Value(query), query);
        ErrorBounded<T>[][] slopes = Gradients(reduction);
        return reduction.Outcome(values, inputs.Index().ToDictionary(one => one.Item.Name, one => slopes[one.Index]));
    }

    // The loss of a query, without its weight.
    private ErrorBounded<T> Value(int query)
    {
        (_, ErrorBounded<T> sum, ErrorBounded<T> max) = Softmax(query);
        return -(logits[query][Partner(query)] - max - ErrorBounded<T>.Log(sum));
    }

    // The gradients of both inputs, and that of what the factor comes from.
    private ErrorBounded<T>[][] Gradients(BoundReduction<T> reduction)
    {
        List<ErrorBounded<T>>[] parts = [.. units.Select(_ => new List<ErrorBounded<T>>())];
        foreach (int query in reduction.Counted)
        {
            (ErrorBounded<T>[] powers, ErrorBounded<T> sum, _) = Softmax(query);
            int[] candidates = Candidates(query);
            for (int j = 0; j < candidates.Length; j++)
            {
                ErrorBounded<T> target = ErrorBounded<T>.Of(j == Partner(query) ? 1 : 0),
                    slope = sharpness * reduction.Scaled(powers[j] / sum - target, query);
                for (int k = 0; k < columns; k++)
                {
                    parts[query * columns + k].Add(slope * units[candidates[j] * columns + k]);
                    parts[candidates[j] * columns + k].Add(slope * units[query * columns + k]);
                }
            }
        }
        ErrorBounded<T>[] slopes = Array.ConvertAll(parts, Sum);
        ErrorBounded<T>[] back = [.. Enumerable.Range(0, 2 * rows).SelectMany(row => Back(row, slopes))];
        // A row of one matrix has its products with all rows of the other, and each product has the factor. Of views,
        // all rows together have each product twice.
        bool twice = rule.Pairs == ContrastPairs.Views;
        ErrorBounded<T> scale = Sum(Enumerable.Range(0, twice ? 2 * rows : rows)
            .Select(row => Dot(Unit(row), Part(slopes, row)))) / ErrorBounded<T>.Of(twice ? 2 : 1);
        return [back[..(rows * columns)], back[(rows * columns)..], [scale * sharpnessSlope]];
    }

    private IEnumerable<ErrorBounded<T>> Back(int row, ErrorBounded<T>[] slopes)
    {
        ErrorBounded<T>[] slope = Part(slopes, row), unit = Unit(row);
        if (!rule.Cosines)
            return slope;
        ErrorBounded<T> along = Dot(unit, slope);
        return slope.Select((d, k) => (d - unit[k] * along) * inverses[row]);
    }

    private (ErrorBounded<T>[] Powers, ErrorBounded<T> Sum, ErrorBounded<T> Max) Softmax(int query)
    {
        ErrorBounded<T> max = ErrorBounded<T>.Exact(logits[query].Max(logit => logit.Value));
        ErrorBounded<T>[] powers = Array.ConvertAll(logits[query], logit => ErrorBounded<T>.Exp(logit - max));
        return (powers, BoundReduction<T>.Narrow(BoundReduction<T>.Total(powers)), max);
    }

    // The rows that a query is compared with, and the place of its partner among them.
    private int[] Candidates(int query) => [.. rule.Candidates(query, rows)];

    private int Partner(int query) => Array.IndexOf(Candidates(query), ContrastRule.Partner(query, rows));

    private ErrorBounded<T>[] Unit(int row) => Part(units, row);

    private ErrorBounded<T>[] Part(ErrorBounded<T>[] all, int row) => all[(row * columns)..((row + 1) * columns)];

    // 1/‖x‖, scaled so that no square leaves the range of double; 0 for a row of zeros.
    private static ErrorBounded<T> Inverse(ReadOnlySpan<ErrorBounded<T>> row)
    {
        double largest = 0, square = 0, moved = 0;
        foreach (ErrorBounded<T> x in row)
            largest = Math.Max(largest, Math.Abs(x.Value));
        if (largest == 0)
            return ErrorBounded<T>.Of(0);
        foreach (ErrorBounded<T> x in row)
        {
            square += x.Value / largest * (x.Value / largest);
            moved += Math.Abs(x.Value) / largest * (x.Error / largest);
        }
        double inverse = 1 / Math.Sqrt(square) / largest, whole = square * largest * largest;
        // Nothing is promised of a row whose squared length leaves the range in which sums of T keep their digits.
        return new(inverse, whole > LargestSquare || whole < LeastSquare ? double.PositiveInfinity
            : inverse * (moved / square + NormSteps * BoundReduction<T>.Unit));
    }

    private static ErrorBounded<T> Dot(ErrorBounded<T>[] a, ErrorBounded<T>[] b)
        => Sum(a.Zip(b, (x, y) => x * y));

    // A sum of a product of matrices, or an ordered one: at most so many roundings as terms, or as an ordered sum has.
    internal static ErrorBounded<T> Sum(IEnumerable<ErrorBounded<T>> terms)
    {
        ErrorBounded<T>[] all = [.. terms];
        ErrorBounded<T> sum = BoundReduction<T>.Narrow(BoundReduction<T>.Total(all));
        return new(sum.Value,
            sum.Error + all.Length * BoundReduction<T>.Unit * all.Sum(term => Math.Abs(term.Value)));
    }
}
