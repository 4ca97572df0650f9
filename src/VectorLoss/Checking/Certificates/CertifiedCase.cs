using System.Numerics;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>A case of a loss, whose kernel results are laid beside enclosures.</summary>
/// <typeparam name="T">The type of the kernel.</typeparam>
internal sealed class CertifiedCase<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Between two neighbours a derivative without a jump does not change by this share.</summary>
    private const double LeastJump = 0.01;

    /// <summary>2⁻⁶⁰.</summary>
    private const double NearestTold = 8.673617379884035e-19;

    private readonly RequestReading reading;
    private readonly LossOutcome found;
    private readonly LossOutcome? bounds, terms;
    private readonly LossEnclosures truth;
    private readonly string name;

    /// <param name="request">The case; its arrays and options count as rounded to the type of the kernel.</param>
    /// <param name="name">What it is called in a miss.</param>
    /// <param name="run">The kernel.</param>
    public CertifiedCase(LossRequest request, string name, Func<LossRequest, LossOutcome> run)
    {
        this.name = name;
        LossRequest rounded = new RequestLayout(Rounded(request)).Request;
        reading = RequestReading.Of(rounded);
        found = run(rounded);
        (bounds, terms) = (Bounds<T>(rounded), Bounds<double>(rounded));
        truth = new(reading);
    }

    /// <summary>Adds all values and gradients.</summary>
    public void AddTo(CertificateTally<T> values, CertificateTally<T> gradients)
    {
        Enclosure[] losses = truth.Values();
        double size = Largest(losses);
        for (int i = 0; i < losses.Length; i++)
        {
            int at = i;
            values.Add(found.Value.Values[i], losses[i], At(bounds?.Value.Values, i), At(terms?.Value.Values, i), size,
                () => $"{name}, loss {at}");
        }
        Func<int, int, Enclosure>? slopes = truth.Slopes();
        for (int input = 0; input < reading.Inputs.Count; input++)
            if (found.Gradients.TryGetValue(reading.Inputs[input].Name, out double[]? gradient))
                AddGradient(gradients, input, gradient, slopes);
    }

    private void AddGradient(
        CertificateTally<T> tally, int input, double[] gradient, Func<int, int, Enclosure>? slopes)
    {
        string array = reading.Inputs[input].Name;
        double[]? allowed = bounds?.Gradients.GetValueOrDefault(array);
        double[]? sizes = terms?.Gradients.GetValueOrDefault(array);
        (Enclosure Slope, Enclosure Derivative)[] both = [.. Enumerable.Range(0, gradient.Length).Select(i =>
        {
            Enclosure derivative = truth.Derivative(input, i);
            return (slopes?.Invoke(input, i) is { IsKnown: true } slope ? slope : derivative, derivative);
        })];
        double size = Largest(both.Select(pair => pair.Slope));
        for (int i = 0; i < gradient.Length; i++)
        {
            int at = i;
            string Where() => $"{name}, gradient of {array}[{at}]";
            if (!both[i].Slope.Meets(both[i].Derivative))
                Disagree(tally, both[i].Slope, both[i].Derivative, Where());
            tally.Add(gradient[i], both[i].Slope, At(allowed, i), At(sizes, i), size, Where,
                () => IsAtKink(input, at, gradient[at], At(allowed, at)));
        }
    }

    /// <summary>
    /// Whether the derivative jumps at a number, where the card names a kink, and the slope lies between its sides.
    /// </summary>
    private bool IsAtKink(int input, int element, double slope, double allowed)
    {
        if (reading.Card.Kinks == "none")
            return false;
        double[] numbers = reading.Arrays.Get(reading.Inputs[input].Name).Values;
        // As near as enclosures can tell two numbers beside the largest.
        double number = numbers[element], step = NearestTold * numbers.Where(double.IsFinite).Max(Math.Abs);
        step = Math.Max(step, Math.BitIncrement(Math.Abs(number)) - Math.Abs(number));
        Enclosure below = truth.Derivative(input, element, number - step),
            above = truth.Derivative(input, element, number + step);
        double least = Math.Min(below.Midpoint, above.Midpoint), most = Math.Max(below.Midpoint, above.Midpoint);
        return most - least > LeastJump * Math.Max(Math.Abs(least), Math.Abs(most))
            && slope >= least - allowed && slope <= most + allowed;
    }

    private static double Largest(IEnumerable<Enclosure> numbers)
        => numbers.Where(number => number.IsFinite).Select(number => Math.Abs(number.Midpoint)).DefaultIfEmpty().Max();

    // At a kink or a guard the slope is a convention that the card names; elsewhere it is the derivative.
    private void Disagree(CertificateTally<T> tally, Enclosure slope, Enclosure derivative, string where)
    {
        if (reading.Card.Kinks != "none")
            tally.AddKink();
        else
            tally.Miss($"{where}: the slope {slope.Midpoint:R} is not the derivative {derivative.Midpoint:R}");
    }

    private static LossOutcome? Bounds<TBound>(LossRequest request)
        where TBound : unmanaged, IBinaryFloatingPointIeee754<TBound>
    {
        try
        {
            return LossTool.Bounds<TBound>(request);
        }
        catch (NotSupportedException)
        {
            // The documents give this loss no bound.
            return null;
        }
    }

    private static double At(double[]? bounds, int i) => bounds?[i] ?? double.NaN;

    private static LossRequest Rounded(LossRequest request)
    {
        static double Number(double x) => double.CreateTruncating(T.CreateTruncating(x));
        return request with
        {
            Reduction = "none",
            Options = request.Options.ToDictionary(option => option.Key, option => Number(option.Value)),
            Inputs = request.Inputs.ToDictionary(input => input.Key,
                input => input.Value with { Values = Array.ConvertAll(input.Value.Values, Number) }),
        };
    }
}
