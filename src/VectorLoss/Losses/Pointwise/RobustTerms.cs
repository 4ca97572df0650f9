using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="GeneralRobust"/>, of a residual.</summary>
/// <param name="alpha">The shape.</param>
/// <param name="inverse">1/c.</param>
internal readonly struct RobustTerms(double alpha, double inverse)
{
    // Beyond this 1 + s² is s² to the last digit, and s² may overflow.
    private const double Far = 1e9;

    private readonly Setting alpha = new(alpha, 1);
    private readonly Setting inverse = new(inverse, 1);

    private double Alpha => alpha.Or(1);

    // One ratio for all its uses; 1 where α is −∞ or 2, which do not use it.
    private double Distance => double.IsInfinity(Alpha) || Alpha == 2 ? 1 : Math.Abs(Alpha - 2);

    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R residual) where R : struct, IReal<R>
    {
        R q = R.Abs(residual) * R.Of(inverse.Or(1)), half = R.Of(0.5), one = R.Of(1);
        if (Alpha == 2)
            return half * q * q;
        if (double.IsInfinity(Alpha))
            return -R.Expm1(-half * (q * q));
        R b = R.Of(Distance), logarithm = Logarithm(q, out R growth, out R far);
        // b·w/2·(e^z − 1)/z with z = ½αw is the loss, and its limit at α = 0 or far out by the power itself, whose
        // argument, unlike z, costs no digits.
        R z = R.Of(0.5 * Alpha) * logarithm;
        R near = half * b * logarithm * R.WhereEqual(z, R.Of(0), one, R.Expm1(z) / R.WhereEqual(z, R.Of(0), one, z));
        if (Alpha <= 0)
            return near;
        R power = R.Pow(growth, R.WhereLess(R.Of(Far), far, R.Of(Alpha), R.Of(0.5 * Alpha))) - one;
        return R.WhereLess(one, z, R.Of(Distance / Alpha) * power, near);
    }

    [MethodImpl(Compiled.AtOnce)]
    public R Slope<R>(R residual) where R : struct, IReal<R>
    {
        R signed = residual * R.Of(inverse.Or(1)), q = R.Abs(signed), scale = R.Of(inverse.Or(1));
        if (Alpha == 2)
            return scale * signed;
        if (double.IsInfinity(Alpha))
            return RealMath.TimesUnlessZero(RealMath.ExpOfMinusSquare(q, 0.5), signed) * scale;
        R logarithm = Logarithm(q, out R growth, out R far), exponent = R.Of(0.5 * Alpha - 1);
        // q·(1 + s²)^(α/2 − 1); far out √b·s^(α − 1), which may be of normal size where the power alone is not. Of a
        // large power the sum 1 + s² would cost more digits than the logarithm.
        R near = signed * (Alpha < -64 ? R.Exp(exponent * logarithm) : R.Pow(growth, exponent));
        R outer = R.Of(Math.Sqrt(Distance)) * R.Pow(growth, R.Of(Alpha - 1));
        return scale * R.WhereLess(R.Of(Far), far, R.WhereLess(signed, R.Of(0), -outer, outer), near);
    }

    // log(1 + s²) for s = q/√b; and what is raised to powers for it, 1 + s² or far out s.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Logarithm<R>(R q, out R growth, out R far) where R : struct, IReal<R>
    {
        R limit = R.Of(Far), square = R.AtMost(q, limit) * R.AtMost(q, limit);
        far = q * R.Of(1 / Math.Sqrt(Distance));
        R inner = far * far;
        growth = R.WhereLess(limit, far, far, R.Of(1) + inner);
        R log = R.Log1p(R.WhereLess(limit, far, far - R.Of(1), inner));
        return R.WhereLess(limit, far, log + log, log);
    }
}
