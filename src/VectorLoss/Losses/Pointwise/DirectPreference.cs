using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Direct preference optimisation: the logistic loss of how much more the policy prefers the chosen answer to the
/// rejected one than the reference does.
/// </summary>
/// <param name="beta">How firmly the policy is held to the reference; finite and above 0.</param>
/// <param name="labelSmoothing">The share of preferences that are taken for wrong; from 0 to ½.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct DirectPreference(double beta, double labelSmoothing = 0) : IPointLoss, ICatalogued
{
    private readonly Setting beta = new(Option.Positive(beta), 0.1);

    /// <summary>How firmly the policy is held to the reference.</summary>
    public double Beta => beta.Or(0.1);

    /// <summary>The share of preferences that are taken for wrong.</summary>
    public double LabelSmoothing { get; } = Option.Within(labelSmoothing, 0, 0.5);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("dpo", "−(1 − s)·log σ(βh) − s·log σ(−βh), h = chosen − rejected",
        "R. Rafailov et al. 2023, arXiv:2305.18290; E. Mitchell 2023 (smoothing)")
    {
        Inputs = [new("chosen", Domain.Real, true), new("rejected", Domain.Real, true)],
        Link = Link.None,
        Options =
        [
            new("beta", 0.1, "> 0", "how firmly the policy is held to the reference"),
            new("label_smoothing", 0, "0 to ½", "the share of preferences that are taken for wrong"),
        ],
        Note = "each input is log π(answer) − log π_ref(answer), summed over the tokens of the answer",
        Claims = Claims.NonNegative | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new DirectPreference(options["beta"], options["label_smoothing"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => Of(prediction, target).Value(R.Of(1 - LabelSmoothing), R.Of(LabelSmoothing));

    // s·σ(z) − (1 − s)·σ(−z) without its difference at s = ½: s·(σ(z) − σ(−z)) is a hyperbolic tangent.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        Logistic<R> margin = Of(prediction, target);
        return R.Of(Beta) * R.MulAdd(
            R.Of(1 - LabelSmoothing) - R.Of(LabelSmoothing), margin.SurpriseSlope, Tilt(margin.X));
    }

    // Not inlined: with it the slope is more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private R Tilt<R>(R margin) where R : struct, IReal<R> => R.Of(LabelSmoothing) * R.Tanh(R.Of(0.5) * margin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Logistic<R> Of<R>(R prediction, R target) where R : struct, IReal<R>
        => new(R.Of(Beta) * (prediction - target));
}
