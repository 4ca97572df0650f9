using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Distillation by the generalised Jensen–Shannon divergence of a teacher q and a student p, from the logits of both:
/// the divergences of each from their mixture. It is bounded.
/// </summary>
/// <param name="beta">The teacher's part of the mixture; above 0 and below 1.</param>
/// <param name="temperature">The divisor of all logits; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct JensenShannonDistillation(double beta, double temperature = 1) : IRowLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 1);
    private readonly Setting beta = new(Option.Between(beta, 0, 1), 0.5);

    /// <summary>The divisor of all logits.</summary>
    public double Temperature => temperature.Or(1);
    /// <summary>The teacher's part of the mixture.</summary>
    public double Beta => beta.Or(0.5);
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "jensen-shannon-distillation", "τ²·Σ βq·log(q/m) + (1 − β)p·log(p/m), m = βq + (1 − β)p",
        "R. Agarwal et al. 2024, GKD, arXiv:2306.13649")
    {
        Aliases = ["generalized-jsd", "gkd"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        Link = Link.Ranking,
        Options = [new("beta", 0.5, "> 0 and < 1", "the teacher's part of the mixture"),
            new("temperature", 1, "> 0", "the divisor of all logits")],
        Note = "the target holds the teacher's logits; p = softmax(x/τ), q = softmax(t/τ)",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new JensenShannonDistillation(options["beta"], options["temperature"])),
    };
    /// <inheritdoc/>
    public static RowStage Stage => RowStage.LogSoftmax;
    static bool IRowLoss.IsTotal => true;
    /// <inheritdoc/>
    public static double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => 1 / Refs.Same<TLoss, JensenShannonDistillation>(loss).Temperature;
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => Divergence.JensenShannon(first, second, third, Beta);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => RowTotal.Sizes<R>();
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => R.Of(Temperature * Temperature) * sums.First;
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => RowTotal.Terms(R.Of(Temperature * Temperature));
    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => RowTotal.Slopes(slopes.First, Terms(first, second, third));
}
