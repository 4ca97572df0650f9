using VectorLoss.Lanes;
using VectorLoss.Losses;
using Twice = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>>;

namespace VectorLoss.Catalogue;

/// <summary>
/// The second derivatives of a request by each number alone, from the formula of its loss on dual numbers of dual
/// numbers: right for every family, at the price of one formula for each number and each loss that it can move. At a
/// kink it is that of the piece which the formula takes. Products with the Hessian are the same along a direction.
/// </summary>
internal static class FormulaCurvature
{
    /// <summary>Those by every input that has a gradient.</summary>
    public static Dictionary<string, double[]> Of(RequestReading reading) => ByInputs(reading, null);

    /// <summary>The product of the Hessian with a direction, which names the inputs that move.</summary>
    public static Dictionary<string, double[]> Product(
        RequestReading reading, IReadOnlyDictionary<string, double[]> direction) => ByInputs(reading, direction);

    private static Dictionary<string, double[]> ByInputs(
        RequestReading reading, IReadOnlyDictionary<string, double[]>? direction)
        => reading.Inputs.Index().Where(one => reading.HasGradient(one.Item))
            .ToDictionary(one => one.Item.Name, one => By(reading, one.Index, direction));

    private static double[] By(
        RequestReading reading, int input, IReadOnlyDictionary<string, double[]>? direction)
    {
        double[] curvature = new double[reading.Arrays.Get(reading.Inputs[input].Name).Values.Length];
        for (int i = 0; i < curvature.Length; i++)
        {
            Func<int, Twice> value = reading.Visit(
                new LossFormula<Twice>(reading, Seeded(reading, input, i, direction)));
            foreach (int loss in LossFormula<Twice>.Reach(reading, input, i))
                if (reading.Counts(loss))
                    curvature[i] += reading.Reduced(value(loss).Slope.Slope.Number, loss);
        }
        return curvature;
    }

    private static Func<int, int, Twice> Seeded(RequestReading reading, int input, int seeded,
        IReadOnlyDictionary<string, double[]>? direction) => (part, at) =>
    {
        string name = reading.Inputs[part].Name;
        Lane1<double> number = new(reading.Arrays.Get(name).Values[at]),
            seed = new(part == input && at == seeded ? 1 : 0),
            moved = direction is null ? seed : new(direction.GetValueOrDefault(name)?[at] ?? 0);
        return new(new(number, moved), Dual<Lane1<double>>.Constant(seed));
    };
}
