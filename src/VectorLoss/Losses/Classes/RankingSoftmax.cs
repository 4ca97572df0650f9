using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The ranking softmax loss of a list: −Σ relevance·log softmax(score). Targets are relevances, which need not sum to
/// 1; an item that is to be left out has the score −∞.
/// </summary>
public readonly struct RankingSoftmax : ILabelLoss, ICatalogued
{
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "ranking-softmax", "−Σ t·log softmax(x)", "Z. Cao et al. 2007, ListNet, doi:10.1145/1273496.1273513")
    {
        Aliases = ["listnet", "softmax-ranking"],
        Target = Domain.NonNegative,
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Label(_ => new RankingSoftmax()),
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
