using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Binary cross-entropy with a focus of its own for each side, and easy negatives left out: for many labels, of which
/// few are present.
/// </summary>
/// <param name="gammaNeg">How fast good negatives lose weight; finite and not below 0.</param>
/// <param name="gammaPos">How fast good positives lose weight; finite and not below 0.</param>
/// <param name="clip">The probability up to which negatives do not count; from 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct AsymmetricMultilabel(double gammaNeg, double gammaPos = 1, double clip = 0.05)
    : IPointLoss, ICatalogued
{
    private readonly AsymmetricTerms terms = new(
        Option.NonNegative(gammaNeg), Option.NonNegative(gammaPos), Option.FromBelow(clip, 0, 1));

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("asymmetric",
        "−t(1 − s)^γ₊·log s − (1 − t)·u^γ₋·log(1 − u), s = σ(x), u = max(s − m, 0)",
        "T. Ridnik et al. 2021, doi:10.1109/ICCV48922.2021.00015")
    {
        Aliases = ["asymmetric-loss", "asl"],
        Target = Domain.Probability,
        Link = Link.Sigmoid,
        Options =
        [
            new("gamma_neg", 4, "≥ 0", "how fast good negatives lose weight"),
            new("gamma_pos", 1, "≥ 0", "how fast good positives lose weight"),
            new("clip", 0.05, "0 to below 1", "the probability m up to which negatives do not count"),
        ],
        Kinks = "σ(x) = m where γ₋ ≤ 1; below it negatives have slope 0",
        Note = "the gradient is that of the whole loss; the authors' code can hold the weights constant",
        Claims = Claims.NonNegative,
        Create = LossFactory.Point(o => new AsymmetricMultilabel(o["gamma_neg"], o["gamma_pos"], o["clip"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => terms.ValueAndSlope(prediction, target).Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => terms.ValueAndSlope(prediction, target).Slope;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => ((AsymmetricMultilabel)(object)loss).terms.ValueAndSlope(prediction, target);

    /// <inheritdoc/>
    public double[] Kinks(double target) => terms.Kinks(target);
}
