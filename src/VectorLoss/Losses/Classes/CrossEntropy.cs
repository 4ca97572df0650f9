using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>Softmax cross-entropy: −log p of the target class, from logits.</summary>
public readonly struct CrossEntropy : ILabelLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "cross-entropy", "−log softmax(x)ᵧ", "I. J. Good 1952; J. S. Bridle 1990")
    {
        Aliases =
        [
            "softmax-cross-entropy", "softmax-cross-entropy-with-logits", "softmax-cross-entropy-with-integer-labels",
            "half-multinomial",
        ],
        Target = Domain.Label,
        LikelihoodOf = "categorical",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Label(_ => new CrossEntropy()),
    };

    /// <inheritdoc/>
    public static bool IsLinear => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R logProbability) where R : struct, IReal<R> => -logProbability;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R logProbability) where R : struct, IReal<R> => R.Of(-1);
}
