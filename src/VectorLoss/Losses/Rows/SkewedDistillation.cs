using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Skewed distillation: τ²·KL(q ‖ m) of a teacher q from its mixture m with the student p, from the logits of both. The
/// mixture keeps the gradient bounded where the student is almost sure that the teacher is wrong.
/// </summary>
/// <param name="alpha">The teacher's part of the mixture; above 0 and below 1.</param>
/// <param name="temperature">The divisor of all logits; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct SkewedDistillation(double alpha, double temperature = 1) : IRowLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 1);
    private readonly Setting alpha = new(Option.Between(alpha, 0, 1), 0.1);

    /// <summary>The divisor of all logits.</summary>
    public double Temperature => temperature.Or(1);
    /// <summary>The teacher's part of the mixture.</summary>
    public double Alpha => alpha.Or(0.1);
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "skewed-distillation", "τ²·Σ q·log(q/m), m = αq + (1 − α)p",
        "J. Ko et al. 2024, DistiLLM, arXiv:2402.03898")
    {
        Aliases = ["skew-kl", "distillm"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        Link = Link.Ranking,
        Options = [new("alpha", 0.1, "> 0 and < 1", "the teacher's part of the mixture"),
            new("temperature", 1, "> 0", "the divisor of all logits")],
        Note = "the target holds the teacher's logits; p = softmax(x/τ), q = softmax(t/τ)",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new SkewedDistillation(options["alpha"], options["temperature"])),
    };
    /// <inheritdoc/>
    public static RowStage Stage => RowStage.LogSoftmax;
    static bool IRowLoss.IsTotal => true;
    /// <inheritdoc/>
    public static double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => 1 / Refs.Same<TLoss, SkewedDistillation>(loss).Temperature;
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => Divergence.Skewed(first, second, third, Alpha);
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
