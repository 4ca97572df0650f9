using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// The elementary functions on spans: destination[i] = f(x[i]). The destination may be x itself; any other overlap is
/// refused. NaN gives NaN, and every machine gives the same bits. Error bounds, in units in the last place of the
/// result, over all arguments: 1 for float exp, expm1, log,
/// log1p and tanh; 1.5 for float sigmoid and softplus and for all in double.
/// </summary>
public static class Elementwise
{
    /// <summary>eˣ.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<ExpMap, float>(x, destination);

    /// <summary>eˣ.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Exp(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<ExpMap, double>(x, destination);

    /// <summary>eˣ − 1, exact to the last digits also where eˣ is near 1.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Expm1(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<Expm1Map, float>(x, destination);

    /// <summary>eˣ − 1, exact to the last digits also where eˣ is near 1.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Expm1(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<Expm1Map, double>(x, destination);

    /// <summary>log x; −∞ at 0 and NaN below.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<LogMap, float>(x, destination);

    /// <summary>log x; −∞ at 0 and NaN below.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<LogMap, double>(x, destination);

    /// <summary>log(1 + x), exact to the last digits also where x is near 0; −∞ at −1 and NaN below.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log1p(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<Log1pMap, float>(x, destination);

    /// <summary>log(1 + x), exact to the last digits also where x is near 0; −∞ at −1 and NaN below.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Log1p(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<Log1pMap, double>(x, destination);

    /// <summary>tanh x.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<TanhMap, float>(x, destination);

    /// <summary>tanh x.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Tanh(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<TanhMap, double>(x, destination);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<SigmoidMap, float>(x, destination);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<SigmoidMap, double>(x, destination);

    /// <summary>log(1 + eˣ).</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> destination)
        => Apply<SoftplusMap, float>(x, destination);

    /// <summary>log(1 + eˣ).</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the results; as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Softplus(ReadOnlySpan<double> x, Span<double> destination)
        => Apply<SoftplusMap, double>(x, destination);

    private static void Apply<TMap, T>(ReadOnlySpan<T> x, Span<T> destination)
        where TMap : struct, IMap
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != destination.Length)
            throw new ArgumentException(
                $"The destination holds {destination.Length} numbers, but x holds {x.Length}.", nameof(destination));
        if (x.Overlaps(destination, out int offset) && offset != 0)
            throw new ArgumentException(
                $"The destination begins {offset} numbers after x and overlaps it.", nameof(destination));
        Map<TMap, T>.Run(x, destination);
    }
}

/// <summary>eˣ − 1.</summary>
internal readonly struct Expm1Map : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Expm1(x);
}

/// <summary>log(1 + x).</summary>
internal readonly struct Log1pMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Log1p(x);
}

/// <summary>log(1 + eˣ).</summary>
internal readonly struct SoftplusMap : IMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Softplus(x);
}
