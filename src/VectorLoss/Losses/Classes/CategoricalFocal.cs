using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Categorical focal loss: cross-entropy, scaled down where the target class is already likely.</summary>
/// <param name="gamma">How strongly it is scaled down; not below 0; 0 gives cross-entropy.</param>
/// <param name="alpha">The factor of the whole loss; not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is negative or not finite.</exception>
public readonly struct CategoricalFocal(double gamma, double alpha = 1) : ILabelLoss, ICatalogued
{
    private readonly Setting gamma = new(Option.NonNegative(gamma), 2);
    private readonly Setting alpha = new(Option.NonNegative(alpha), 1);

    /// <summary>γ ≥ 0.</summary>
    public double Gamma { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => gamma.Or(2); }

    /// <summary>α ≥ 0.</summary>
    public double Alpha => alpha.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "categorical-focal", "−α·(1 − pᵧ)^γ·log pᵧ", "T.-Y. Lin et al. 2017, arXiv:1708.02002")
    {
        Aliases = ["categorical-focal-cross-entropy", "softmax-focal"],
        Target = Domain.Label,
        Options =
        [
            new("gamma", 2, "≥ 0", "how strongly likely targets are scaled down"),
            new("alpha", 1, "≥ 0", "the factor of the whole loss"),
        ],
        Claims = Claims.NonNegative,
        Create = LossFactory.Label(options => new CategoricalFocal(options["gamma"], options["alpha"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R logProbability)
        where R : struct, IReal<R>
        => RealMath.TimesUnlessZero(-R.Of(Alpha) * Rest(logProbability), logProbability);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R logProbability) where R : struct, IReal<R>
    {
        R zero = R.Of(0), probability = R.Exp(logProbability), other = -R.Expm1(logProbability);
        // p·log p / (1 − p) is 0 at p = 0 and tends to −1 at p = 1.
        R ratio = R.WhereEqual(probability, zero, zero, probability * logProbability / other);
        ratio = R.WhereEqual(other, zero, R.Of(-1), ratio);
        return R.Of(Alpha) * Rest(logProbability) * R.MulAdd(R.Of(Gamma), ratio, R.Of(-1));
    }

    /// <summary>(1 − p)^γ, with 1 − p formed as −expm1(log p), which does not cancel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Rest<R>(R logProbability) where R : struct, IReal<R>
        => RealMath.Power(-R.Expm1(logProbability), Gamma);
}
