using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>The negative log-likelihood of a number under a mixture of Gaussians.</summary>
internal static class MixtureRow
{
    public static double Run(in GroupRow row, double target)
    {
        int parts = row.First.Length / 3;
        Span<double> logits = row.First[..parts], joint = row.Work[..parts];
        for (int k = 0; k < parts; k++)
        {
            double z = Standard(row, k, parts, target, out double logDeviation, out _);
            joint[k] = logits[k] - logDeviation - 0.5 * z * z;
        }
        double all = LogSumExp(logits), given = LogSumExp(joint);
        for (int k = 0; k < parts; k++)
        {
            double z = Standard(row, k, parts, target, out _, out double inverse), chance = Exp(joint[k] - given);
            row.FirstSlopes[k] = Exp(logits[k] - all) - chance;
            row.FirstSlopes[parts + k] = chance == 0 ? 0 : -chance * (z * inverse);
            row.FirstSlopes[2 * parts + k] = chance == 0 ? 0 : chance * (1 - z * z);
        }
        return all - given + Lane1<double>.Of(0.9189385332046728).Number;
    }

    private static double Standard(
        in GroupRow row, int k, int parts, double target, out double logDeviation, out double inverse)
    {
        logDeviation = row.First[2 * parts + k];
        inverse = Exp(-logDeviation);
        double gap = target - row.First[parts + k];
        return gap == 0 ? gap : gap * inverse;
    }

    private static double LogSumExp(Span<double> x)
    {
        double most = double.NegativeInfinity, sum = 0;
        foreach (double one in x)
            most = double.IsNaN(one) || one > most ? one : most;
        if (!double.IsFinite(most))
            return most;
        foreach (double one in x)
            sum += Exp(one - most);
        return most + Lane1<double>.Log(new(sum)).Number;
    }

    private static double Exp(double x) => Lane1<double>.Exp(new(x)).Number;
}
