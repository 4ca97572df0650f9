using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Catalogue;

/// <summary>A loss of classes at the places of one row over any number system, by the plainest traversal.</summary>
/// <param name="number">A number of an input.</param>
/// <param name="given">The same in double, for what is larger alone.</param>
/// <param name="from">Where the row begins.</param>
/// <param name="columns">Its length.</param>
/// <param name="rule">What is computed.</param>
internal sealed class ClassPlacesFormula<R>(
    Func<int, int, R> number, Func<int, int, double> given, int from, int columns, GroupRule rule)
    where R : struct, IReal<R>
{
    private readonly int places = columns / rule.Classes;

    /// <summary>1 − the overlap of the classes.</summary>
    public R Overlaps()
    {
        R smooth = R.Of(rule.Number), one = R.Of(1), two = R.Of(2);
        R[][] p = Probabilities();
        R[] both = Each(c => Sum(i => p[i][c] * number(1, At(c, i)))),
            either = Each(c => Sum(i => p[i][c] + number(1, At(c, i))));
        if (rule.Choice == (int)OverlapWeights.Even)
            return Total(Each(c => one - (two * both[c] + smooth) / (either[c] + smooth))) / R.Of(rule.Classes);
        double[] targets = [.. Classes.Select(c => Enumerable.Range(0, places).Sum(i => given(1, At(c, i))))];
        R Weight(int c)
        {
            R target = Sum(i => number(1, At(c, i)));
            return one / (target * target);
        }
        int heaviest = Classes.Where(c => targets[c] != 0).OrderBy(c => targets[c]).FirstOrDefault(-1);
        R[] weights = Each(c => targets[c] != 0 ? Weight(c) : heaviest < 0 ? one : Weight(heaviest));
        return one - (two * Total(Each(c => weights[c] * both[c])) + smooth)
            / (Total(Each(c => weights[c] * either[c])) + smooth);
    }

    private IEnumerable<int> Classes => Enumerable.Range(0, rule.Classes);

    // The probabilities of the classes at each place.
    private R[][] Probabilities() => [.. Enumerable.Range(0, places).Select(i =>
    {
        int top = Classes.MaxBy(c => given(0, At(c, i)));
        SoftmaxFormula<R> softmax = new(Each(c => number(0, At(c, i))), top);
        return Each(c => R.Exp(softmax.LogProbability(c)));
    })];

    private int At(int c, int i) => from + c * places + i;

    private R[] Each(Func<int, R> of) => [.. Classes.Select(of)];

    private R Sum(Func<int, R> of) => Total([.. Enumerable.Range(0, places).Select(of)]);

    private static R Total(R[] terms) => terms.Aggregate(R.Of(0), (sum, term) => sum + term);
}
