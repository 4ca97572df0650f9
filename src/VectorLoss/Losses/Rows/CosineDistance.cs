using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>1 − cos(a, b) of two rows: 0 where they point the same way, 2 where they oppose.</summary>
public readonly struct CosineDistance : IRowLoss, ICatalogued
{
    private readonly Setting eps;

    /// <summary>A cosine distance.</summary>
    /// <param name="eps">Added to both squared norms; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
    public CosineDistance(double eps) => this.eps = new(Option.NonNegative(eps), 1e-12);

    /// <summary>Added to both squared norms.</summary>
    public double Eps => eps.Or(1e-12);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cosine-distance", "1 − a·b/√((a·a + ε)(b·b + ε))",
        "G. Salton, A. Wong, C. S. Yang 1975, doi:10.1145/361219.361220")
    {
        Aliases = ["cosine"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        Options = [new("eps", 1e-12, "≥ 0", "added to both squared norms, so that a row of zeros has cosine 0")],
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new CosineDistance(options["eps"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => Cosine.Terms(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => R.Of(1) - Cosine.Value(sums, Eps);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        Triple<R> cosine = Cosine.Slopes(sums, Eps);
        return new(-cosine.First, -cosine.Second, -cosine.Third);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => Cosine.TermSlopes(slopes, first, second);
}
