using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>Requests at the ends of the domains: every number of its own size, and some that coincide.</summary>
internal static class ExtremePoints
{
    private const int LargestProbabilityExponent = 30;

    // Near the ends of the type sums and squares leave it; a third of the requests stay where few do.
    private const int OrdinaryExponent = 50;

    /// <summary>The request with extreme numbers in its first inputs.</summary>
    /// <param name="request">An ordinary request.</param>
    /// <param name="random">What draws.</param>
    /// <typeparam name="T">Its range is drawn from, up to 2^±120 or 2^±900.</typeparam>
    public static LossRequest Of<T>(LossRequest request, Random random)
    {
        int largest = random.Next(3) == 0 ? OrdinaryExponent : typeof(T) == typeof(float) ? 120 : 900;
        if (request.Card.Family == LossFamily.Sequence)
            return request;
        Dictionary<string, LossArray> inputs = new(request.Inputs);
        foreach (LossInput input in request.Card.Inputs)
            if (inputs.TryGetValue(input.Name, out LossArray? array) && input.Kind == LossInputKind.PerElement)
                inputs[input.Name] = array with
                {
                    Values = Array.ConvertAll(array.Values, value => Of(value, input.Domain, largest, random)),
                };
        return request with { Inputs = inputs };
    }

    private static double Of(double value, Domain domain, int largest, Random random) => domain switch
    {
        Domain.Real when random.Next(8) == 0 => random.Next(-1, 2),
        Domain.Real when random.Next(2) == 0 => value * 30,
        Domain.NonNegative when random.Next(8) == 0 => 0,
        // Whatever the size of the request, that of the number is a new one.
        Domain.Real or Domain.Positive or Domain.NonNegative when value != 0
            => Math.ScaleB(value, random.Next(-largest, largest) - Math.ILogB(value)),
        Domain.Probability => random.Next(3) switch
        {
            0 => Math.ScaleB(value, -random.Next(LargestProbabilityExponent)),
            1 => 1 - Math.ScaleB(value, -random.Next(LargestProbabilityExponent)),
            _ => value,
        },
        _ => value,
    };
}
