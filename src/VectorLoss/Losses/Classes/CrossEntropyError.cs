using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The textbook's cross-entropy error of probabilities: −Σ t·log(y + δ). The small δ keeps log 0 away. It also bounds
/// the loss and shifts its argument by δ, so prefer <see cref="CrossEntropy"/> on logits.
/// </summary>
/// <param name="delta">δ, added to every probability; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is negative or not finite.</exception>
public readonly struct CrossEntropyError(double delta) : ICentredLoss, ICatalogued
{
    private readonly Setting delta = new(Option.NonNegative(delta), 1e-7);

    /// <summary>δ.</summary>
    public double Delta => delta.Or(1e-7);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cross-entropy-error", "−Σ t·log(y + δ)", "K. Saito 2016, Deep Learning from Scratch, ch. 4.2")
    {
        Prediction = Domain.Probability,
        Target = Domain.Label,
        Options = [new("delta", 1e-7, "≥ 0", "added to every probability, so that log 0 does not occur")],
        Claims = Claims.Convex,
        Create = LossFactory.Centred(options => new CrossEntropyError(options["delta"])),
    };

    /// <inheritdoc/>
    public static RowCentre Centre => RowCentre.None;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R distance, R target) where R : struct, IReal<R>
        => RealMath.TimesLog(-target, distance + R.Of(Delta));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R distance, R target) where R : struct, IReal<R> => -target / (distance + R.Of(Delta));
}
