using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Checking;

/// <summary>
/// The gradient of a loss by forward mode: the formula of its value on dual numbers, one input number at a time, by the
/// plainest traversal there is. It shares neither the slope formula nor the kernels with what is checked; only what the
/// request means is read in one place for both.
/// </summary>
internal sealed class DualWitness(RequestReading reading, string input) : ILossVisitor<double[]?>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;
    private readonly double[] numbers = reading.Arrays.Get(input).Values;

    /// <summary>
    /// Adds what dual numbers say to a report; where they disagree with the analytic value, that is a failure of its
    /// own.
    /// </summary>
    public static GradientReport Testify(
        GradientReport report, RequestReading reading, string input, double[] analytic)
    {
        try
        {
            return reading.Visit(new DualWitness(reading, input)) is { } duals
                ? report.With("dual numbers", duals, analytic) : report;
        }
        catch (NotSupportedException)
        {
            // The witness has no formula for this family.
            return report;
        }
    }

    public double[]? Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        => Each(i => loss.Value(At(inputs[0], i, i), At(inputs[1], i, i)));

    public double[]? Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        => Each(i => loss.Value(At(inputs[0], i, i), At(inputs[1], i, i), At(inputs[2], i, i)));

    public double[]? Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        int columns = reading.Columns;
        LossInput? third = inputs.Count > 2 && reading.Arrays.Find(inputs[2].Name) is not null ? inputs[2] : null;
        bool labelled = third is { Kind: LossInputKind.PerRow };
        double[] gradient = new double[numbers.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            int row = i / columns;
            Number a = Constant(0), b = a, c = a;
            for (int at = row * columns; at < (row + 1) * columns; at++)
            {
                Number extra = third is null || labelled ? Constant(1) : At(third, at, i);
                Triple<Number> terms = loss.Terms(At(inputs[0], at, i), At(inputs[1], at, i), extra);
                (a, b, c) = (a + terms.First, b + terms.Second, c + terms.Third);
            }
            Number label = labelled ? At(third!, row * columns, -1) : Constant(0);
            gradient[i] = reading.Reduced(
                loss.Value(new(a, b, c), Constant(columns), label).Slope.Number, row);
        }
        return gradient;
    }

    public double[]? Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        ClassDuals<TLoss> duals = new(loss, reading);
        double[] gradient = new double[numbers.Length];
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = reading.Reduced(duals.Slope(i / reading.Columns, i % reading.Columns), i / reading.Columns);
        return gradient;
    }

    internal static Number Constant(double value) => Number.Constant(new(value));

    // An input that is repeated over rows has the sum of all of them; no loss gives a gradient to one.
    private double[]? Each(Func<int, Number> value) => numbers.Length != reading.Count ? null
        : [.. Enumerable.Range(0, numbers.Length).Select(i => reading.Reduced(value(i).Slope.Number, i))];

    private Number At(LossInput part, int element, int seeded)
    {
        Lane1<double> value = new(reading.Arrays.Get(part.Name).Values[reading.IndexOf(part, element)]);
        return part.Name == input && element == seeded ? Number.Variable(value) : Number.Constant(value);
    }
}
