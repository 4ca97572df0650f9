using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>1 − cos(a, b) of two rows: 0 where they point the same way, 2 where they oppose.</summary>
/// <remarks>
/// With ε = 0, the usual value, it is free of scale; a row of zeros has cosine 0 and gradient 0. PyTorch counts norms
/// below 1e-8 as 1e-8 or adds 1e-12 to their squares: a row of norm 5e-6 is then at distance 0.038 from itself.
/// </remarks>
public readonly struct CosineDistance : IRowLoss, ICatalogued
{
    private readonly double eps;

    /// <summary>A cosine distance.</summary>
    /// <param name="eps">Added to both squared norms; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or below 0.</exception>
    public CosineDistance(double eps) => this.eps = Option.NonNegative(eps);

    /// <summary>Added to both squared norms.</summary>
    public double Eps => eps;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cosine-distance", "1 − a·b/√((a·a + ε)(b·b + ε))",
        "G. Salton, A. Wong, C. S. Yang 1975, doi:10.1145/361219.361220")
    {
        Aliases = ["cosine"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        Link = Link.Ranking,
        Options = [new("eps", 0, "≥ 0", "added to both squared norms; 0 keeps the distance free of scale")],
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new CosineDistance(options["eps"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => Cosine.Terms(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => Cosine.Sizes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => Cosine.Distance(sums, Eps);

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
