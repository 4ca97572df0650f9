using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The hinge with its corner rounded: a parabola of width s between the zero part and the line.</summary>
public readonly struct SmoothedHinge : IPointLoss, ICatalogued
{
    private readonly Setting smoothing;

    // Kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting inverse;

    /// <summary>A smoothed hinge.</summary>
    /// <param name="smoothing">The width of the parabola; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="smoothing"/> is not finite or not above 0.
    /// </exception>
    public SmoothedHinge(double smoothing)
        => (this.smoothing, inverse) = (new(Option.Positive(smoothing), 1), new(1 / smoothing, 1));

    /// <summary>The width of the parabola.</summary>
    public double Smoothing => smoothing.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "smoothed-hinge", "½h²/s if h < s, else h − ½s, h = max(0, 1 − t·p)",
        "J. D. M. Rennie, N. Srebro 2005, Loss functions for preference levels")
    {
        Target = Domain.Sign,
        Options = [new("smoothing", 1, "> 0", "the width of the parabola")],
        Kinks = "the curvature jumps at t·p = 1 and t·p = 1 − s; value and slope are continuous",
        Claims = Claims.NonNegative | Claims.Convex,
        Create = LossFactory.Point(options => new SmoothedHinge(options["smoothing"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R gap = R.AtLeast(R.Of(1) - target * prediction, R.Of(0)), width = R.Of(Smoothing), half = R.Of(0.5);
        return R.WhereLess(gap, width, half * gap * (gap * R.Of(inverse.Or(1))), gap - half * width);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R gap = R.AtLeast(R.Of(1) - target * prediction, R.Of(0));
        return -target * R.AtMost(gap * R.Of(inverse.Or(1)), R.Of(1));
    }

    /// <inheritdoc/>
    public double[] Kinks(double target) => target == 0 ? [] : [1 / target, (1 - Smoothing) / target];
}
