using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>An angle by its cosine, widened by a margin.</summary>
/// <param name="cosine">The cosine; beyond ±1, which rounding reaches, the sine is 0.</param>
/// <param name="margin">The margin, from 0 to π.</param>
internal readonly struct Angle<R>(R cosine, double margin) where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>cos(θ + m); beyond π cos θ − m·sin m, which goes on falling.</summary>
    public R Widened
    {
        [MethodImpl(Inline)]
        get => R.WhereLess(R.Of(-Math.Cos(margin)), cosine,
            R.MulAdd(R.Of(Math.Cos(margin)), cosine, R.Of(-Math.Sin(margin)) * Sine),
            cosine - R.Of(margin * Math.Sin(margin)));
    }

    /// <summary>∂Widened/∂cosine.</summary>
    public R Slope
    {
        [MethodImpl(Inline)]
        get
        {
            R sine = Sine, zero = R.Of(0), cotangent = R.WhereEqual(sine, zero, zero, cosine / sine);
            return R.WhereLess(R.Of(-Math.Cos(margin)), cosine,
                R.MulAdd(R.Of(Math.Sin(margin)), cotangent, R.Of(Math.Cos(margin))), R.Of(1));
        }
    }

    // (1 − c)(1 + c), which keeps its digits near ±1.
    private R Sine
    {
        [MethodImpl(Inline)]
        get
        {
            R zero = R.Of(0), square = (R.Of(1) - cosine) * (R.Of(1) + cosine);
            return R.WhereLess(zero, square, R.Sqrt(R.WhereLess(zero, square, square, R.Of(1))), square * zero);
        }
    }
}
