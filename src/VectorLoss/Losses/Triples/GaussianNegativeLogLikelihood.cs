using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The negative log-likelihood of a target under a Gaussian whose mean and variance are predicted. As in PyTorch, a
/// variance below ε counts as ε, and its gradient is the one at ε, so that the variance can still grow.
/// </summary>
public readonly struct GaussianNegativeLogLikelihood : ITripleLoss, ICatalogued
{
    private readonly Setting eps;

    /// <summary>A Gaussian loss.</summary>
    /// <param name="full">Whether the constant ½log 2π is added.</param>
    /// <param name="eps">The least variance; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="eps"/> is not finite or not above 0.</exception>
    public GaussianNegativeLogLikelihood(bool full, double eps = 1e-6)
        => (Full, this.eps) = (full, new(Option.Positive(eps), 1e-6));

    /// <summary>Whether the constant ½log 2π is added.</summary>
    public bool Full { get; }

    /// <summary>The least variance.</summary>
    public double Eps => eps.Or(1e-6);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "gaussian-nll", "½(log v + (p − t)²/v), v = max(var, ε)",
        "D. A. Nix, A. S. Weigend 1994, doi:10.1109/ICNN.1994.374138")
    {
        Aliases = ["gaussian"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true), new("var", Domain.Positive, true)],
        Options =
        [
            new("full", 0, "0 or 1", "1: adds the constant ½log 2π", OptionKind.YesNo),
            new("eps", 1e-6, "> 0", "the least variance"),
        ],
        Kinks = "var = ε; below it the gradient is the one at ε",
        LikelihoodOf = "Gaussian of mean p and variance v",
        Create = LossFactory.Triple(options => new GaussianNegativeLogLikelihood(options["full"] != 0, options["eps"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R variance = R.AtLeast(third, R.Of(Eps)), residual = first - second;
        R value = R.Of(0.5) * (R.Log(variance) + residual * (residual / variance));
        return Full ? value + R.HalfLogTwoPi : value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R variance = R.AtLeast(third, R.Of(Eps)), residual = first - second, slope = residual / variance;
        return new(slope, -slope, R.Of(0.5) * (R.Of(1) - residual * slope) / variance);
    }
}
