using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Divergences of a student p from a teacher q by what a class adds to them, from log p, log q and log(p/q). A term
/// a·log(a/b) is formed as a·log(a/b) − a + b, since all a and all b sum to 1: so it is ≥ 0, and no sum cancels.
/// Classes that both leave out add 0.
/// </summary>
internal readonly struct Divergence<R> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R p, q, gap;

    /// <summary>Two log-probabilities of a class, and the first less the second, which has more digits.</summary>
    [MethodImpl(Inline)]
    public Divergence(R student, R teacher, R difference)
        => (p, q, gap) = (R.Exp(student), R.Exp(teacher), difference);

    // p − q, with its digits where the two are nearly equal.
    private R Difference
    {
        [MethodImpl(Inline)]
        get
        {
            R half = R.Of(0.5);
            return R.WhereLess(R.Abs(gap), half, q * R.Expm1(RealMath.Clamp(gap, -half, half)), p - q);
        }
    }

    /// <summary>q·log(q/p), and the slopes by log p and log q.</summary>
    public Triple<R> Forward
    {
        [MethodImpl(Inline)]
        get => new(Term(q, p, gap), Difference, -RealMath.TimesUnlessZero(q, gap));
    }

    /// <summary>p·log(p/q), and the slopes by log p and log q.</summary>
    public Triple<R> Reverse
    {
        [MethodImpl(Inline)]
        get => new(Term(p, q, -gap), RealMath.TimesUnlessZero(p, gap), -Difference);
    }

    /// <summary>q·log(q/m), m = w·q + (1 − w)·p, and the slopes by log p and log q.</summary>
    [MethodImpl(Inline)]
    public Triple<R> Skewed(double w)
    {
        R mixture = Mixture(w), over = MixtureGap(w, out _), rest = RealMath.OverUnlessZero(Difference, mixture);
        return new(Term(q, mixture, over), R.Of((1 - w) * (1 - w)) * p * rest,
            RealMath.TimesUnlessZero(q, R.MulAdd(R.Of(w * (1 - w)), rest, -over)));
    }

    /// <summary>w·q·log(q/m) + (1 − w)·p·log(p/m), and the slopes by log p and log q.</summary>
    [MethodImpl(Inline)]
    public Triple<R> JensenShannon(double w)
    {
        R overTeacher = MixtureGap(w, out R overStudent), mixture = Mixture(w);
        R term = R.MulAdd(R.Of(w), Term(q, mixture, overTeacher), R.Of(1 - w) * Term(p, mixture, overStudent));
        return new(term, R.Of(w - 1) * RealMath.TimesUnlessZero(p, overStudent),
            R.Of(-w) * RealMath.TimesUnlessZero(q, overTeacher));
    }

    // a·log(a/b) − a + b from x = log(b/a): a·(eˣ − 1 − x), or b − a(1 + x) where eˣ is large. Not inlined: a mixture
    // needs it twice, which is more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    private static R Term(R a, R b, R x)
    {
        R half = R.Of(0.5);
        return R.WhereLess(x, half, RealMath.TimesUnlessZero(a, R.ExpExcess(R.AtMost(x, half))),
            b - RealMath.TimesUnlessZero(a, R.Of(1) + x));
    }

    [MethodImpl(Inline)]
    private R Mixture(double w) => R.MulAdd(R.Of(w), q, R.Of(1 - w) * p);

    // log(m/q), and log(m/p) beside it.
    [MethodImpl(Compiled.AtOnce)]
    private R MixtureGap(double w, out R overStudent)
    {
        R zero = R.Of(0), part = R.WhereLess(gap, zero, R.Of(1 - w), R.Of(w));
        R rest = R.Log1p(part * R.Expm1(-R.Abs(gap)));
        overStudent = rest + R.AtLeast(-gap, zero);
        return rest + R.AtLeast(gap, zero);
    }
}
