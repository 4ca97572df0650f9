using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>The transport of one sample on a line to another over any number system.</summary>
/// <param name="number">A number of an input.</param>
/// <param name="given">The same number as the request has it.</param>
/// <param name="places">The places of the row.</param>
/// <param name="rule">What is computed.</param>
internal sealed class TransportFormula<R>(
    Func<int, int, R> number, Func<int, int, double> given, int[] places, GroupRule rule) where R : struct, IReal<R>
{
    /// <summary>The loss.</summary>
    public R Value()
    {
        R[] sizes = [.. InOrder(0, number, Even).Zip(InOrder(1, number, Even), (x, y) => R.Abs(x - y))];
        if (rule.Choice == 0)
            return Mean(sizes);
        // Any unit does. Where all steps are 0, the root has a kink, and the mean has its value and the slope 0.
        double unit = InOrder(0, given, x => x[0]).Zip(InOrder(1, given, x => x[0]), (x, y) => Math.Abs(x - y)).Max();
        return unit == 0 ? Sum(sizes) / R.Of(sizes.Length) : R.Of(unit) * RealMath.ExactPower(
            Mean([.. sizes.Select(size => size / R.Of(unit))]), 1 / rule.Number);
    }

    private R Mean(R[] sizes)
        => Sum(sizes.Select(size => RealMath.ExactPower(size, rule.Number))) / R.Of(sizes.Length);

    private IEnumerable<N> InOrder<N>(int input, Func<int, int, N> of, Func<N[], N> even)
        => places.GroupBy(at => given(input, at)).OrderByDescending(tie => tie.Key).SelectMany(tie
            => Enumerable.Repeat(even([.. tie.Select(at => of(input, at))]), tie.Count()));

    // Each of equal numbers, which no order tells apart, has an even part of the slopes of their mean.
    private static R Even(R[] tie)
        => tie.Length == 1 ? tie[0] : tie[0] + Sum(tie.Select(x => x - tie[0])) / R.Of(tie.Length);

    private static R Sum(IEnumerable<R> terms) => terms.Aggregate(R.Of(0), (sum, term) => sum + term);
}
