using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>
/// A loss with options, inputs, weights and a reduction, all drawn from a seed: what a check of a loss looks at.
/// </summary>
/// <param name="Request">What is computed.</param>
/// <param name="Seed">The seed it came from.</param>
public sealed record LossCase(LossRequest Request, int Seed)
{
    /// <summary>Draws a case.</summary>
    /// <param name="card">The loss.</param>
    /// <param name="seed">The same seed gives the same case.</param>
    public static LossCase Draw(LossCard card, int seed)
    {
        ArgumentNullException.ThrowIfNull(card);
        return new(new LossDraw(card, seed).Request(), seed);
    }

    /// <summary>The name of the loss, its options and its reduction.</summary>
    public override string ToString()
    {
        string options = string.Join(", ",
            Request.Options.Select(option => FormattableString.Invariant($"{option.Key} = {option.Value:R}")));
        string arrays = string.Join(", ",
            Request.Inputs.Where(input => input.Key is "weight" or "sample_weight" or "factor" or "mask").Select(input
            => input.Key));
        string details = string.Join("; ", ((string[])[options, Request.Reduction, arrays]).Where(part => part != ""));
        return $"{Request.Card.Name} ({details}), seed {Seed}";
    }

    /// <summary>
    /// Checks the gradient of every differentiable input by all witnesses: differences with error bars and dual
    /// numbers.
    /// </summary>
    /// <remarks>
    /// A loss near 0 is a small difference of large numbers and differences of it have few digits, so the usual
    /// resolution here is 1e-3 of the largest element; dual numbers, which cancel nothing, agree to 2⁻⁴⁰.
    /// </remarks>
    /// <param name="options">The options, or null for the usual ones.</param>
    public IReadOnlyList<GradientReport> Check(GradientCheckOptions? options = null)
    {
        RequestLayout layout = new(Request);
        RequestReading reading = RequestReading.Of(layout.Request);
        LossOutcome? bounds = Bounds<double>(Request);
        return [.. Differentiated(reading).Select(input => Check(layout, reading, bounds, input, options ?? new()))];
    }

    /// <summary>The inputs whose gradients <see cref="Check(GradientCheckOptions)"/> checks, in its order.</summary>
    public IReadOnlyList<string> Gradients
        => [.. Differentiated(RequestReading.Of(new RequestLayout(Request).Request))];

    private static IEnumerable<string> Differentiated(RequestReading reading) => reading.Inputs
        .Where(reading.HasGradient)
        .Select(input => input.Name);

    /// <summary>
    /// The largest error of the float kernel, value and gradients, as a share of the bound that running error analysis
    /// gives it against the double result; 0 where there are no bounds for the loss.
    /// </summary>
    public double FloatError()
    {
        // On numbers that float holds exactly, so that only the arithmetic differs.
        LossRequest request = Request with
        {
            Inputs = Request.Inputs.ToDictionary(input => input.Key,
            input => Narrow(input.Value))
        };
        if (Bounds<float>(request) is not { } bounds)
            return 0;
        LossOutcome narrow = LossTool.Run<float>(request), wide = LossTool.Run<double>(request);
        double worst = Worst(narrow.Value.Values, wide.Value.Values, bounds.Value.Values);
        foreach ((string name, double[] bound) in bounds.Gradients)
            worst = Math.Max(worst, Worst(narrow.Gradients[name], wide.Gradients[name], bound));
        return worst;
    }

    // What the kernel documents; null where there are no bounds for the loss.
    private static LossOutcome? Bounds<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return LossTool.Bounds<T>(request);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private GradientReport Check(RequestLayout layout, RequestReading reading, LossOutcome? bounds, string input,
        GradientCheckOptions options)
    {
        LossArray array = Request.Inputs[input];
        LossOutcome Run(ReadOnlySpan<double> x)
        {
            LossArray moved = array with { Values = x.ToArray() };
            return LossTool.Run<double>(Request with
            {
                Inputs = new Dictionary<string, LossArray>(Request.Inputs) { [input] = moved },
            });
        }
        GradientReport report = GradientCheck.Run(x => Run(x).Value.Values.Sum(),
            (x, gradient) => Run(x).Gradients[input].CopyTo(gradient),
            array.Values, options with { Subject = $"{this}, {input}", Resolution = options.Resolution ?? 1e-3 });
        return DualWitness.Testify(
            report, reading, input, Run(array.Values).Gradients[input], bounds?.Gradients[input], layout);
    }

    private static LossArray Narrow(LossArray array)
        => array with { Values = Array.ConvertAll(array.Values, value => (double)(float)value) };

    /// <summary>The largest distance of finite results, as a share of its bound.</summary>
    internal static double Worst(double[] narrow, double[] wide, double[] bounds)
    {
        double worst = 0;
        for (int i = 0; i < narrow.Length; i++)
            // An infinite bound promises nothing: float has overflown on the way.
            if (narrow[i] != wide[i] && double.IsFinite(wide[i]) && !double.IsPositiveInfinity(bounds[i]))
                worst = Math.Max(worst, Math.Abs(narrow[i] - wide[i]) / bounds[i]);
        return worst;
    }
}
