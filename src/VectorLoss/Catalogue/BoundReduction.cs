using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Rows;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> that is the same for all families: weights, divisor and sum, with what their
/// rounding adds. Losses that do not count have value and slope 0 without error.
/// </summary>
internal sealed class BoundReduction<T>(RequestReading reading) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Half a unit in the last place of 1.</summary>
    public static readonly double Unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;

    private static readonly double Largest = double.CreateTruncating(T.BitDecrement(T.PositiveInfinity));
    private static readonly double Smallest = double.CreateTruncating(T.Epsilon);

    /// <summary>
    /// Roundings on the way of a term through an ordered sum: see <c>OrderedSum</c>; three more for weight and scale.
    /// </summary>
    private const double Sum = 64 + 6 + 3;

    private const double DoubleUnit = 1.1102230246251565e-16;

    private readonly ErrorBounded<double> divisor = DivisorOf(reading);

    /// <summary>The losses that count.</summary>
    public IEnumerable<int> Counted => Enumerable.Range(0, reading.Count).Where(reading.Counts);

    /// <summary>A loss times its weight. What has overflown is no number that a weight of 0 could bring back.</summary>
    public ErrorBounded<T> Weighted(ErrorBounded<T> value, int loss)
    {
        ErrorBounded<T> weighted = value * Multiplier(loss);
        return IsInRange(value) ? weighted : new(weighted.Value, double.PositiveInfinity);
    }

    /// <summary>
    /// A slope of a loss times its weight over the divisor. Kernels multiply the three in different orders: where one
    /// pair of them leaves the range of <typeparamref name="T"/>, the bound allows for that pair being multiplied
    /// first.
    /// </summary>
    public ErrorBounded<T> Scaled(ErrorBounded<T> slope, int loss)
    {
        if (reading.IsEmpty)
            return new(0, IsInRange(slope) ? 0 : double.PositiveInfinity);
        ErrorBounded<T> weight = Multiplier(loss), scale = Narrow(ErrorBounded<double>.Of(1) / divisor),
            scaled = slope * weight * scale;
        double s = Math.Abs(slope.Value), w = Math.Abs(weight.Value), d = Math.Abs(scale.Value);
        return Math.Max(s * w, Math.Max(s * d, w * d)) <= Largest && double.IsFinite(slope.Error)
            ? new(scaled.Value, scaled.Error + Smallest * (s + w + d)) : new(scaled.Value, double.PositiveInfinity);
    }

    /// <summary>A slope of the softmax family, which is 0 below the least normal number.</summary>
    public static ErrorBounded<T> Cut(ErrorBounded<T> slope)
        => (slope.Value != 0 || slope.Error != 0) && Math.Abs(slope.Value) - slope.Error < NormalPowers.LeastOf<T>()
            ? new(slope.Value, slope.Error + NormalPowers.LeastOf<T>()) : slope;

    /// <summary>The derivative of a quotient whose sum and divisor gain so much.</summary>
    public ErrorBounded<T> OfQuotient(
        ErrorBounded<double> gain, ErrorBounded<double> sum, ErrorBounded<double> ofDivisor)
        => reading.IsEmpty ? new(0, IsInRange(Narrow(gain)) ? 0 : double.PositiveInfinity)
            : Narrow((ofDivisor.Value == 0 ? gain : gain - sum / divisor * ofDivisor) / divisor);

    /// <summary>The bounds of the result.</summary>
    /// <param name="values">The losses by <see cref="Weighted"/>.</param>
    /// <param name="gradients">Slopes by <see cref="Scaled"/>, by the name of the input.</param>
    public LossOutcome Outcome(ErrorBounded<T>[] values, Dictionary<string, ErrorBounded<T>[]> gradients)
    {
        // Weights of classes and of rows are multiplied with each other first.
        double[] ofClasses = reading.Classes?.Weights ?? [];
        if (Counted.Any(loss => ofClasses.Any(weight => IsOutOfRange(Multiplier(loss).Value * weight))))
            return NoBounds(values.Length, gradients);
        double[] bounds = reading.IsNone ? Array.ConvertAll(values, BoundOf)
            : [reading.IsEmpty ? 0 : BoundOf(Narrow(Total(values) / divisor))];
        return new(new(reading.IsNone ? reading.Shape : [], bounds), gradients.ToDictionary(pair => pair.Key,
            pair => Array.ConvertAll(pair.Value, BoundOf)));
    }

    private ErrorBounded<T> Multiplier(int loss) => reading.Factors.Length == 0 ? Rounded(reading.Weight(loss))
        : Rounded(reading.Weight(loss)) * Rounded(reading.Factor(loss));

    private static bool IsInRange(ErrorBounded<T> number)
        => double.IsFinite(number.Value) && double.IsFinite(number.Error);

    private static bool IsOutOfRange(double product)
        => Math.Abs(product) > Largest || (product != 0 && Math.Abs(product) < Smallest / (2 * Unit));

    private LossOutcome NoBounds(int losses, Dictionary<string, ErrorBounded<T>[]> gradients)
    {
        static double[] Infinities(int count) => [.. Enumerable.Repeat(double.PositiveInfinity, count)];
        return new(reading.IsNone ? new(reading.Shape, Infinities(losses)) : new([], Infinities(1)),
            gradients.ToDictionary(pair => pair.Key, pair => Infinities(pair.Value.Length)));
    }

    /// <summary>The number with so many times its error and a rounding: for kernels that go another way.</summary>
    public static ErrorBounded<T> Wider(ErrorBounded<T> x, double times)
        => new(x.Value, times * (x.Error + Unit * Math.Abs(x.Value)));

    /// <summary>An input: rounded to <typeparamref name="T"/>.</summary>
    public static ErrorBounded<T> Rounded(double x)
    {
        double rounded = double.CreateTruncating(T.CreateTruncating(x));
        return new(rounded, x.Equals(rounded) ? 0 : Math.Abs(x - rounded));
    }

    /// <summary>An ordered sum, which is kept in double at the end.</summary>
    public static ErrorBounded<double> Total(IEnumerable<ErrorBounded<T>> terms)
    {
        double sum = 0, error = 0, size = 0;
        foreach (ErrorBounded<T> term in terms)
        {
            size += Math.Abs(term.Value);
            (sum, error) = (sum + term.Value, error + term.Error + Sum * Unit * Math.Abs(term.Value));
        }
        // A part of the sum may overflow although the whole does not.
        return new(sum, size > Largest && double.IsFinite(sum) ? double.PositiveInfinity : error);
    }

    /// <summary>A double, rounded to <typeparamref name="T"/>.</summary>
    public static ErrorBounded<T> Narrow(ErrorBounded<double> x)
        => new(x.Value, x.Error + Math.Max(Unit * Math.Abs(x.Value), x.Value == 0 ? 0 : Smallest));

    // Three more roundings, for kernels that multiply slope, weight and scale in another order. An infinity that is no
    // exact one has overflown, and nothing can be said of it; nor of a NaN.
    private static double BoundOf(ErrorBounded<T> x)
        => double.IsFinite(x.Value) ? x.Error + 3 * Unit * Math.Abs(x.Value) + 2 * Smallest
        : double.IsInfinity(x.Value) && x.Error == 0 ? 0 : double.PositiveInfinity;

    // The kernel divides by the sum of rounded weights, whose terms it adds in double.
    private static ErrorBounded<double> DivisorOf(RequestReading reading)
    {
        double rounded = reading.InPrecisionOf<T>().Divisor;
        return new(rounded, Math.Abs(reading.Divisor - rounded) + (reading.Count * DoubleUnit * rounded));
    }
}
