using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// The elementary functions on spans: destination[i] = f(x[i]). The destination may be x itself; any other overlap is
/// refused. NaN gives NaN, and every machine gives the same bits.
/// </summary>
/// <remarks>
/// Error bounds, in units in the last place of the result, over all arguments: 1 for exp, expm1, log, log1p and tanh in
/// float; 1.5 for sigmoid and softplus in float and for all functions in double.
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
        => Apply<ExpMap, T>(x, destination);

    /// <summary>eˣ − 1, exact to the last digits also where eˣ is near 1.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Expm1<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply<Expm1Map, T>(x, destination);

    /// <summary>log x; −∞ where x is ±0 and NaN where x is below 0.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply<LogMap, T>(x, destination);

    /// <summary>
    /// log(1 + x), exact to the last digits also where x is near 0; −∞ where x is −1 and NaN where x is below −1.
    /// </summary>
    /// <inheritdoc cref="Exp"/>
    public static void Log1p<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply<Log1pMap, T>(x, destination);

    /// <summary>tanh x.</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply<TanhMap, T>(x, destination);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply<SigmoidMap, T>(x, destination);

    /// <summary>log(1 + eˣ).</summary>
    /// <inheritdoc cref="Exp"/>
    public static void Softplus<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply<SoftplusMap, T>(x, destination);

    private static void Apply<TMap, T>(
        ReadOnlySpan<T> x, Span<T> destination, [CallerMemberName] string function = "")
        where TMap : struct, IMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(function);
        Require.SameLength(destination.Length, x.Length, nameof(destination), nameof(x));
        Require.SameOrApart(destination, x, nameof(destination), nameof(x));
        Map<TMap, T>.Run(x, destination);
    }
}
