using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A loss of the features of two views over any number system, feature by feature and pair by pair.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input.</param>
internal sealed class FeatureFormula<R>(RequestReading reading, Func<int, int, R> number) where R : struct, IReal<R>
{
    private readonly int columns = reading.Columns, rows = reading.First.Values.Length / reading.Columns;

    /// <summary>The loss of the batch.</summary>
    public R Batch(FeatureRule rule)
    {
        R[][] first = Centred(0), second = Centred(1);
        return rule.Kind == FeatureKind.Covariances
            ? Times(rule.OfPairs, Distance()) + Regularised(rule, first) + Regularised(rule, second)
            : Correlated(rule, Standard(rule, first), Standard(rule, second));
    }

    // The mean of the squared distances of the views.
    private R Distance() => Total(Enumerable.Range(0, rows * columns).Select(at =>
    {
        R gap = number(0, at) - number(1, at);
        return gap * gap;
    })) / R.Of((double)rows * columns);

    private R Regularised(FeatureRule rule, R[][] view)
    {
        R divisor = R.Of(rule.Divisor(rows)), features = R.Of(columns);
        R missing = Total(view.Select(x
            => R.AtLeast(R.Of(rule.Spread) - R.Sqrt(Dot(x, x) / divisor + R.Of(rule.Eps)), R.Of(0))));
        R shared = Total(Pairs().Select(pair => Square(Dot(view[pair.J], view[pair.K]) / divisor)));
        return Times(rule.OfSpread, missing / (features + features)) + Times(rule.OfOthers, shared / features);
    }

    private R Correlated(FeatureRule rule, R[][] first, R[][] second)
    {
        R divisor = R.Of(rule.Divisor(rows));
        R own = Total(first.Zip(second, (a, b) => Square(R.Of(1) - Dot(a, b) / divisor)));
        return Times(rule.OfPairs, own)
            + Times(rule.OfOthers, Total(Pairs().Select(pair => Square(Dot(first[pair.J], second[pair.K]) / divisor))));
    }

    // Every ordered pair of different features.
    private IEnumerable<(int J, int K)> Pairs() => Enumerable.Range(0, columns * columns)
        .Select(at => (J: at / columns, K: at % columns)).Where(pair => pair.J != pair.K);

    // The numbers of each feature less their mean.
    private R[][] Centred(int input) => [.. Enumerable.Range(0, columns).Select(c =>
    {
        R[] x = [.. Enumerable.Range(0, rows).Select(row => number(input, row * columns + c))];
        R mean = Total(x) / R.Of(rows);
        return Array.ConvertAll(x, one => one - mean);
    })];

    private R[][] Standard(FeatureRule rule, R[][] view) => Array.ConvertAll(view, x =>
    {
        R deviation = R.Sqrt(Dot(x, x) / R.Of(rule.Divisor(rows)) + R.Of(rule.Eps));
        return Array.ConvertAll(x, one => one / deviation);
    });

    private static R Times(double weight, R x) => R.Of(weight) * x;

    private static R Square(R x) => x * x;

    private static R Dot(R[] a, R[] b) => Total(a.Zip(b, (x, y) => x * y));

    private static R Total(IEnumerable<R> terms) => terms.Aggregate(R.Of(0), (sum, term) => sum + term);
}
