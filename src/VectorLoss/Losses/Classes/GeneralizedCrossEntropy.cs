using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Generalized cross-entropy: between cross-entropy (q → 0) and 1 − p (q = 1), for labels that may be wrong.
/// </summary>
/// <param name="q">The exponent: above 0, at most 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is out of range.</exception>
public readonly struct GeneralizedCrossEntropy(double q) : ILabelLoss, ICatalogued
{
    private readonly Setting q = new(Option.Within(Option.Positive(q), 0, 1), 0.5);

    /// <summary>The exponent q.</summary>
    public double Q => q.Or(0.5);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "generalized-cross-entropy", "(1 − pᵧ^q) / q", "Z. Zhang, M. Sabuncu 2018, arXiv:1805.07836")
    {
        Aliases = ["gce", "categorical-generalized-cross-entropy"],
        Target = Domain.Label,
        Options = [new("q", 0.5, "in (0, 1]", "near 0: cross-entropy; 1: 1 − p, where doubtful labels count least")],
        Claims = Claims.NonNegative,
        Create = LossFactory.Label(options => new GeneralizedCrossEntropy(options["q"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R logProbability) where R : struct, IReal<R>
        // expm1: for a small q the power is near 1 and 1 − p^q would cancel.
        => R.Expm1(R.Of(Q) * logProbability) * R.Ratio(-1, Q);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R logProbability) where R : struct, IReal<R> => -R.Exp(R.Of(Q) * logProbability);
}
