using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>What an angle is widened by, with its cosine and sine, which no loop then computes again.</summary>
/// <param name="margin">The margin, from 0 to π; an unconstructed one is ½.</param>
internal readonly struct AngleMargin(double margin)
{
    // The framework's own functions are those of the platform, and differ in the last place between them.
    private readonly Setting margin = new(margin, 0.5),
        cosine = new(Lane1<double>.Cos(new(margin)).Number, 0.8775825618903728),
        sine = new(Lane1<double>.Sin(new(margin)).Number, 0.479425538604203);

    public double Number => margin.Or(0.5);

    public double Cos => cosine.Or(0.8775825618903728);

    public double Sin => sine.Or(0.479425538604203);
}

/// <summary>An angle by its cosine, widened by a margin.</summary>
/// <param name="cosine">The cosine; beyond ±1, which rounding reaches, the sine is 0.</param>
/// <param name="margin">The margin.</param>
internal readonly struct Angle<R>(R cosine, AngleMargin margin) where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>cos(θ + m); beyond π cos θ − m·sin m, which goes on falling.</summary>
    public R Widened
    {
        [MethodImpl(Inline)]
        get => R.WhereLess(R.Of(-margin.Cos), cosine,
            R.MulAdd(R.Of(margin.Cos), cosine, R.Of(-margin.Sin) * Sine),
            cosine - R.Of(margin.Number * margin.Sin));
    }

    /// <summary>∂Widened/∂cosine.</summary>
    public R Slope
    {
        [MethodImpl(Inline)]
        get
        {
            R sine = Sine, zero = R.Of(0), cotangent = R.WhereEqual(sine, zero, zero, cosine / sine);
            return R.WhereLess(R.Of(-margin.Cos), cosine,
                R.MulAdd(R.Of(margin.Sin), cotangent, R.Of(margin.Cos)), R.Of(1));
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
