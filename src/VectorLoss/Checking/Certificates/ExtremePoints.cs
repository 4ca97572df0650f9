using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>Requests at the ends of the domains: every number of its own size, and some that coincide.</summary>
internal static class ExtremePoints
{
    // Above, squares and exponents leave the range of float.
    private const int LargestExponent = 50, LargestProbabilityExponent = 30;

    /// <summary>The request with extreme numbers in its first inputs.</summary>
    public static LossRequest Of(LossRequest request, Random random)
    {
        if (request.Card.Family == LossFamily.Sequence)
            return request;
        Dictionary<string, LossArray> inputs = new(request.Inputs);
        foreach (LossInput input in request.Card.Inputs)
            if (inputs.TryGetValue(input.Name, out LossArray? array) && input.Kind == LossInputKind.PerElement)
                inputs[input.Name] = array with
                {
                    Values = Array.ConvertAll(array.Values, value => Of(value, input.Domain, random)),
                };
        return request with { Inputs = inputs };
    }

    private static double Of(double value, Domain domain, Random random) => domain switch
    {
        Domain.Real when random.Next(8) == 0 => random.Next(-1, 2),
        Domain.Real when random.Next(2) == 0 => value * 30,
        Domain.NonNegative when random.Next(8) == 0 => 0,
        Domain.Real or Domain.Positive or Domain.NonNegative
            => Math.ScaleB(value, random.Next(-LargestExponent, LargestExponent)),
        Domain.Probability => random.Next(3) switch
        {
            0 => Math.ScaleB(value, -random.Next(LargestProbabilityExponent)),
            1 => 1 - Math.ScaleB(value, -random.Next(LargestProbabilityExponent)),
            _ => value,
        },
        _ => value,
    };
}
