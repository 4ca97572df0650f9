using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The negative entropy of Tsallis, Σ(yᵅ − y)/(α(α − 1)) on the simplex: predictions are α-entmax, sparser the greater
/// α. α = 2 is sparsemax; as α falls to 1 it becomes softmax.
/// </summary>
/// <remarks>
/// <para>B. Peters, V. Niculae, A. Martins 2019, arXiv:1905.05702. With s the logarithm of the greatest prediction,
/// all are eˢ·max(1 + (α − 1)(θ − max θ)e⁻⁽ᵅ⁻¹⁾ˢ, 0)^(1/(α − 1)), which does not cancel as α nears 1. s is where they
/// sum to 1: Newton's steps within a bracket that holds it, from −log n to 0, each at most half as long as the last
/// one, else the bracket is halved. As a rule five steps, rarely more than fifteen.</para>
/// <para>In the end n predictions sum to 1 but for n + 8 roundings of double, and so is the relative error of the
/// greatest; any other one is as if its score were off by as many roundings of 1/(α − 1) and of itself. Up to α = 2
/// that is the same order; beyond, α-entmax is itself ill-conditioned where it is nearly 0.</para>
/// </remarks>
/// <param name="alpha">The power; finite and above 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is out of its range.</exception>
public readonly struct TsallisRegulariser(double alpha) : IRegulariser
{
    private const double Usual = 1.5;

    private const double Rounding = 1.1102230246251565e-16;

    private readonly Setting alpha = new(Option.Between(alpha, 1, double.PositiveInfinity), Usual);

    /// <summary>The usual one, α = 1.5.</summary>
    public TsallisRegulariser() : this(Usual)
    {
    }

    /// <summary>The power.</summary>
    public double Alpha => alpha.Or(Usual);

    /// <inheritdoc/>
    public static bool IsOnSimplex => true;

    /// <inheritdoc/>
    public static bool HasJacobian => true;

    /// <inheritdoc/>
    public static Domain Target => Domain.Probability;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> target)
    {
        double power = Alpha - 1, sum = 0;
        foreach (double y in target)
            sum += y == 0 ? 0 : y * Expm1(power * Lane1<double>.Log(new(y)).Number);
        return sum / (Alpha * power);
    }

    /// <inheritdoc/>
    public double Conjugate(ReadOnlySpan<double> scores, Span<double> prediction)
    {
        double power = Alpha - 1, greatest = SimplexRows.Greatest(scores);
        double s = Root(scores, greatest, prediction), product = 0;
        for (int i = 0; i < scores.Length; i++)
            product += prediction[i] == 0 ? 0 : prediction[i] * (scores[i] - greatest);
        return greatest + (power * product - Expm1(power * s) / power) / Alpha;
    }

    /// <inheritdoc/>
    public void JacobianProduct(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> prediction, Span<double> direction)
        => SimplexRows.JacobianProduct(Alpha, prediction, direction);

    private double Root(ReadOnlySpan<double> scores, double greatest, Span<double> prediction)
    {
        double low = -Lane1<double>.Log(new(scores.Length)).Number, high = 0, s = 0, last = -low;
        while (true)
        {
            double sum = Predict(scores, greatest, s, prediction, out double slope);
            if (!(Math.Abs(sum - 1) > (scores.Length + 8) * Rounding))
                return s;
            (low, high) = sum > 1 ? (low, s) : (s, high);
            if (high - low <= 2 * Rounding * Math.Max(1, -low))
                break;
            // Newton's step for log Σ = 0, which is straight as α nears 1.
            double next = s - Lane1<double>.Log(new(sum)).Number * sum / slope;
            if (!(next > low && next < high && Math.Abs(next - s) <= last / 2))
                next = (low + high) / 2;
            (last, s) = (Math.Abs(next - s), next);
        }
        Blend(scores, greatest, low, high, prediction);
        return high;
    }

    // Beyond α = 2 the sum may jump over 1 between neighbouring numbers.
    private void Blend(
        ReadOnlySpan<double> scores, double greatest, double low, double high, Span<double> prediction)
    {
        double below = Predict(scores, greatest, low, prediction, out _), scale = Scale(low);
        double above = Predict(scores, greatest, high, prediction, out _), share = (1 - below) / (above - below);
        for (int i = 0; i < scores.Length; i++)
        {
            double p = At(scores[i] - greatest, low, scale, out _);
            prediction[i] = p + share * (prediction[i] - p);
        }
    }

    private double Predict(
        ReadOnlySpan<double> scores, double greatest, double s, Span<double> prediction, out double slope)
    {
        double scale = Scale(s), sum = slope = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double p = prediction[i] = At(scores[i] - greatest, s, scale, out double size);
            sum += p;
            slope += p == 0 ? 0 : p / size;
        }
        return sum;
    }

    private double Scale(double s) => (Alpha - 1) * Lane1<double>.Exp(new((1 - Alpha) * s)).Number;

    private double At(double score, double s, double scale, out double size)
    {
        // The scale is infinite where α is large and the row long: it must not make NaN of the greatest.
        double rest = score == 0 ? 0 : score * scale;
        size = 1 + rest;
        return size <= 0 ? 0 : Lane1<double>.Exp(new(s + Lane1<double>.Log1p(new(rest)).Number / (Alpha - 1))).Number;
    }

    private static double Expm1(double x) => Lane1<double>.Expm1(new(x)).Number;
}
