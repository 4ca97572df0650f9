using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>
/// The gradient of a loss by forward mode: <see cref="LossFormula{R}"/> on dual numbers, one input number at a time,
/// first over enclosures, which prove every digit that is compared, and then in double. What the documented bound of
/// the kernel allows is no fault, and where an enclosure decides, the rounding of double says nothing more. It decides
/// too where differences could not tell.
/// </summary>
internal static class DualWitness
{
    /// <summary>
    /// Adds what dual numbers say to a report; where they disagree with the analytic value, that is a failure of its
    /// own.
    /// </summary>
    /// <param name="report">What differences said.</param>
    /// <param name="reading">The request.</param>
    /// <param name="input">The input.</param>
    /// <param name="analytic">The gradient by it.</param>
    /// <param name="documented">What the kernel allows its elements to be off by, or null.</param>
    public static GradientReport Testify(
        GradientReport report, RequestReading reading, string input, double[] analytic, double[]? documented)
    {
        // An input that is repeated over rows has the sum of all of them; no loss gives a gradient to one.
        int length = reading.Arrays.Get(input).Values.Length;
        if (length != reading.First.Values.Length && !IsSingle(reading, input))
            return report;
        double[] enclosed = Gradient<Enclosure>(reading, input, slope => slope.IsKnown ? slope.Midpoint : double.NaN);
        double[] duals = Gradient<Lane1<double>>(reading, input, slope => slope.Number);
        double[] bounds = documented ?? new double[enclosed.Length];
        double[] ofDuals = [.. bounds.Zip(enclosed, (bound, slope) => double.IsNaN(slope) ? bound : double.MaxValue)];
        return report.With("enclosed dual numbers", enclosed, analytic, bounds)
            .With("dual numbers", duals, analytic, ofDuals)
            .Settled(i => Math.Abs(enclosed[i] - analytic[i]) <= GradientReport.WitnessBound * Math.Abs(analytic[i]));
    }

    private static bool IsSingle(RequestReading reading, string input)
        => reading.Card.Inputs.Single(one => one.Name == input).Kind == LossInputKind.Single;

    private static double[] Gradient<R>(RequestReading reading, string input, Func<R, double> number)
        where R : struct, IReal<R>
    {
        double[] gradient = new double[reading.Arrays.Get(input).Values.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            Func<int, Dual<R>> value = reading.Visit(new LossFormula<Dual<R>>(reading, Seeded<R>(reading, input, i)));
            foreach (int loss in LossFormula<Dual<R>>.Reach(reading, i))
                if (reading.Counts(loss))
                    gradient[i] += reading.Reduced(number(value(loss).Slope), loss);
        }
        return gradient;
    }

    private static Func<int, int, Dual<R>> Seeded<R>(RequestReading reading, string input, int seeded)
        where R : struct, IReal<R> => (part, at) =>
    {
        string name = reading.Card.Inputs[part].Name;
        R value = R.Of(reading.Arrays.Get(name).Values[at]);
        return name == input && at == seeded ? Dual<R>.Variable(value) : Dual<R>.Constant(value);
    };
}
