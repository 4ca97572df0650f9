using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace OwnLosses;

/// <summary>
/// What a prediction above the target costs, smoothed over a width. This is a loss to start from: put your formula into
/// <see cref="Value"/>, its derivative into <see cref="Slope"/>, and what you claim of it on the <see cref="Card"/>.
/// </summary>
public readonly struct LossName : IPointLoss, ICatalogued
{
    // Null where nobody set it, as in an element of a new array: then it is the usual one.
    private readonly double? width;

    /// <summary>The loss with an option.</summary>
    /// <param name="width">Over how much the corner is smoothed; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is not finite or not above 0.</exception>
    public LossName(double width) => this.width = double.IsFinite(width) && width > 0 ? width
        : throw new ArgumentOutOfRangeException(nameof(width), width, "width must be finite and above 0.");

    /// <summary>Over how much the corner is smoothed.</summary>
    public double Width => width ?? 1;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("loss-name", "w·log(1 + e^(r/w)), r = p − t", "where it comes from")
    {
        // The name as programs write it, the usual value, the range in words, and what it means.
        Options = [new("width", 1, "> 0", "over how much the corner is smoothed")],
        // LossNameCheck holds the loss to what is claimed here: Claims.ZeroAtTarget would be wrong.
        Claims = Claims.NonNegative | Claims.Convex | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new LossName(options["width"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Of(Width) * R.Softplus((prediction - target) / R.Of(Width));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => R.Sigmoid((prediction - target) / R.Of(Width));

    /// <summary>The predictions at which the slope jumps: none. Those of |p − t| would be [target].</summary>
    public double[] Kinks(double target) => [];
}
