using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// SimPO: the logistic loss of how much more likely the chosen answer is than the rejected one, by token and beyond a
/// margin; no reference model.
/// </summary>
/// <param name="beta">The scale of the log-probabilities; finite and above 0.</param>
/// <param name="gamma">The margin, after scaling; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct SimplePreference(double beta, double gamma = 1) : IPointLoss, ICatalogued
{
    private readonly Setting beta = new(Option.Positive(beta), 2), gamma = new(Option.NonNegative(gamma), 1);

    /// <summary>The scale of the log-probabilities.</summary>
    public double Beta => beta.Or(2);

    /// <summary>The margin, after scaling.</summary>
    public double Gamma => gamma.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("simpo", "−log σ(β(chosen − rejected) − γ)",
        "Y. Meng et al. 2024, arXiv:2405.14734")
    {
        Inputs = [new("chosen", Domain.Real, true), new("rejected", Domain.Real, true)],
        Link = Link.None,
        Options =
        [
            new("beta", 2, "> 0", "the scale of the log-probabilities"),
            new("gamma", 1, "≥ 0", "the margin, after scaling"),
        ],
        Note = "each input is the mean of log π over the tokens of the answer; γ is not divided by β",
        Claims = Claims.NonNegative | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new SimplePreference(options["beta"], options["gamma"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => Of(prediction, target).Surprise;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Of(Beta) * Of(prediction, target).SurpriseSlope;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Logistic<R> Of<R>(R prediction, R target) where R : struct, IReal<R>
        => new(R.MulAdd(R.Of(Beta), prediction - target, R.Of(-Gamma)));
}
