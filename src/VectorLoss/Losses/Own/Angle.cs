using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>An angle by its cosine, widened by a margin.</summary>
/// <param name="cosine">The cosine; beyond ±1, which rounding reaches, the sine is 0.</param>
/// <param name="margin">The margin, from 0 to π.</param>
internal readonly struct Angle<R>(R cosine, double margin) where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // The framework's own are those of the platform, and differ in the last place between them.
    private double CosOfMargin => Lane1<double>.Cos(new(margin)).Number;

    private double SinOfMargin => Lane1<double>.Sin(new(margin)).Number;

    /// <summary>cos(θ + m); beyond π cos θ − m·sin m, which goes on falling.</summary>
    public R Widened
    {
        [MethodImpl(Inline)]
        get => R.WhereLess(R.Of(-CosOfMargin), cosine,
            R.MulAdd(R.Of(CosOfMargin), cosine, R.Of(-SinOfMargin) * Sine),
            cosine - R.Of(margin * SinOfMargin));
    }

    /// <summary>∂Widened/∂cosine.</summary>
    public R Slope
    {
        [MethodImpl(Inline)]
        get
        {
            R sine = Sine, zero = R.Of(0), cotangent = R.WhereEqual(sine, zero, zero, cosine / sine);
            return R.WhereLess(R.Of(-CosOfMargin), cosine,
                R.MulAdd(R.Of(SinOfMargin), cotangent, R.Of(CosOfMargin)), R.Of(1));
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
