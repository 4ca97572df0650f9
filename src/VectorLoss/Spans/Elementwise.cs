using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// The elementary functions on spans: destination[i] = f(x[i]). The destination may be x itself; any other overlap is
/// refused. NaN gives NaN, and every machine gives the same bits.
/// </summary>
/// <remarks>
/// Error bounds, in units in the last place of the result, over all arguments: in float 1, but 1.5 for sigmoid and
/// softplus; in double 1.5. The results of absolute value and root are exact and correctly rounded.
/// </remarks>
public static class Elementwise
{
    /// <summary>eˣ.</summary>
    /// <param name="x">The arguments: n numbers of any size, infinities and NaN included.</param>
    /// <param name="destination">Receives the n results; x itself, or memory that does not overlap x.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<ExpMap, T>.Apply(x, destination);

    /// <summary>eˣ − 1, exact to the last digits also where eˣ is near 1.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Expm1<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<Expm1Map, T>.Apply(x, destination);

    /// <summary>log x; −∞ where x is ±0 and NaN where x is below 0.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<LogMap, T>.Apply(x, destination);

    /// <summary>
    /// log(1 + x), exact to the last digits also where x is near 0; −∞ where x is −1 and NaN where x is below −1.
    /// </summary>
    /// <inheritdoc cref="Exp"/>
    public static void Log1p<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<Log1pMap, T>.Apply(x, destination);

    /// <summary>tanh x.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<TanhMap, T>.Apply(x, destination);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<SigmoidMap, T>.Apply(x, destination);

    /// <summary>log(1 + eˣ).</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Softplus<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<SoftplusMap, T>.Apply(x, destination);

    /// <summary>sin x, for every finite x; NaN of an infinity.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Sin<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<SinMap, T>.Apply(x, destination);

    /// <summary>cos x, for every finite x; NaN of an infinity.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Cos<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<CosMap, T>.Apply(x, destination);

    /// <summary>The arctangent, from −π/2 to π/2.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Atan<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<AtanMap, T>.Apply(x, destination);

    /// <summary>|x|.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Abs<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<AbsMap, T>.Apply(x, destination);

    /// <summary>√x; NaN where x is below 0.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Sqrt<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Map<SqrtMap, T>.Apply(x, destination);

    /// <summary>xʸ, with the special values of C.</summary>
    /// <param name="x">The bases: n numbers of any size, infinities and NaN included.</param>
    /// <param name="y">The n exponents.</param>
    /// <param name="destination">
    /// Receives the n results; x or y itself, or memory that overlaps neither.
    /// </param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Pow<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PairKernel<FormulaOf<PowMap>, T>.Apply(default, x, y, destination, nameof(x), nameof(y));
}
