using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Divergences of a student p from a teacher q by what a class adds to them, from log p, log q and log(p/q), which has
/// more digits than the difference of the two. A term a·log(a/b) is formed as a·log(a/b) − a + b, since all a and all b
/// sum to 1: so it is ≥ 0, and no sum cancels. Classes that both leave out add 0.
/// </summary>
internal static class Divergence
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>q·log(q/p), and the slopes by log p and log q.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Forward<R>(R student, R teacher, R gap) where R : struct, IReal<R>
    {
        R p = R.Exp(student), q = R.Exp(teacher), near = RealMath.Clamp(gap, -R.Of(1), R.Of(1));
        R excess = R.ExpExcessNear(near);
        return new(Term(q, p, gap, excess), Difference(p, q, gap, near + excess), -RealMath.TimesUnlessZero(q, gap));
    }

    /// <summary>p·log(p/q), and the slopes by log p and log q.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Reverse<R>(R student, R teacher, R gap) where R : struct, IReal<R>
    {
        R p = R.Exp(student), q = R.Exp(teacher), near = RealMath.Clamp(-gap, -R.Of(1), R.Of(1));
        R excess = R.ExpExcessNear(near);
        return new(Term(p, q, -gap, excess), RealMath.TimesUnlessZero(p, gap), Difference(q, p, -gap, near + excess));
    }

    /// <summary>q·log(q/m), m = w·q + (1 − w)·p, and the slopes by log p and log q.</summary>
    // One text that is not inlined: the compiler inlines more into a long method than into a short one.
    [MethodImpl(Compiled.AtOnce)]
    public static Triple<R> Skewed<R>(R student, R teacher, R gap, double w) where R : struct, IReal<R>
    {
        // The lesser of p and q over the greater, less 1: with it p − q has its digits where the two are nearly equal,
        // and its share of m, which is (p − q)/m, where all three underflow.
        R fall = R.Expm1(-R.Abs(gap)), p = R.Exp(student), q = R.Exp(teacher), zero = R.Of(0);
        R ofTeacher = R.Of(w), ofStudent = R.Of(1 - w), mixture = R.MulAdd(ofTeacher, q, ofStudent * p);
        R below = R.WhereLess(gap, zero, ofStudent, ofTeacher) * fall;
        R over = R.Log1p(below) + R.AtLeast(gap, zero);
        R rest = R.WhereLess(gap, zero, fall, -fall) / (R.Of(1) + below);
        return new(Term(q, mixture, over), ofStudent * ofStudent * (p * rest),
            RealMath.TimesUnlessZero(q, R.MulAdd(ofTeacher * ofStudent, rest, -over)));
    }

    /// <summary>w·q·log(q/m) + (1 − w)·p·log(p/m), m = w·q + (1 − w)·p, and the slopes by log p and log q.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Triple<R> JensenShannon<R>(R student, R teacher, R gap, double w) where R : struct, IReal<R>
    {
        R fall = R.Expm1(-R.Abs(gap)), p = R.Exp(student), q = R.Exp(teacher), zero = R.Of(0);
        R ofTeacher = R.Of(w), ofStudent = R.Of(1 - w), mixture = R.MulAdd(ofTeacher, q, ofStudent * p);
        R rest = R.Log1p(R.WhereLess(gap, zero, ofStudent, ofTeacher) * fall), most = R.Of(1e38);
        R overTeacher = rest + R.AtLeast(gap, zero), overStudent = rest + R.AtLeast(-gap, zero);
        R term = R.MulAdd(ofStudent, Term(p, mixture, overStudent), ofTeacher * Term(q, mixture, overTeacher));
        // Where one of the two is ∞, its factor is 0.
        R byStudent = -ofStudent * (p * R.AtMost(overStudent, most));
        return new(term, byStudent, -ofTeacher * (q * R.AtMost(overTeacher, most)));
    }

    // Not inlined: a mixture needs more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private static R Term<R>(R a, R b, R x) where R : struct, IReal<R>
    {
        R one = R.Of(1);
        return Term(a, b, x, R.ExpExcessNear(RealMath.Clamp(x, -one, one)));
    }

    // a·log(a/b) − a + b from x = log(b/a): a·(eˣ − 1 − x) where that is small, else b − a(1 + x).
    [MethodImpl(Inline)]
    private static R Term<R>(R a, R b, R x, R excess) where R : struct, IReal<R>
    {
        R one = R.Of(1), far = R.WhereEqual(a, R.Of(0), b, R.MulAdd(-a, one + x, b));
        return R.WhereLess(R.Abs(x), one, a * excess, far);
    }

    // a − b from x = log(a/b) and eˣ − 1, with its digits where the two are nearly equal.
    [MethodImpl(Inline)]
    private static R Difference<R>(R a, R b, R x, R rise) where R : struct, IReal<R>
        => R.WhereLess(R.Abs(x), R.Of(1), b * rise, a - b);
}
