using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>
/// Cross-entropy, and what is missing to a sure answer, squared. This is a loss to start from: put what the logarithm
/// of the probability of the right class costs into <see cref="Value"/>, its derivative into <see cref="Slope"/>, and
/// what you claim of it on the <see cref="Card"/>; softmax, weights and soft targets are the engine's.
/// </summary>
public readonly struct LossName : ILabelLoss, ICatalogued
{
    // Null where nobody set it, as in an element of a new array: then it is the usual one.
    private readonly double? doubt;

    /// <summary>The loss with an option.</summary>
    /// <param name="doubt">What a missing probability of 1 costs; finite and not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="doubt"/> is not finite or below 0.</exception>
    public LossName(double doubt) => this.doubt = double.IsFinite(doubt) && doubt >= 0 ? doubt
        : throw new ArgumentOutOfRangeException(nameof(doubt), doubt, "doubt must be finite and not below 0.");

    /// <summary>What a missing probability of 1 costs.</summary>
    public double Doubt => doubt ?? 1;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("loss-name", "−log p + d·(1 − p)²", "where it comes from")
    {
        Target = Domain.Label,
        // The name as programs write it, the usual value, the range in words, and what it means.
        Options = [new("doubt", 1, "≥ 0", "what a missing probability of 1 costs")],
        // LossNameCheck holds the loss to what is claimed here.
        Claims = Claims.NonNegative,
        Create = LossFactory.Label(options => new LossName(options["doubt"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R logProbability) where R : struct, IReal<R>
    {
        R missing = R.Expm1(logProbability);
        return R.Of(Doubt) * missing * missing - logProbability;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R logProbability) where R : struct, IReal<R>
        => R.Of(2 * Doubt) * R.Expm1(logProbability) * R.Exp(logProbability) - R.Of(1);
}
