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

    /// <summary>The mean over classes of ranked errors, each times what the Jaccard index of the class loses.</summary>
    public R RankedErrors()
    {
        R[][] p = Probabilities();
        double[][] near = [.. Enumerable.Range(0, places).Select(Chances)];
        bool IsMember(int c, int i) => given(1, At(c, i)) > 0.5;
        R Class(int c)
        {
            int[] members = [.. Enumerable.Range(0, places).Where(i => IsMember(c, i))];
            List<int> wrong = [];
            (R value, R before) = (R.Of(0), R.Of(0));
            // Sorting is stable: equal errors stay in the order of the places.
            foreach (int i in Enumerable.Range(0, places)
                .OrderByDescending(i => IsMember(c, i) ? 1 - near[i][c] : near[i][c]))
            {
                wrong.Add(i);
                int union = members.Union(wrong).Count();
                R lost = R.Of(union - members.Except(wrong).Count()) / R.Of(union);
                value += (IsMember(c, i) ? R.Of(1) - p[i][c] : p[i][c]) * (lost - before);
                before = lost;
            }
            return value;
        }
        int[] counted = [.. Classes.Where(c
            => rule.Choice != 0 || Enumerable.Range(0, places).Any(i => IsMember(c, i)))];
        return counted.Length == 0 ? R.Of(0) : Total([.. counted.Select(Class)]) / R.Of(counted.Length);
    }

    private IEnumerable<int> Classes => Enumerable.Range(0, rule.Classes);

    // The probabilities of the classes at each place.
    private R[][] Probabilities() => [.. Enumerable.Range(0, places).Select(i =>
    {
        int top = Classes.MaxBy(c => given(0, At(c, i)));
        SoftmaxFormula<R> softmax = new(Each(c => number(0, At(c, i))), top);
        return Each(c => R.Exp(softmax.LogProbability(c)));
    })];

    // The same as the kernels have them in double: what ranks the errors must not differ by a rounding.
    private double[] Chances(int i)
    {
        double[] logits = [.. Classes.Select(c => given(0, At(c, i)))];
        double[] powers = Array.ConvertAll(logits, x => Lane1<double>.Exp(new(x - logits.Max())).Number);
        double inverse = 1 / powers.Sum();
        return Array.ConvertAll(powers, power => power * inverse);
    }

    private int At(int c, int i) => from + c * places + i;

    private R[] Each(Func<int, R> of) => [.. Classes.Select(of)];

    private R Sum(Func<int, R> of) => Total([.. Enumerable.Range(0, places).Select(of)]);

    private static R Total(R[] terms) => terms.Aggregate(R.Of(0), (sum, term) => sum + term);
}
