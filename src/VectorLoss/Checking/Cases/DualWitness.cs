using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>
/// The gradient of a loss by forward mode: <see cref="LossFormula{R}"/> on dual numbers, one input number at a time,
/// first over enclosures, which prove every digit that is compared, and then in double, or in numbers of almost any
/// size where double overflows on the way. What the documented bound of the kernel allows is no fault, and where an
/// enclosure decides, the rounding of double says nothing more. They decide too where differences could not tell.
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
    /// <param name="layout">How the request lies in which the gradient is, where the reading has another.</param>
    public static GradientReport Testify(GradientReport report, RequestReading reading, string input,
        double[] analytic, double[]? documented, RequestLayout? layout = null)
    {
        // An input that is repeated over rows has the sum of all of them; no loss gives a gradient to one.
        int length = reading.Arrays.Get(input).Values.Length;
        if (length != reading.First.Values.Length && !IsShared(reading, input))
            return report;
        double[] enclosed = Gradient<Enclosure>(reading, input, slope => slope.IsKnown ? slope.Midpoint : double.NaN);
        double[] duals = Gradient<Lane1<double>>(reading, input, slope => slope.Number);
        if (!duals.All(double.IsFinite))
        {
            double[] wide = Gradient<WideRange>(reading, input, slope => slope.Number);
            duals = [.. duals.Zip(wide, (dual, any) => double.IsFinite(dual) ? dual : any)];
        }
        if (layout is not null)
            (enclosed, duals) = (Back(layout, input, enclosed), Back(layout, input, duals));
        double[] exact = [.. enclosed.Zip(duals, (slope, dual) => double.IsNaN(slope) ? dual : slope)];
        double[] bounds = documented ?? new double[enclosed.Length];
        double[] ofDuals = [.. bounds.Zip(enclosed, (bound, slope) => double.IsNaN(slope) ? bound : double.MaxValue)];
        return report.With("enclosed dual numbers", enclosed, analytic, bounds)
            .With("dual numbers", duals, analytic, ofDuals)
            .Settled(i => Math.Abs(exact[i] - analytic[i]) <= GradientReport.WitnessBound * Math.Abs(analytic[i])
                + (double.IsFinite(bounds[i]) ? bounds[i] : 0));
    }

    private static double[] Back(RequestLayout layout, string input, double[] gradient)
        => layout.Back(new LossOutcome(new([], []), new Dictionary<string, double[]> { [input] = gradient }))
            .Gradients[input];

    // Of the whole batch.
    private static bool IsShared(RequestReading reading, string input) => reading.Inputs.Single(
        one => one.Name == input).Kind is LossInputKind.Single || input == reading.Card.ClassWeights?.Name;

    private static double[] Gradient<R>(RequestReading reading, string input, Func<R, double> number)
        where R : struct, IReal<R>
    {
        double[] gradient = new double[reading.Arrays.Get(input).Values.Length];
        int position = Enumerable.Range(0, reading.Inputs.Count).First(at => reading.Inputs[at].Name == input);
        for (int i = 0; i < gradient.Length; i++)
        {
            Func<int, int, Dual<R>> seeded = Seeded<R>(reading, position, i);
            Func<int, Dual<R>> value = reading.Visit(new LossFormula<Dual<R>>(reading, seeded));
            if (input == reading.Card.ClassWeights?.Name)
                gradient[i] = number(OfWeights(reading, value, new(reading, seeded)));
            else
                foreach (int loss in LossFormula<Dual<R>>.Reach(reading, position, i))
                    if (reading.Counts(loss))
                        gradient[i] += reading.Reduced(number(value(loss).Slope), loss);
        }
        return gradient;
    }

    // The weights of classes may be what the sum is divided by.
    private static R OfWeights<R>(RequestReading reading, Func<int, Dual<R>> value, ClassFormula<Dual<R>> rows)
        where R : struct, IReal<R>
    {
        Dual<R> sum = Dual<R>.Of(0), divisor = sum;
        foreach (int row in Enumerable.Range(0, reading.Count).Where(reading.Counts))
        {
            sum += Dual<R>.Of(reading.Weight(row)) * Dual<R>.Of(reading.Factor(row)) * value(row);
            divisor += Dual<R>.Of(reading.DividingWeight(row)) * rows.TargetWeight(row);
        }
        return reading.IsEmpty && reading.Request.Empty == EmptyBatch.Zero ? R.Of(0)
            : (sum / (reading.Classes!.DividesByWeights ? divisor : Dual<R>.Of(reading.Divisor))).Slope;
    }

    private static Func<int, int, Dual<R>> Seeded<R>(RequestReading reading, int input, int seeded)
        where R : struct, IReal<R> => (part, at) =>
    {
        R value = R.Of(reading.Arrays.Get(reading.Inputs[part].Name).Values[at]);
        return part == input && at == seeded ? Dual<R>.Variable(value) : Dual<R>.Constant(value);
    };
}
