using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Reverse distillation: τ²·KL(p ‖ q) of a student p from a teacher q, from the logits of both. The student settles on
/// answers that the teacher finds likely, and need not cover all of them.
/// </summary>
/// <param name="temperature">The divisor of all logits; finite and above 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct ReverseDistillation(double temperature) : IRowLoss, ICatalogued
{
    private readonly Setting temperature = new(Option.Positive(temperature), 1);

    /// <summary>The divisor of all logits.</summary>
    public double Temperature => temperature.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "reverse-distillation", "τ²·Σ p·log(p/q)",
        "Y. Gu et al. 2024, arXiv:2306.08543")
    {
        Aliases = ["reverse-kl", "minillm"],
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        Link = Link.Ranking,
        Options = [new("temperature", 1, "> 0", "the divisor of all logits")],
        Note = "the target holds the teacher's logits; p = softmax(x/τ), q = softmax(t/τ)",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(options => new ReverseDistillation(options["temperature"])),
    };

    /// <inheritdoc/>
    public static RowStage Stage => RowStage.LogSoftmax;
    static bool IRowLoss.IsTotal => true;

    /// <inheritdoc/>
    public static double ScaleOf<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => 1 / Refs.Same<TLoss, ReverseDistillation>(loss).Temperature;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => Divergence.Reverse(first, second, third);

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => RowTotal.Slopes(slopes.First, Terms(first, second, third));
}
