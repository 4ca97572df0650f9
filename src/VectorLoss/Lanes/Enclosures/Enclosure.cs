using System.Diagnostics;

namespace VectorLoss.Lanes;

/// <summary>
/// A real number that is known to lie within a radius of a midpoint of about 106 bits. Every operation adds what its
/// rounding and its truncated series may have moved, rounded outward, so that the result of a formula contains the
/// true value for certain: a proof, where <see cref="ErrorBounded{T}"/> estimates to first order. (R. E. Moore 1966,
/// Interval Analysis; S. M. Rump 1999, doi:10.1023/A:1022374804152; J. van der Hoeven 2010, Ball arithmetic.)
/// </summary>
/// <remarks>
/// For numbers between 2⁻⁹⁰⁰ and 2⁹⁰⁰ an operation or a function adds at most 2⁻⁹¹ of its result to the radius, nearer
/// 0 at most 2⁻¹⁰⁷⁰, and the gamma family near its zeros 2⁻⁹¹; 10⁶ enclosed arguments of each elementary function and
/// 10⁵ of the others, drawn as in <c>data/enclosures/make.py</c>, had their true value in the enclosure without
/// exception. A comparison that the enclosures cannot decide gives the hull of both branches. An enclosure that is not
/// <see cref="IsKnown"/> promises nothing, not even a number: the result was above the range of double, or not defined,
/// or a divisor may have been 0. The exact infinities are values too, as limits say: log 0 is −∞. The proof assumes
/// arithmetic as IEEE 754 has it, rounded to nearest, with subnormal numbers.
/// </remarks>
[DebuggerDisplay("{Midpoint} ± {Radius}")]
public readonly struct Enclosure : IReal<Enclosure>
{
    /// <summary>
    /// An enclosure of what lies within <paramref name="radius"/> of the midpoint; of nothing known if either is not a
    /// finite number.
    /// </summary>
    internal Enclosure(DoubleDouble midpoint, double radius)
    {
        bool known = double.IsFinite(midpoint.High) && double.IsFinite(midpoint.Low) && double.IsFinite(radius);
        (Point, Radius) = known ? (midpoint, radius) : (default, double.PositiveInfinity);
    }

    private Enclosure(double exact) => (Point, Radius) = (new(exact, 0), 0);

    /// <summary>The midpoint, rounded to double.</summary>
    public double Midpoint => Point.High;

    /// <summary>How far from the midpoint, before rounding it, the number may be; +∞ where nothing is known.</summary>
    public double Radius { get; }

    /// <summary>Whether the radius promises anything.</summary>
    public bool IsKnown => Radius < double.PositiveInfinity;

    internal DoubleDouble Point { get; }

    /// <summary>Whether the number is the midpoint: no error at all.</summary>
    internal bool IsExact => Radius == 0;

    internal bool IsFinite => IsKnown && double.IsFinite(Point.High);

    /// <summary>What may be any number, or none.</summary>
    internal static Enclosure Unknown => new(default, double.PositiveInfinity);

    /// <summary>A number without error; nothing known if it is NaN.</summary>
    public static Enclosure Of(double constant) => double.IsNaN(constant) ? Unknown : new(constant);

    /// <summary>log 2.</summary>
    public static Enclosure LogTwo => EnclosedConstants.LogTwo;

    /// <summary>½·log 2π.</summary>
    public static Enclosure HalfLogTwoPi => EnclosedConstants.HalfLogTwoPi;

    /// <summary>2/√π.</summary>
    public static Enclosure TwoOverRootPi => EnclosedConstants.TwoOverRootPi;

    /// <inheritdoc/>
    public static Enclosure Ratio(double numerator, double denominator) => Of(numerator) / Of(denominator);

    /// <summary><paramref name="then"/>: what is known of an enclosure is that of a number.</summary>
    public static Enclosure WhereNumber(Enclosure x, Enclosure then, Enclosure otherwise)
        => x.IsKnown ? then : Unknown;

    /// <summary>
    /// An upper bound of the distance between <paramref name="number"/> and the enclosed number; +∞ if nothing is known
    /// of it or either is infinite, and 0 if both are the same infinity.
    /// </summary>
    public double Distance(double number)
        => IsExact && number == Point.High && Point.Low == 0 ? 0
        : IsFinite && double.IsFinite(number) ? (this - Of(number)).Magnitude : double.PositiveInfinity;

    /// <summary>Whether a number can be the one that is enclosed.</summary>
    public bool Contains(double number)
        => !IsKnown || (IsFinite ? (this - Of(number)).MayBeZero : number == Point.High);

    /// <summary>Whether two enclosures can be of the same number.</summary>
    public bool Meets(Enclosure other)
        => !IsKnown || !other.IsKnown
        || (IsFinite && other.IsFinite ? (this - other).MayBeZero : Point.High == other.Point.High);

    /// <summary>a + b.</summary>
    public static Enclosure operator +(Enclosure a, Enclosure b)
        => a.IsFinite && b.IsFinite ? EnclosureArithmetic.Sum(a, b) : EnclosureLimits.Sum(a, b);

    /// <summary>a − b.</summary>
    public static Enclosure operator -(Enclosure a, Enclosure b) => a + -b;

    /// <summary>a · b.</summary>
    public static Enclosure operator *(Enclosure a, Enclosure b)
        => a.IsFinite && b.IsFinite ? EnclosureArithmetic.Product(a, b) : EnclosureLimits.Product(a, b);

    /// <summary>a / b; nothing is known of it where b may be 0.</summary>
    public static Enclosure operator /(Enclosure a, Enclosure b)
        => a.IsFinite && b.IsFinite ? EnclosureArithmetic.Quotient(a, b) : EnclosureLimits.Quotient(a, b);

    /// <summary>−x.</summary>
    public static Enclosure operator -(Enclosure x)
        => x.IsFinite ? new(new DoubleDouble(-x.Point.High, -x.Point.Low), x.Radius)
        : x.IsKnown ? new(-x.Point.High) : x;

    /// <inheritdoc/>
    public static Enclosure Abs(Enclosure x) => Max(x, -x);

    /// <inheritdoc/>
    public static Enclosure Min(Enclosure a, Enclosure b) => -Max(-a, -b);

    /// <inheritdoc/>
    public static Enclosure Max(Enclosure a, Enclosure b) => EnclosureOrder.Larger(a, b);

    /// <inheritdoc/>
    public static Enclosure AtLeast(Enclosure x, Enclosure bound) => Max(x, bound);

    /// <inheritdoc/>
    public static Enclosure AtMost(Enclosure x, Enclosure bound) => Min(x, bound);

    /// <inheritdoc/>
    public static Enclosure MulAdd(Enclosure a, Enclosure b, Enclosure c) => (a * b) + c;

    /// <summary>√x; of what can be both below and above 0, the root of the part above.</summary>
    public static Enclosure Sqrt(Enclosure x) => x.IsFinite ? EnclosureArithmetic.Root(x) : EnclosureLimits.Root(x);

    /// <inheritdoc/>
    public static Enclosure Exp(Enclosure x) => EnclosedExponentials.Exp(x);

    /// <inheritdoc/>
    public static Enclosure Expm1(Enclosure x) => EnclosedExponentials.Expm1(x);

    /// <inheritdoc/>
    public static Enclosure Log(Enclosure x) => EnclosedLogarithms.Log(x);

    /// <inheritdoc/>
    public static Enclosure Log1p(Enclosure x) => EnclosedLogarithms.Log1p(x);

    /// <inheritdoc/>
    public static Enclosure Tanh(Enclosure x) => EnclosedExponentials.Tanh(x);

    /// <inheritdoc/>
    public static Enclosure Sigmoid(Enclosure x) => EnclosedExponentials.Sigmoid(x);

    /// <inheritdoc/>
    public static Enclosure Softplus(Enclosure x) => EnclosedLogarithms.Softplus(x);

    /// <inheritdoc/>
    public static Enclosure Sin(Enclosure x) => EnclosedCircular.Sin(x);

    /// <inheritdoc/>
    public static Enclosure Cos(Enclosure x) => EnclosedCircular.Cos(x);

    /// <inheritdoc/>
    public static Enclosure Atan(Enclosure x) => EnclosedCircular.Atan(x);

    /// <inheritdoc/>
    public static Enclosure Pow(Enclosure x, Enclosure y) => EnclosedPowers.Pow(x, y);

    /// <inheritdoc/>
    public static Enclosure Erf(Enclosure x) => EnclosedErrorFunctions.Erf(x);

    /// <inheritdoc/>
    public static Enclosure Erfc(Enclosure x) => EnclosedErrorFunctions.Erfc(x);

    /// <inheritdoc/>
    public static Enclosure Erfcx(Enclosure x) => EnclosedErrorFunctions.Erfcx(x);

    /// <inheritdoc/>
    public static Enclosure ErfcxSlope(Enclosure x) => EnclosedErrorFunctions.ErfcxSlope(x);

    /// <inheritdoc/>
    // What the terms leave out is 1e-49 of the result at most, below what the radius adds for one operation.
    public static Enclosure ExpExcessNear(Enclosure x) => RealMath.ExpExcessNear(x, 40);

    /// <inheritdoc/>
    // What 40 terms leave out is 1e-57 of the result, far below what the radius adds for one operation.
    public static Enclosure LogShortfall(Enclosure x) => RealMath.LogShortfall(x, 40);

    /// <inheritdoc/>
    public static Enclosure BesselDifference(Enclosure x, Enclosure scaledI0) => scaledI0 - BesselI1e(Abs(x));

    /// <inheritdoc/>
    public static Enclosure LogNormalCdf(Enclosure x) => EnclosedErrorFunctions.LogNormalCdf(x);

    /// <summary>log |Γ(x)|, for x above −60.</summary>
    public static Enclosure LogGamma(Enclosure x) => EnclosedGamma.LogGamma(x);

    /// <summary>ψ(x), for x above −1000.</summary>
    public static Enclosure Digamma(Enclosure x) => EnclosedPolygamma.Digamma(x);

    /// <summary>ψ⁽ⁿ⁾(x), for n up to 20 and x above −1000.</summary>
    public static Enclosure Polygamma(int n, Enclosure x) => EnclosedPolygamma.Polygamma(n, x);

    /// <summary>ψ⁽ᵏ⁾(x + n) − ψ⁽ᵏ⁾(x), for k up to 20 and x, x + n above 0.</summary>
    public static Enclosure PolygammaRise(int k, Enclosure x, Enclosure n) => EnclosedPolygamma.Rise(k, x, n);

    /// <inheritdoc/>
    public static Enclosure LogBeta(Enclosure a, Enclosure b) => EnclosedGamma.LogBeta(a, b);

    /// <inheritdoc/>
    public static Enclosure LogRisingFactorial(Enclosure x, Enclosure n) => EnclosedGamma.Rise(x, n);

    /// <inheritdoc/>
    public static Enclosure BesselI0e(Enclosure x) => EnclosedBessel.I0e(x);

    /// <inheritdoc/>
    public static Enclosure BesselI1e(Enclosure x) => EnclosedBessel.I1e(x);

    /// <inheritdoc/>
    public static Enclosure WhereLess(Enclosure a, Enclosure b, Enclosure then, Enclosure otherwise)
        => EnclosureOrder.Choose(EnclosureOrder.IsLess(a, b), then, otherwise);

    /// <inheritdoc/>
    public static Enclosure WhereEqual(Enclosure a, Enclosure b, Enclosure then, Enclosure otherwise)
        => EnclosureOrder.Choose(EnclosureOrder.IsEqual(a, b), then, otherwise);

    /// <summary>An upper bound of |x|.</summary>
    internal double Magnitude => EnclosureArithmetic.Outward(Math.Abs(Point.High) + Radius);

    // |Low| is at most 2⁻⁵³·|High|.
    internal bool IsAbove => Point.High > 0 && Radius < Point.High * (1 - 4.440892098500626e-16);

    internal bool IsBelow => Point.High < 0 && Radius < -Point.High * (1 - 4.440892098500626e-16);

    internal bool MayBeZero => !IsAbove && !IsBelow;
}
