using System.Numerics;

namespace VectorLoss.Spans;

/// <summary>
/// The error, gamma and Bessel functions on spans. The destination may be an argument itself; any other overlap is
/// refused. NaN gives NaN, and every machine gives the same bits.
/// </summary>
/// <remarks>
/// Error bounds, in units in the last place of the result: 1 in float and 1.5 in double. Below 0, the bound of log Γ, ψ
/// and its derivatives is 2 units of the larger of the result and 1.
/// </remarks>
public static class SpecialFunctions
{
    /// <summary>erf x, the error function.</summary>
    /// <param name="x">The arguments: n numbers of any size, infinities and NaN included.</param>
    /// <param name="destination">Receives the n results; x itself, or memory that does not overlap x.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Erf<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<ErfMap, T>.Apply(x, destination);

    /// <summary>erfc x = 1 − erf x, with its digits where erf x is near 1.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void Erfc<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<ErfcMap, T>.Apply(x, destination);

    /// <summary>exp(x²)·erfc x, the scaled complement of the error function.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void Erfcx<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<ErfcxMap, T>.Apply(x, destination);

    /// <summary>log Φ(x), the logarithm of the normal distribution function.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void LogNormalCdf<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<LogNormalCdfMap, T>.Apply(x, destination);

    /// <summary>log |Γ(x)|; ∞ at 0 and at the negative whole numbers.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void LogGamma<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<LogGammaMap, T>.Apply(x, destination);

    /// <summary>ψ(x), the derivative of log Γ(x); ∓∞ at ±0 and NaN at the negative whole numbers.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void Digamma<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<DigammaMap, T>.Apply(x, destination);

    /// <summary>e^−|x|·I₀(x), the scaled modified Bessel function of order 0.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void BesselI0e<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<BesselI0eMap, T>.Apply(x, destination);

    /// <summary>e^−|x|·I₁(x), the scaled modified Bessel function of order 1.</summary>
    /// <inheritdoc cref="Erf"/>
    public static void BesselI1e<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<BesselI1eMap, T>.Apply(x, destination);

    /// <summary>
    /// ψ⁽ⁿ⁾(x), the nth derivative of ψ. At the negative whole numbers NaN for an even n and ∞ for an odd one.
    /// </summary>
    /// <param name="n">The order, from 0 on; the work grows with it.</param>
    /// <param name="x">The arguments: any numbers, infinities and NaN included.</param>
    /// <param name="destination">Receives the results; x itself, or memory that does not overlap x.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Polygamma<T>(int n, ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        PairKernel<PolygammaFormula, T>.Apply(new(n), x, x, destination, nameof(x), nameof(x));
    }

    /// <summary>log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b); NaN where a or b is below 0.</summary>
    /// <param name="a">The first arguments: n numbers, infinities and NaN included.</param>
    /// <param name="b">The n second arguments.</param>
    /// <param name="destination">
    /// Receives the n results; a or b itself, or memory that overlaps neither.
    /// </param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void LogBeta<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PairKernel<FormulaOf<LogBetaMap>, T>.Apply(default, a, b, destination, nameof(a), nameof(b));

    /// <summary>
    /// log Γ(x + n) − log Γ(x), the logarithm of the rising factorial x(x + 1)…(x + n − 1); NaN where x or x + n is
    /// below 0.
    /// </summary>
    /// <param name="x">The first factors: any numbers, infinities and NaN included.</param>
    /// <param name="n">How many factors, not only whole numbers; as long as x.</param>
    /// <param name="destination">
    /// Receives the results; x or n itself, or memory that overlaps neither.
    /// </param>
    /// <inheritdoc cref="LogBeta"/>
    public static void LogRisingFactorial<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> n, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PairKernel<FormulaOf<LogRisingFactorialMap>, T>.Apply(default, x, n, destination, nameof(x), nameof(n));
}
