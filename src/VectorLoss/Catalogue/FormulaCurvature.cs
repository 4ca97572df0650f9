using VectorLoss.Lanes;
using VectorLoss.Losses;
using Twice = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Dual<VectorLoss.Lanes.WideRange>>;

namespace VectorLoss.Catalogue;

/// <summary>
/// Products with the Hessian of a request, from the formula of its loss on dual numbers of dual numbers: right for
/// every family, at the price of one formula for each number and each loss that it can move. Under them are numbers of
/// almost any size, as the factors of a second derivative leave the range of a double long before it does. At a kink
/// they are those of the piece which the formula takes.
/// </summary>
internal static class FormulaCurvature
{
    /// <summary>The product of the Hessian with a direction, which names the inputs that move.</summary>
    public static Dictionary<string, double[]> Product(
        RequestReading reading, IReadOnlyDictionary<string, double[]> direction)
        // The potentials of an entropic transport are the end of an iteration, which no formula goes through.
        => reading.Card == SinkhornDivergence.Card ? reading.Visit(new ProductRun<double>(reading, direction))
            : reading.Inputs.Index().Where(one => reading.HasGradient(one.Item))
                .ToDictionary(one => one.Item.Name, one => By(reading, one.Index, direction));

    private static double[] By(
        RequestReading reading, int input, IReadOnlyDictionary<string, double[]> direction)
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
        IReadOnlyDictionary<string, double[]> direction) => (part, at) =>
    {
        string name = reading.Inputs[part].Name;
        WideRange number = new(reading.Arrays.Get(name).Values[at]),
            seed = new(part == input && at == seeded ? 1 : 0),
            moved = new(direction.GetValueOrDefault(name)?[at] ?? 0);
        return new(new(number, moved), Dual<WideRange>.Constant(seed));
    };
}
