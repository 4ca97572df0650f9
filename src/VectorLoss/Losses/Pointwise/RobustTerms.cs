using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The formulas of <see cref="GeneralRobust"/>, of a residual r: q = r/c, b = |α − 2|, s = q/√b and z = ½α·log(1 + s²).
/// </summary>
/// <param name="alpha">The shape.</param>
/// <param name="inverse">1/c.</param>
internal readonly struct RobustTerms(double alpha, double inverse)
{
    private readonly Setting alpha = new(alpha, 1), inverse = new(inverse, 1);

    // b^(1 − ½α): b·s^α is that times q^α.
    private readonly Setting steepness = new(Math.Pow(Math.Abs(alpha - 2), 1 - 0.5 * alpha), 1);

    private double Alpha => alpha.Or(1);

    // Not inlined, as all their forms together are more than the compiler inlines; a call takes one of them.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R residual) where R : struct, IReal<R>
    {
        R q = R.Abs(residual) * R.Of(inverse.Or(1)), half = R.Of(0.5);
        return Alpha == 2 ? half * q * q
            : double.IsInfinity(Alpha) ? -R.Expm1(-half * (q * q))
            : Of(q).Loss(Alpha);
    }

    // The usual shape shares its root; both forms of it alone are inlined.
    [MethodImpl(Compiled.AtOnce)]
    public Dual<R> ValueAndSlope<R>(R residual) where R : struct, IReal<R>
    {
        if (Alpha != 1)
            return new(Value(residual), Slope(residual));
        R scale = R.Of(inverse.Or(1)), q = residual * scale;
        Growth<R> growth = new(R.Abs(q), 1, 1);
        return new(growth.Loss(1), scale * growth.Slope(1, q));
    }

    [MethodImpl(Compiled.AtOnce)]
    public R Slope<R>(R residual) where R : struct, IReal<R>
    {
        R scale = R.Of(inverse.Or(1)), q = residual * scale;
        return scale * (Alpha == 2 ? q
            : double.IsInfinity(Alpha) ? RealMath.TimesUnlessZero(RealMath.ExpOfMinusSquare(q, 0.5), q)
            : Of(R.Abs(q)).Slope(Alpha, q));
    }

    /// <summary>The second derivative.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public R Curvature<R>(R residual) where R : struct, IReal<R>
    {
        R scale = R.Of(inverse.Or(1)), q = residual * scale;
        return scale * scale * (Alpha == 2 ? RealMath.ConstantUnlessNaN(q, R.Of(1))
            : double.IsInfinity(Alpha) ? RealMath.TimesUnlessZero(
                RealMath.ExpOfMinusSquare(q, 0.5), (R.Of(1) - q) * (R.Of(1) + q))
            : Of(R.Abs(q)).Curvature(Alpha));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Growth<R> Of<R>(R q) where R : struct, IReal<R> => new(q, Math.Abs(Alpha - 2), steepness.Or(1));

    /// <summary>
    /// 1 + s² and what it is raised to. Far out it is a power of s, or where b &lt; 1 of q: there s would overflow
    /// first.
    /// </summary>
    private readonly struct Growth<R> where R : struct, IReal<R>
    {
        private readonly R q, b, s;
        private readonly double steepness;
        private readonly bool isSteep;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Growth(R q, double distance, double steepness)
        {
            (this.q, this.steepness, isSteep) = (q, steepness, distance < 1);
            b = R.Of(distance);
            s = q / R.Sqrt(b);
        }

        private R Base { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => isSteep ? q : s; }

        private static R Far => R.Of(RealMath.OnePlusSquareIsSquare);

        private R Logarithm
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => RealMath.LogOfOnePlusSquare(s);
        }

        /// <summary>√(1 + s²) − 1 without a difference; far out s.</summary>
        private R RootExcess
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => R.WhereLess(Far, s, s, s * s / (R.Of(1) + R.Sqrt(Sum)));
        }

        // For α = 1 by the root. Else near the target ½b·log(1 + s²)·(e^z − 1)/z, which has a limit at α = 0. Farther
        // out b/α·(e^z − 1), for α > 0 by the power itself, whose argument, unlike z, costs no digits.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Loss(double alpha)
        {
            if (alpha == 1)
                return b * RootExcess;
            R logarithm = Logarithm, one = R.Of(1), z = R.Of(0.5 * alpha) * logarithm, zero = R.Of(0);
            R excess = R.Expm1(z), ratio = R.WhereEqual(z, zero, one, excess / R.WhereEqual(z, zero, one, z));
            R grown = alpha <= 0 ? b / R.Of(alpha) * excess : Grown(alpha);
            return R.WhereLess(one, R.Abs(z), grown, R.Of(0.5) * b * logarithm * ratio);
        }

        // q·(1 + s²)^(½α − 1); far out √b·s^(α − 1), or b^(1 − ½α)·q^(α − 1), which may be of normal size where the
        // power alone is not. Of a large power the sum 1 + s² would cost more digits than its logarithm.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope(double alpha, R q)
        {
            if (alpha == 1)
                return R.WhereLess(Far, s, RealMath.Sign(q) * R.Sqrt(b), q / R.Sqrt(Sum));
            R near = q * (alpha < -64 ? R.Exp((R.Of(0.5 * alpha) - R.Of(1)) * Logarithm) : Raised(0.5 * alpha, Sum));
            R outer = (isSteep ? R.Of(steepness) : R.Sqrt(b)) * Raised(alpha, Base);
            return R.WhereLess(Far, s, R.WhereLess(q, R.Of(0), -outer, outer), near);
        }

        /// <summary>
        /// (1 + s²)^(½α − 1)·(1 + (α − 1)s²)/(1 + s²), in which nothing cancels but at the point of inflection; far
        /// out (α − 1)·s^(α − 2).
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Curvature(double alpha)
        {
            if (alpha == 1)
                return R.Of(1) / R.Sqrt(Sum) / Sum;
            R rise = R.Of(alpha - 1), near = R.MulAdd(rise, s * s, R.Of(1)) / Sum
                * (alpha < -64 ? R.Exp((R.Of(0.5 * alpha) - R.Of(1)) * Logarithm) : Raised(0.5 * alpha, Sum));
            return R.WhereLess(Far, s, (isSteep ? rise * R.Of(steepness) : rise) * Raised(alpha - 1, Base), near);
        }

        private R Sum { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => R.MulAdd(s, s, R.Of(1)); }

        // Not inlined, as both forms and the rest of the loss are more than the compiler inlines.
        [MethodImpl(Compiled.AtOnce)]
        private R Grown(double alpha)
        {
            R power = alpha == 4
                ? R.WhereLess(Far, s, RealMath.ExactPower(s, alpha), RealMath.ExactPower(Sum, 0.5 * alpha))
                : R.Pow(R.WhereLess(Far, s, Base, Sum), R.WhereLess(Far, s, R.Of(alpha), R.Of(0.5 * alpha)));
            return isSteep ? (R.WhereLess(Far, s, R.Of(steepness), b) * power - b) / R.Of(alpha)
                : b / R.Of(alpha) * (power - R.Of(1));
        }

        // To the power k − 1; the difference is not rounded before the number system does so.
        [MethodImpl(Compiled.AtOnce)]
        private static R Raised(double k, R x) => k - 1 is 0 or -0.5 or -1 ? RealMath.ExactPower(x, k - 1)
            : R.Pow(x, R.Of(k) - R.Of(1));
    }
}
