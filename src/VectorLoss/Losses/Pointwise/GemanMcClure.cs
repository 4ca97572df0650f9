using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>½r²/(1 + (r/c)²): quadratic near the target, constant far from it, where outliers do not count.</summary>
public readonly struct GemanMcClure : IPointLoss, ICatalogued
{
    private readonly Setting c;

    // Kept, because the JIT leaves a division of constants in the loop.
    private readonly Setting inverse;

    /// <summary>A Geman–McClure loss.</summary>
    /// <param name="c">The scale: the slope is largest at |r| = c/√3; finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="c"/> is not finite or not above 0.</exception>
    public GemanMcClure(double c) => (this.c, inverse) = (new(Option.Positive(c), 1), new(1 / c, 1));

    /// <summary>The scale: the slope is largest at |r| = c/√3.</summary>
    public double C => c.Or(1);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("geman-mcclure", "½r²/(1 + (r/c)²), r = p − t",
        "S. Geman, D. E. McClure 1987, Bulletin of the International Statistical Institute 52")
    {
        Options = [new("c", 1, "> 0", "the scale: the slope is largest at |r| = c/√3")],
        Claims = Claims.NonNegative | Claims.ZeroAtTarget | Claims.ResidualOnly,
        Create = LossFactory.Point(options => new GemanMcClure(options["c"])),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // ½s·(s/(1 + m²)) with s the smaller of |r| and c: no square of either is formed that could overflow alone.
        R size = R.Abs(prediction - target), bound = R.Of(C), held = R.WhereLess(bound, size, bound, size);
        return R.Of(0.5) * held * (held / Denominator(size, out _));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
    {
        // Far out r/(1 + q²)² is ±c·m·(m/(1 + m²))² with m = 1/q.
        R residual = prediction - target, size = R.Abs(residual), zero = R.Of(0), one = R.Of(1);
        R denominator = Denominator(size, out R m), part = m / denominator;
        R far = R.WhereLess(residual, zero, R.Of(-C), R.Of(C)) * m * part * part;
        return R.WhereLess(R.Of(C), size, far, residual / denominator / denominator);
    }

    // 1 + m², m the smaller of q and 1/q.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Denominator<R>(R size, out R m) where R : struct, IReal<R>
    {
        R bound = R.Of(C);
        m = R.WhereLess(bound, size, bound / size, size * R.Of(inverse.Or(1)));
        return R.MulAdd(m, m, R.Of(1));
    }
}
