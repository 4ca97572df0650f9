using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of <see cref="TripletMargin"/>, from the distances a to p, a to n and p to n.</summary>
/// <param name="margin">By how much the first distance should be smaller.</param>
/// <param name="p">The norm's power.</param>
/// <param name="eps">Added to every difference.</param>
/// <param name="swap">Whether the third distance counts where it is smaller than the second.</param>
internal readonly struct TripletTerms(double margin, double p, double eps, bool swap)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Setting margin = new(Option.Positive(margin), 1);
    private readonly Setting p = new(Option.AtLeast(p, 1), 2);
    private readonly Setting eps = new(Option.NonNegative(eps), 1e-6);

    public double Margin { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => margin.Or(1); }
    public double P { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => p.Or(2); }
    public double Eps { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => eps.Or(1e-6); }
    public bool Swap { get; } = swap;

    private PowerNorm Norm { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => new(P, Eps); }

    [MethodImpl(Inline)]
    public Triple<R> Of<R>(R anchor, R positive, R negative) where R : struct, IReal<R>
        => new(Norm.Term(anchor - positive), Norm.Term(anchor - negative),
            Swap ? Norm.Term(positive - negative) : R.Of(0));

    [MethodImpl(Inline)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R>
        => new(sums.First, sums.Second, Swap ? sums.Third : R.Of(1));

    [MethodImpl(Inline)]
    public R Value<R>(Triple<R> sums) where R : struct, IReal<R>
    {
        R apart = Swap ? R.Min(sums.Second, sums.Third) : sums.Second;
        return R.AtLeast(R.Of(Margin) + Norm.Root(sums.First) - Norm.Root(apart), R.Of(0));
    }

    [MethodImpl(Inline)]
    public Triple<R> Slopes<R>(Triple<R> sums) where R : struct, IReal<R>
    {
        R zero = R.Of(0), one = R.Of(1), active = RealMath.Sign(Value(sums));
        R swapped = Swap ? R.WhereLess(sums.Third, sums.Second, one, zero) : zero;
        R third = Swap ? -active * Norm.RootSlope(sums.Third) : zero;
        R negative = -active * Norm.RootSlope(sums.Second);
        return new(active * Norm.RootSlope(sums.First), negative * (one - swapped), third * swapped);
    }

    [MethodImpl(Inline)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R anchor, R positive, R negative) where R : struct, IReal<R>
    {
        R near = slopes.First * Norm.TermSlope(anchor - positive);
        R far = slopes.Second * Norm.TermSlope(anchor - negative);
        R swapped = Swap ? slopes.Third * Norm.TermSlope(positive - negative) : R.Of(0);
        return new(near + far, swapped - near, -far - swapped);
    }
}
