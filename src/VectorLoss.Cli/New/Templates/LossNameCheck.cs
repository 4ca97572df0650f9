using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>A value that is known from elsewhere.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Options">Options by name; the usual ones for the rest.</param>
/// <param name="Inputs">Arrays by the names of the card, each with its shape.</param>
/// <param name="Value">The mean.</param>
internal sealed record LossNameVector(string Name, (string Name, double Value)[] Options,
    (string Name, int[] Shape, double[] Values)[] Inputs, double Value);

/// <summary>
/// Holds <see cref="LossName"/> to values of others, to its laws, and its slopes to its value.
/// </summary>
public static class LossNameCheck
{
    private const double Rounding = 1e-14;

    /// <summary>What is wrong; nothing if all holds.</summary>
    /// <param name="cases">How many drawn batches the gradient is checked on.</param>
    public static IReadOnlyList<string> Run(int cases = 300)
        => [.. OfVectors(), .. LossNameLaws.Broken(), .. OfSigns(), .. OfGradients(cases)];

    private static IEnumerable<string> OfVectors()
    {
        foreach (LossNameVector vector in LossNameLaws.Vectors)
        {
            double got = LossTool.Run<double>(new LossRequest(LossName.Card)
            {
                Options = vector.Options.ToDictionary(option => option.Name, option => option.Value),
                Inputs = vector.Inputs.ToDictionary(one => one.Name, one => new LossArray(one.Shape, one.Values)),
            }).Value.Values[0];
            if (!(Math.Abs(got - vector.Value) <= Rounding * Math.Max(1, Math.Abs(vector.Value))))
                yield return $"{vector.Name}: {got:R} for {vector.Value:R}";
        }
    }

    // What a factor multiplies is not the loss alone.
    private static IEnumerable<string> OfSigns()
    {
        for (int seed = 0; seed < 300 && LossName.Card.Claims.HasFlag(Claims.NonNegative); seed++)
        {
            LossRequest drawn = LossCase.Draw(LossName.Card, seed).Request;
            double least = LossTool.Run<double>(drawn with
            {
                Reduction = "none",
                Inputs = drawn.Inputs.Where(one => one.Key != "factor").ToDictionary(one => one.Key, one => one.Value),
            }).Value.Values.DefaultIfEmpty().Min();
            if (!(least >= 0))
                yield return $"claimed never below 0, but {least:R} in the drawn batch {seed}";
        }
    }

    // Slopes against differences with error bars and dual numbers, on drawn options, shapes, weights and reductions;
    // and floats against doubles, within the bound that follows from the formula's rounding.
    private static IEnumerable<string> OfGradients(int cases)
    {
        for (int seed = 0; seed < cases; seed++)
        {
            LossCase drawn = LossCase.Draw(LossName.Card, seed);
            foreach (GradientReport report in drawn.Check().Where(report => report.Failed))
                yield return report.ToText();
            if (!(drawn.FloatError() <= 1))
                yield return $"{drawn}: floats are {drawn.FloatError():G3} times as far off as rounding explains";
        }
    }
}
