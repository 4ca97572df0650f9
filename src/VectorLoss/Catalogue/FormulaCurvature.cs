using VectorLoss.Lanes;
using VectorLoss.Losses;
using Twice = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>>;

namespace VectorLoss.Catalogue;

/// <summary>
/// The second derivatives of a request by each number alone, from the formula of its loss on dual numbers of dual
/// numbers: right for every family, at the price of one formula for each number and each loss that it can move. At a
/// kink it is that of the piece which the formula takes.
/// </summary>
internal static class FormulaCurvature
{
    /// <summary>Those by every input that has a gradient.</summary>
    public static Dictionary<string, double[]> Of(RequestReading reading)
    {
        Dictionary<string, double[]> curvatures = [];
        for (int input = 0; input < reading.Inputs.Count; input++)
            if (reading.HasGradient(reading.Inputs[input]))
                curvatures[reading.Inputs[input].Name] = By(reading, input);
        return curvatures;
    }

    private static double[] By(RequestReading reading, int input)
    {
        double[] curvature = new double[reading.Arrays.Get(reading.Inputs[input].Name).Values.Length];
        for (int i = 0; i < curvature.Length; i++)
        {
            Func<int, Twice> value = reading.Visit(new LossFormula<Twice>(reading, Seeded(reading, input, i)));
            foreach (int loss in LossFormula<Twice>.Reach(reading, input, i))
                if (reading.Counts(loss))
                    curvature[i] += reading.Reduced(value(loss).Slope.Slope.Number, loss);
        }
        return curvature;
    }

    private static Func<int, int, Twice> Seeded(RequestReading reading, int input, int seeded) => (part, at) =>
    {
        Lane1<double> number = new(reading.Arrays.Get(reading.Inputs[part].Name).Values[at]);
        return part == input && at == seeded ? Twice.Variable(Dual<Lane1<double>>.Variable(number))
            : Twice.Constant(Dual<Lane1<double>>.Constant(number));
    };
}
