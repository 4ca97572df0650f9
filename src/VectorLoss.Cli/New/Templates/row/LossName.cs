using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>
/// The logarithm of how far a row lies from its target. This is a loss to start from: it sees a row through three sums,
/// of what <see cref="Terms"/> makes of each element; put your formulas into the five methods, and what you claim on
/// the <see cref="Card"/>.
/// </summary>
public readonly struct LossName : IRowLoss, ICatalogued
{
    // Null where nobody set it, as in an element of a new array: then it is the usual one.
    private readonly double? scale;

    /// <summary>The loss with an option.</summary>
    /// <param name="scale">Which distance is a large one; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not finite or not above 0.</exception>
    public LossName(double scale) => this.scale = double.IsFinite(scale) && scale > 0 ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), scale, "scale must be finite and above 0.");

    /// <summary>Which distance is a large one.</summary>
    public double Scale => scale ?? 1;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("loss-name", "log(1 + Σ(p − t)²/c²) over a row", "where it comes from")
    {
        // Names, which numbers they may be, and whether they get a gradient.
        Inputs = [new("input", Domain.Real, true), new("target", Domain.Real, true)],
        // The name as programs write it, the usual value, the range in words, and what it means.
        Options = [new("scale", 1, "> 0", "which distance is a large one")],
        // LossNameCheck holds the loss to what is claimed here.
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.ResidualOnly,
        Create = LossFactory.Row(options => new LossName(options["scale"])),
    };

    /// <summary>What an element adds to the three sums: here there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R far = (first - second) / R.Of(Scale);
        return new(far * far, R.Of(0), R.Of(0));
    }

    /// <summary>What must neither overflow nor underflow, else a row is computed in wider numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(R.Of(1) + sums.First, R.Of(1), R.Of(1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => R.Log1p(sums.First);

    /// <summary>The derivative of the value by each sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
        => new(R.Of(1) / (R.Of(1) + sums.First), R.Of(0), R.Of(0));

    /// <summary>From those to the derivatives by the inputs of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R slope = R.Of(2) * slopes.First * (first - second) / R.Of(Scale) / R.Of(Scale);
        return new(slope, -slope, R.Of(0));
    }
}
