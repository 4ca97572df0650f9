using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>
/// What a prediction above the target costs, smoothed over a width that is predicted too. This is a loss to start from:
/// put your formula of three numbers into <see cref="Value"/>, its derivatives into <see cref="Slopes"/>, and what you
/// claim of it on the <see cref="Card"/>.
/// </summary>
public readonly struct LossName : ITripleLoss, ICatalogued
{
    // Null where nobody set it, as in an element of a new array: then it is the usual one.
    private readonly double? cost;

    /// <summary>The loss with an option.</summary>
    /// <param name="cost">What a distance of 1 costs; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> is not finite or not above 0.</exception>
    public LossName(double cost) => this.cost = double.IsFinite(cost) && cost > 0 ? cost
        : throw new ArgumentOutOfRangeException(nameof(cost), cost, "cost must be finite and above 0.");

    /// <summary>What a distance of 1 costs.</summary>
    public double Cost => cost ?? 1;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("loss-name", "c·w·log(1 + e^(r/w)), r = p − t", "where it comes from")
    {
        // Names, which numbers they may be, and whether they get a gradient.
        Inputs =
        [
            new("input", Domain.Real, true), new("target", Domain.Real, true), new("width", Domain.Positive, true),
        ],
        // The name as programs write it, the usual value, the range in words, and what it means.
        Options = [new("cost", 1, "> 0", "what a distance of 1 costs")],
        // LossNameCheck holds the loss to what is claimed here.
        Claims = Claims.NonNegative,
        Create = LossFactory.Triple(options => new LossName(options["cost"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
        => R.Of(Cost) * third * R.Softplus((first - second) / third);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R z = (first - second) / third, cost = R.Of(Cost), slope = cost * R.Sigmoid(z);
        return new(slope, -slope, cost * R.Softplus(z) - z * slope);
    }
}
