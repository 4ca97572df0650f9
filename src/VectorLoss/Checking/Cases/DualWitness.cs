using VectorLoss.Catalogue;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Checking;

/// <summary>
/// The gradient of a loss by forward mode: <see cref="LossFormula{R}"/> on dual numbers, one input number at a time.
/// </summary>
internal static class DualWitness
{
    /// <summary>
    /// Adds what dual numbers say to a report; where they disagree with the analytic value, that is a failure of its
    /// own.
    /// </summary>
    public static GradientReport Testify(
        GradientReport report, RequestReading reading, string input, double[] analytic)
        => Gradient(reading, input) is { } duals ? report.With("dual numbers", duals, analytic) : report;

    // An input that is repeated over rows has the sum of all of them; no loss gives a gradient to one.
    private static double[]? Gradient(RequestReading reading, string input)
    {
        double[] numbers = reading.Arrays.Get(input).Values, gradient = new double[numbers.Length];
        if (numbers.Length != reading.First.Values.Length)
            return null;
        for (int i = 0; i < gradient.Length; i++)
        {
            Func<int, Number> value = reading.Visit(new LossFormula<Number>(reading, Seeded(reading, input, i)));
            foreach (int loss in LossFormula<Number>.Reach(reading, i))
                if (reading.Counts(loss))
                    gradient[i] += reading.Reduced(value(loss).Slope.Number, loss);
        }
        return gradient;
    }

    private static Func<int, int, Number> Seeded(RequestReading reading, string input, int seeded) => (part, at) =>
    {
        string name = reading.Card.Inputs[part].Name;
        double value = reading.Arrays.Get(name).Values[at];
        return name == input && at == seeded ? Number.Variable(new(value)) : Number.Constant(new(value));
    };
}
