using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The pieces of the losses of a logit, all in terms of one exponential, e^−|x|, which value and slope of a loss share.
/// Every choice is by the sign of x and takes the same side at 0, where |x| would have no slope; so dual numbers are
/// exact there too.
/// </summary>
internal readonly struct Logistic<R> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly R x;
    private readonly R tail;

    [MethodImpl(Inline)]
    public Logistic(R x)
    {
        this.x = x;
        tail = R.Exp(R.WhereLess(x, R.Of(0), x, -x));
    }

    /// <summary>The logit.</summary>
    public R X { [MethodImpl(Inline)] get => x; }

    /// <summary>e^−|x|.</summary>
    public R Tail { [MethodImpl(Inline)] get => tail; }

    /// <summary>−a·log σ(x) − b·log σ(−x). Every term is non-negative where a and b are, so none cancels.</summary>
    [MethodImpl(Inline)]
    public R Value(R a, R b) => R.MulAdd(a + b, R.Log1p(tail),
        RealMath.TimesUnlessZero(R.WhereLess(x, R.Of(0), a, b), R.WhereLess(x, R.Of(0), -x, x)));

    /// <summary>b·σ(x) − a·σ(−x): one difference, which is the mathematics'.</summary>
    [MethodImpl(Inline)]
    public R Slope(R a, R b) => R.WhereLess(x, R.Of(0), b * tail - a, b - a * tail) / (R.Of(1) + tail);

    /// <summary>−log σ(x): the value for a = 1 and b = 0, and 0 where x is ∞.</summary>
    public R Surprise { [MethodImpl(Inline)] get => R.Log1p(tail) + R.WhereLess(x, R.Of(0), -x, R.Of(0)); }

    /// <summary>−log σ(x), and −log σ(−x) beside it, by one logarithm.</summary>
    [MethodImpl(Inline)]
    public R Surprises(out R other)
    {
        R zero = R.Of(0), log = R.Log1p(tail);
        other = log + R.WhereLess(x, zero, zero, x);
        return log + R.WhereLess(x, zero, -x, zero);
    }

    /// <summary>σ(x), and σ(−x) beside it, by one division.</summary>
    [MethodImpl(Inline)]
    public R Chance(out R other)
    {
        R zero = R.Of(0), likely = R.Of(1) / (R.Of(1) + tail), unlikely = tail * likely;
        other = R.WhereLess(x, zero, likely, unlikely);
        return R.WhereLess(x, zero, unlikely, likely);
    }

    /// <summary>−log σ(x), and beside it −log σ(−x), σ(x) and σ(−x).</summary>
    // Not inlined: a formula of two logits is more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    public static R Sides(R x, out R surprise, out R chance, out R other)
    {
        Logistic<R> logit = new(x);
        chance = logit.Chance(out other);
        return logit.Surprises(out surprise);
    }

    /// <summary>−σ(−x): the slope of <see cref="Surprise"/>.</summary>
    public R SurpriseSlope
    {
        [MethodImpl(Inline)]
        get => R.WhereLess(x, R.Of(0), R.Of(-1), -tail) / (R.Of(1) + tail);
    }

    /// <summary>b·σ(x) + a·σ(−x): with a = t and b = 1 − t, how much of the answer is missed.</summary>
    [MethodImpl(Inline)]
    public R Miss(R a, R b) => Missed(a, b) / (R.Of(1) + tail);

    /// <summary>
    /// The slope of <see cref="Miss"/> over itself, which stays bounded as it goes to 0; 0/0 where it is 0.
    /// </summary>
    [MethodImpl(Inline)]
    public R MissRate(R a, R b) => (b - a) * tail / ((R.Of(1) + tail) * Missed(a, b));

    [MethodImpl(Inline)]
    private R Missed(R a, R b) => R.WhereLess(x, R.Of(0), b * tail + a, b + a * tail);
}
