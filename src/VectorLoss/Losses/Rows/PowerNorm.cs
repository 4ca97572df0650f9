using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The p-norm of a difference, (Σ|x + ε|^p)^(1/p), by its terms and its root.</summary>
/// <param name="p">The power.</param>
/// <param name="eps">Added to every difference.</param>
internal readonly struct PowerNorm(double p, double eps)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly double p = p;
    private readonly double eps = eps;

    // The usual powers without a call for each register.
    [MethodImpl(Inline)]
    public R Term<R>(R difference) where R : struct, IReal<R>
    {
        R moved = difference + R.Of(eps);
        return p == 2 ? moved * moved : p == 1 ? R.Abs(moved) : RealMath.Power(R.Abs(moved), p);
    }

    [MethodImpl(Inline)]
    public R Root<R>(R sum) where R : struct, IReal<R> => p == 2 ? R.Sqrt(sum) : RealMath.Power(sum, 1 / p);

    // This leaves out the factor p, and the slope of the root leaves out 1/p: in their product the two cancel.
    [MethodImpl(Inline)]
    public R TermSlope<R>(R difference) where R : struct, IReal<R>
    {
        R moved = difference + R.Of(eps);
        return p == 2 ? moved : RealMath.Sign(moved) * RealMath.Power(R.Abs(moved), p - 1);
    }

    [MethodImpl(Inline)]
    public R RootSlope<R>(R sum) where R : struct, IReal<R>
        => R.WhereEqual(sum, R.Of(0), R.Of(0), p == 2 ? R.Of(1) / R.Sqrt(sum) : RealMath.Power(sum, 1 / p - 1));
}
