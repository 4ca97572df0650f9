using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Barron's family: α = 2 is ½q², 1 pseudo-Huber, 0 Cauchy, −2 Geman–McClure with other scales, and −∞ Welsch.
/// </summary>
public readonly struct GeneralRobust : IPointLoss, ICatalogued
{
    private readonly Setting alpha, c;
    private readonly RobustTerms terms;

    /// <summary>A loss of the family.</summary>
    /// <param name="alpha">The shape: the loss grows as |r|^α; from −10⁶ to 64, or −∞.</param>
    /// <param name="c">The scale of the parabola near the target; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public GeneralRobust(double alpha, double c = 1)
    {
        double shape = double.IsNegativeInfinity(alpha) ? alpha : Option.Within(alpha, -1e6, 64);
        (this.alpha, this.c, terms) = (new(shape, 1), new(Option.Positive(c), 1), new(shape, 1 / c));
    }

    /// <summary>The shape: the loss grows as |r|^α.</summary>
    public double Alpha => alpha.Or(1);

    /// <summary>The scale of the parabola near the target.</summary>
    public double C => c.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("general-robust",
        "|α − 2|/α·((1 + q²/|α − 2|)^(α/2) − 1), q = (p − t)/c, with its limits at α = 2, 0 and −∞",
        "J. T. Barron 2019, doi:10.1109/CVPR.2019.00446")
    {
        Aliases = ["barron"],
        Options =
        [
            new("alpha", 1, "-1e6 to 64, or −∞", "the shape α: the loss grows as |r|^α"),
            new("c", 1, "> 0", "the scale of the parabola near the target"),
        ],
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new GeneralRobust(options["alpha"], options["c"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => terms.Value(prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => terms.Slope(prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> ValueAndSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => ((GeneralRobust)(object)loss).terms.ValueAndSlope(prediction - target);

    static bool IPointLoss.HasCurvature => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static R IPointLoss.Curvature<TLoss, R>(TLoss loss, R prediction, R target)
        => ((GeneralRobust)(object)loss).terms.Curvature(prediction - target);
}
