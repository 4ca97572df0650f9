using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>PolyLoss with its first coefficient changed: cross-entropy + ε·(1 − p).</summary>
/// <param name="epsilon">ε; 0 gives cross-entropy, below −1 the loss is no longer monotone in p.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite.</exception>
public readonly struct PolyCrossEntropy(double epsilon) : ILabelLoss, ICatalogued
{
    private readonly Setting epsilon = new(Option.Finite(epsilon), 2);

    /// <summary>ε.</summary>
    public double Epsilon => epsilon.Or(2);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "poly-cross-entropy", "−log pᵧ + ε·(1 − pᵧ)", "Z. Leng et al. 2022, arXiv:2204.12511")
    {
        Aliases = ["poly-loss", "poly1", "poly-loss-cross-entropy"],
        Target = Domain.Label,
        Options = [new("epsilon", 2, "finite", "the weight of 1 − p, which is added to the cross-entropy")],
        Create = LossFactory.Label(options => new PolyCrossEntropy(options["epsilon"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R logProbability) where R : struct, IReal<R>
        => -R.MulAdd(R.Of(Epsilon), R.Expm1(logProbability), logProbability);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R logProbability) where R : struct, IReal<R>
        => -R.MulAdd(R.Of(Epsilon), R.Exp(logProbability), R.Of(1));
}
