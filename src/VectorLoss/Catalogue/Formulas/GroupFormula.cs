using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A loss of groups over any number system, by the plainest traversal there is: every pair of samples, every place of
/// the order, every risk set by itself. It shares no slope and no algorithm with the kernels.
/// </summary>
/// <param name="reading">The request.</param>
/// <param name="number">A number of an input, from the input's position on the card and the number's in its
/// array.</param>
internal sealed class GroupFormula<R>(RequestReading reading, Func<int, int, R> number) where R : struct, IReal<R>
{
    private readonly int columns = reading.Columns;

    /// <summary>The loss of a row.</summary>
    public R Row(GroupRule rule, int row)
    {
        int from = row * columns;
        int[] places = [.. Enumerable.Range(from, columns)];
        return rule.Kind switch
        {
            GroupKind.Boxes => Sum(places.Where(at => at % 4 == 0).Select(at
                => new BoxTerms<R>(rule, BoxAt(0, at), BoxAt(1, at)).Value)) / R.Of(columns / 4),
            GroupKind.Samples => Samples(places, number(1, row), rule.Choice != 0),
            GroupKind.Mixture => Mixture(from, number(1, row)),
            GroupKind.RankedMargins => RankedMargins(places),
            GroupKind.ClassOverlaps => new ClassPlacesFormula<R>(number, Given, from, columns, rule).Overlaps(),
            GroupKind.RankedErrors => new ClassPlacesFormula<R>(number, Given, from, columns, rule).RankedErrors(),
            GroupKind.Alignments => new AlignmentFormula<R>(reading, number, rule).Row(row),
            GroupKind.EntropicTransports => new EntropicFormula<R>(reading, number, rule).Row(row),
            GroupKind.Transports => new TransportFormula<R>(number, Given, places, rule).Value(),
            _ => RiskSets(places, rule.Choice != 0),
        };
    }

    private R Samples(int[] places, R target, bool fair)
    {
        R near = Sum(places.Select(at => R.Abs(number(0, at) - target))),
            apart = Sum(places.SelectMany(i
                => places.Where(j => j < i).Select(j => R.Abs(number(0, i) - number(0, j)))));
        double pairs = fair ? Math.Max(1, (double)columns * (columns - 1)) : (double)columns * columns;
        return near / R.Of(columns) - apart / R.Of(pairs);
    }

    private R Mixture(int from, R target)
    {
        int parts = columns / 3;
        R[] logits = [.. Enumerable.Range(from, parts).Select(at => number(0, at))];
        R[] joint = [.. logits.Select((logit, k) =>
        {
            R log = number(0, from + 2 * parts + k), z = (target - number(0, from + parts + k)) * R.Exp(-log);
            return logit - log - R.Of(0.5) * z * z;
        })];
        return LogSumExp(logits) - LogSumExp(joint) + R.HalfLogTwoPi;
    }

    private R RankedMargins(int[] places)
    {
        bool IsMember(int at) => Given(1, at) > 0.5;
        R one = R.Of(1), value = R.Of(0), before = value;
        int members = places.Count(IsMember), missed = 0, added = 0;
        // Sorting is stable: equal errors stay in the order of the row.
        foreach (int at in places.OrderByDescending(at => IsMember(at) ? 1 - Given(0, at) : 1 + Given(0, at)))
        {
            (missed, added) = IsMember(at) ? (missed + 1, added) : (missed, added + 1);
            R lost = R.Of(members + added - (members - missed)) / R.Of(members + added);
            R error = IsMember(at) ? one - number(0, at) : one + number(0, at);
            value += R.AtLeast(error, R.Of(0)) * (lost - before);
            before = lost;
        }
        return value;
    }

    private R RiskSets(int[] places, bool efron)
    {
        bool IsEvent(int at) => Given(2, at) > 0.5;
        R value = R.Of(0);
        foreach (IGrouping<double, int> time in places.Where(IsEvent).GroupBy(at => Given(1, at)))
        {
            int[] tied = [.. time];
            R log = LogSumExp([.. places.Where(at => Given(1, at) >= time.Key).Select(at => number(0, at))]),
                share = Sum(tied.Select(at => R.Exp(number(0, at) - log)));
            for (int left = 0; left < tied.Length; left++)
                value += log - number(0, tied[left])
                    + (efron && left > 0 ? R.Log(R.Of(1) - R.Ratio(left, tied.Length) * share) : R.Of(0));
        }
        return value;
    }

    private static R LogSumExp(R[] x)
    {
        R most = x.Aggregate((a, b) => R.WhereLess(a, b, b, a));
        return R.Log(Sum(x.Select(one => R.Exp(one - most)))) + most;
    }

    private Box<R> BoxAt(int input, int at)
        => new(number(input, at), number(input, at + 1), number(input, at + 2), number(input, at + 3));

    private double Given(int input, int at) => reading.Arrays.Get(reading.Card.Inputs[input].Name).Values[at];

    private static R Sum(IEnumerable<R> terms) => terms.Aggregate(R.Of(0), (sum, term) => sum + term);
}
