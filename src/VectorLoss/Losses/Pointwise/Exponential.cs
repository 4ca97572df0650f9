using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>e^−βtp for targets −1 and +1: the loss that boosting descends.</summary>
public readonly struct Exponential : IPointLoss, ICatalogued
{
    private readonly Setting beta;

    /// <summary>An exponential loss.</summary>
    /// <param name="beta">The steepness; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is not finite or not above 0.</exception>
    public Exponential(double beta) => this.beta = new(Option.Positive(beta), 1);

    /// <summary>The steepness.</summary>
    public double Beta => beta.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "exponential", "e^(−β·t·p)", "Y. Freund, R. E. Schapire 1997, doi:10.1006/jcss.1997.1504")
    {
        Target = Domain.Sign,
        Options = [new("beta", 1, "> 0", "the steepness")],
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(options => new Exponential(options["beta"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Exp(R.Of(-Beta) * target * prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Of(-Beta) * target * R.Exp(R.Of(-Beta) * target * prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
    {
        R steepness = R.Of(-((Exponential)(object)loss).Beta) * target, power = R.Exp(steepness * prediction);
        return new(power, steepness * power);
    }
}
