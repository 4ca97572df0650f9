using System.Diagnostics;
using System.Numerics;

namespace VectorLoss.Lanes;

/// <summary>
/// A number with a bound on how far rounding in <typeparamref name="T"/> may have moved it: running error analysis. Any
/// formula over <see cref="IReal{R}"/> that is evaluated on such numbers computes its own error bound for each input,
/// so that tests and tools need no guessed tolerance. (J. H. Wilkinson 1963; N. J. Higham, Accuracy and Stability of
/// Numerical Algorithms, §3.3.)
/// </summary>
/// <remarks>
/// Each arithmetic step adds half a unit in the last place of its result; each elementary function adds one and a half
/// units, the bound that <see cref="LaneMath"/> states. Each step also carries the errors of its operands on to its
/// result. Where a comparison cannot be decided inside the bounds, the result allows for both branches. The bound is of
/// first order: the error of computing the bound itself, a few parts in 10¹⁵ of it, is not counted.
/// </remarks>
/// <param name="value">The number, computed in double.</param>
/// <param name="error">The bound; +∞ where nothing can be promised.</param>
/// <typeparam name="T">The precision whose rounding is followed: <see cref="float"/> or
/// <see cref="double"/>.</typeparam>
[DebuggerDisplay("{Value} ± {Error}")]
public readonly struct ErrorBounded<T>(double value, double error) : IReal<ErrorBounded<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Half a unit in the last place of 1.</summary>
    private static readonly double Unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;

    private static readonly double Largest = double.CreateTruncating(T.BitDecrement(T.PositiveInfinity));
    private static readonly double Smallest = double.CreateTruncating(T.Epsilon);

    /// <summary>Below this, numbers of <typeparamref name="T"/> lie evenly and a rounding is absolute.</summary>
    private static readonly double LeastNormal = Smallest / (2 * Unit);

    /// <summary>The number.</summary>
    public double Value { get; } = Math.Abs(value) > Largest ? value * double.PositiveInfinity : value;

    /// <summary>How far from it the result in <typeparamref name="T"/>, or the mathematics, may be.</summary>
    public double Error { get; } = double.IsNaN(error) ? double.PositiveInfinity : error;

    /// <summary>An input that is exact.</summary>
    public static ErrorBounded<T> Exact(double value) => new(value, 0);

    /// <inheritdoc/>
    public static ErrorBounded<T> Of(double constant) => new(constant, double.IsInfinity(constant) ? 0
        : Math.Abs(double.CreateTruncating(T.CreateTruncating(constant)) - constant));

    /// <inheritdoc/>
    public static ErrorBounded<T> LogTwo => Rounded(0.6931471805599453, 0);

    /// <inheritdoc/>
    public static ErrorBounded<T> HalfLogTwoPi => Rounded(0.9189385332046728, 0);

    /// <inheritdoc/>
    public static ErrorBounded<T> TwoOverRootPi => Rounded(1.1283791670955126, 0);

    /// <inheritdoc/>
    public static ErrorBounded<T> Ratio(double numerator, double denominator) => Rounded(numerator / denominator, 0);

    /// <summary>a + b.</summary>
    public static ErrorBounded<T> operator +(ErrorBounded<T> a, ErrorBounded<T> b)
        => Rounded(a.Value + b.Value, a.Error + b.Error);

    /// <summary>a − b.</summary>
    public static ErrorBounded<T> operator -(ErrorBounded<T> a, ErrorBounded<T> b)
        => Rounded(a.Value - b.Value, a.Error + b.Error);

    /// <summary>a · b.</summary>
    public static ErrorBounded<T> operator *(ErrorBounded<T> a, ErrorBounded<T> b)
        => Rounded(a.Value * b.Value, OfProduct(a, b));

    /// <summary>a / b.</summary>
    public static ErrorBounded<T> operator /(ErrorBounded<T> a, ErrorBounded<T> b)
    {
        double quotient = a.Value / b.Value, least = Math.Abs(b.Value) - b.Error;
        double carried = a.Error + b.Error == 0 ? 0
            : least > 0 ? (a.Error + Math.Abs(quotient) * b.Error) / least
            : double.PositiveInfinity;
        return Rounded(quotient, carried);
    }

    /// <summary>−x.</summary>
    public static ErrorBounded<T> operator -(ErrorBounded<T> x) => new(-x.Value, x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Abs(ErrorBounded<T> x) => new(Math.Abs(x.Value), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Min(ErrorBounded<T> a, ErrorBounded<T> b)
        => new(Math.Min(a.Value, b.Value), Either(a, b, a.Value < b.Value));

    /// <inheritdoc/>
    public static ErrorBounded<T> Max(ErrorBounded<T> a, ErrorBounded<T> b)
        => new(Math.Max(a.Value, b.Value), Either(a, b, b.Value < a.Value));

    /// <inheritdoc/>
    public static ErrorBounded<T> AtLeast(ErrorBounded<T> x, ErrorBounded<T> bound) => Max(x, bound);

    /// <inheritdoc/>
    public static ErrorBounded<T> AtMost(ErrorBounded<T> x, ErrorBounded<T> bound) => Min(x, bound);

    /// <inheritdoc/>
    public static ErrorBounded<T> MulAdd(ErrorBounded<T> a, ErrorBounded<T> b, ErrorBounded<T> c)
        => Rounded(Math.FusedMultiplyAdd(a.Value, b.Value, c.Value), OfProduct(a, b) + c.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Sqrt(ErrorBounded<T> x)
    {
        double root = Math.Sqrt(x.Value), least = Math.Max(x.Value - x.Error, 0);
        return Rounded(root, x.Error == 0 ? 0 : x.Error / (root + Math.Sqrt(least)));
    }

    /// <inheritdoc/>
    public static ErrorBounded<T> Exp(ErrorBounded<T> x)
    {
        double power = Math.Exp(x.Value);
        return Elementary(power, power * Grown(x.Error), x.Error);
    }

    /// <inheritdoc/>
    public static ErrorBounded<T> Expm1(ErrorBounded<T> x)
        => Elementary(Lane1<double>.Expm1(new(x.Value)).Number, Math.Exp(x.Value) * Grown(x.Error), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Log(ErrorBounded<T> x)
        => Elementary(Math.Log(x.Value), Lost(x.Error / x.Value), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Log1p(ErrorBounded<T> x)
        => Elementary(Lane1<double>.Log1p(new(x.Value)).Number, Lost(x.Error / (1 + x.Value)), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Tanh(ErrorBounded<T> x) => Elementary(Math.Tanh(x.Value), x.Error, x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Sigmoid(ErrorBounded<T> x)
    {
        // The logarithm of σ' has a slope of at most 1, so within the error σ' grows by at most e^error.
        double sigmoid = 1 / (1 + Math.Exp(-x.Value)), other = 1 / (1 + Math.Exp(x.Value));
        return Elementary(sigmoid, sigmoid * other * x.Error * Math.Exp(x.Error), x.Error);
    }

    /// <inheritdoc/>
    public static ErrorBounded<T> Softplus(ErrorBounded<T> x)
        => Elementary(
            Lane1<double>.Softplus(new(x.Value)).Number, x.Error / (1 + Math.Exp(-x.Value - x.Error)), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Sin(ErrorBounded<T> x)
        => Elementary(Math.Sin(x.Value), Math.Min(x.Error, 2), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Cos(ErrorBounded<T> x)
        => Elementary(Math.Cos(x.Value), Math.Min(x.Error, 2), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> Atan(ErrorBounded<T> x) => Elementary(
        Math.Atan(x.Value), x.Error / (1 + Math.Pow(Math.Max(Math.Abs(x.Value) - x.Error, 0), 2)), x.Error);

    /// <summary>
    /// xʸ = exp(y·log x): the exponent's error is that of the product, and the power is as far off as the exponential
    /// of it.
    /// </summary>
    public static ErrorBounded<T> Pow(ErrorBounded<T> x, ErrorBounded<T> y)
    {
        double power = Math.Pow(x.Value, y.Value);
        double log = Math.Abs(Math.Log(x.Value)), ofLog = Lost(x.Error / x.Value);
        double exponent = Math.Abs(y.Value) * ofLog + y.Error * (log + ofLog);
        return Elementary(power, Math.Abs(power) * Grown(exponent), x.Error + y.Error);
    }

    /// <inheritdoc/>
    public static ErrorBounded<T> Erf(ErrorBounded<T> x)
        => Smooth<ErrorFunctions.Erf>(x, SpecialSlopes.Erf);

    /// <inheritdoc/>
    public static ErrorBounded<T> Erfc(ErrorBounded<T> x)
        => Smooth<ErrorFunctions.Erfc>(x, SpecialSlopes.Erfc);

    /// <inheritdoc/>
    public static ErrorBounded<T> Erfcx(ErrorBounded<T> x)
        => Smooth<ErrorFunctions.Erfcx>(x, SpecialSlopes.Erfcx);

    /// <inheritdoc/>
    public static ErrorBounded<T> LogNormalCdf(ErrorBounded<T> x)
        => Smooth<ErrorFunctions.LogNormalCdf>(x, SpecialSlopes.LogNormalCdf);

    /// <inheritdoc/>
    public static ErrorBounded<T> LogGamma(ErrorBounded<T> x)
        => WithPoles<GammaFunctions.LogGamma>(x, SpecialSlopes.LogGamma);

    /// <inheritdoc/>
    public static ErrorBounded<T> Digamma(ErrorBounded<T> x)
        => WithPoles<GammaFunctions.Digamma>(x, SpecialSlopes.Digamma);

    /// <inheritdoc/>
    public static ErrorBounded<T> BesselI0e(ErrorBounded<T> x)
        => Smooth<BesselFunctions.ScaledI0>(x, SpecialSlopes.BesselI0e);

    /// <inheritdoc/>
    public static ErrorBounded<T> BesselI1e(ErrorBounded<T> x)
        => Smooth<BesselFunctions.ScaledI1>(x, SpecialSlopes.BesselI1e);

    /// <inheritdoc/>
    public static ErrorBounded<T> Polygamma(int n, ErrorBounded<T> x)
        => Elementary(PolygammaFunction.Of(n, x.Value),
            SpecialErrors.OfGamma(x.Value, x.Error, y => Lane1<double>.Polygamma(n + 1, y)), x.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> PolygammaRise(int k, ErrorBounded<T> x, ErrorBounded<T> n) => Elementary(
        Lanes.PolygammaRise.Of(k, x.Value, n.Value),
        SpecialErrors.OfRise(k + 1, x.Value, x.Error, n.Value, n.Error), x.Error + n.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> LogBeta(ErrorBounded<T> a, ErrorBounded<T> b) => Elementary(
        GammaFunctions.LogBeta.Of(a.Value, b.Value),
        SpecialErrors.OfLogBeta(a.Value, a.Error, b.Value, b.Error), a.Error + b.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> LogRisingFactorial(ErrorBounded<T> x, ErrorBounded<T> n) => Elementary(
        GammaFunctions.LogRisingFactorial.Of(x.Value, n.Value),
        SpecialErrors.OfRise(0, x.Value, x.Error, n.Value, n.Error), x.Error + n.Error);

    /// <inheritdoc/>
    public static ErrorBounded<T> WhereLess(
        ErrorBounded<T> a, ErrorBounded<T> b, ErrorBounded<T> then, ErrorBounded<T> otherwise)
        => Choose(a, b, a.Value < b.Value, then, otherwise);

    /// <inheritdoc/>
    public static ErrorBounded<T> WhereEqual(
        ErrorBounded<T> a, ErrorBounded<T> b, ErrorBounded<T> then, ErrorBounded<T> otherwise)
        => SameNumber(a, b) ? then : Choose(a, b, a.Value == b.Value, then, otherwise);

    // Formulas ask x = x to find a NaN. A number equals itself however large its error is.
    private static bool SameNumber(ErrorBounded<T> a, ErrorBounded<T> b) => a.Value == b.Value && a.Error == b.Error;

    private static ErrorBounded<T> Choose(
        ErrorBounded<T> a, ErrorBounded<T> b, bool first, ErrorBounded<T> then, ErrorBounded<T> otherwise)
    {
        (ErrorBounded<T> chosen, ErrorBounded<T> other) = first ? (then, otherwise) : (otherwise, then);
        double doubt = a.Error + b.Error;
        bool decided = doubt == 0 || Math.Abs(a.Value - b.Value) > doubt || double.IsNaN(a.Value - b.Value);
        return decided ? chosen
            : new(chosen.Value, Math.Max(chosen.Error, Math.Abs(chosen.Value - other.Value) + other.Error));
    }

    private static double Either(ErrorBounded<T> a, ErrorBounded<T> b, bool first)
        => Math.Abs(a.Value - b.Value) > a.Error + b.Error ? (first ? a.Error : b.Error) : Math.Max(a.Error, b.Error);

    private static double OfProduct(ErrorBounded<T> a, ErrorBounded<T> b)
        => Product(Math.Abs(a.Value), b.Error) + Product(Math.Abs(b.Value), a.Error) + Product(a.Error, b.Error);

    // An exact factor adds no error, not even times an infinity.
    private static double Product(double size, double error) => error == 0 || size == 0 ? 0 : size * error;

    // What an error adds to an exponential, and to a logarithm for its share of the argument, however small it is.
    private static double Grown(double error) => Lane1<double>.Expm1(new(error)).Number;

    private static double Lost(double share) => -Lane1<double>.Log1p(new(-share)).Number;

    private static ErrorBounded<T> Elementary(double value, double carried, double error)
        => Rounded(value, (error == 0 ? 0 : carried) + (double.IsFinite(value) ? 2 * Rounding(value) : 0));

    private static ErrorBounded<T> Smooth<TFunction>(
        ErrorBounded<T> x, Func<Lane1<double>, Lane1<double>> derivative) where TFunction : struct, IScalarFunction
        => Elementary(TFunction.Of(x.Value), SpecialErrors.Carried(x.Value, x.Error, derivative), x.Error);

    private static ErrorBounded<T> WithPoles<TFunction>(
        ErrorBounded<T> x, Func<Lane1<double>, Lane1<double>> derivative) where TFunction : struct, IScalarFunction
        => Elementary(TFunction.Of(x.Value), SpecialErrors.OfGamma(x.Value, x.Error, derivative), x.Error);

    private static ErrorBounded<T> Rounded(double value, double carried)
        => new(value, carried + (double.IsFinite(value) ? Rounding(value) : 0));

    private static double Rounding(double value)
        => value == 0 ? 0 : Math.Abs(value) < LeastNormal ? Smallest : Unit * Math.Abs(value);
}
