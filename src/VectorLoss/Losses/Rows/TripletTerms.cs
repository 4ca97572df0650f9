using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// The formulas of <see cref="TripletMargin"/>, from three distances: anchor to positive, anchor to negative, positive
/// to negative.
/// </summary>
/// <param name="margin">By how much the first distance should be smaller.</param>
/// <param name="p">The norm's power.</param>
/// <param name="eps">Added to every difference.</param>
/// <param name="swap">Whether the third distance counts where it is smaller than the second.</param>
internal readonly struct TripletTerms(double margin, double p, double eps, bool swap)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public double Margin { get; } = Option.Positive(margin);

    public PowerNorm Norm { get; } = new(Option.AtLeast(p, 1), Option.NonNegative(eps));

    public bool Swap { get; } = swap;

    [MethodImpl(Inline)]
    public Triple<R> Of<R>(R anchor, R positive, R negative) where R : struct, IReal<R>
        => new(Norm.Term(anchor - positive), Norm.Term(anchor - negative),
            Swap ? Norm.Term(positive - negative) : R.Of(0));

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
    public Triple<R> InputSlopes<R>(Triple<R> slopes, R anchor, R positive, R negative) where R : struct, IReal<R>
    {
        R near = slopes.First * Norm.TermSlope(anchor - positive);
        R far = slopes.Second * Norm.TermSlope(anchor - negative);
        R swapped = Swap ? slopes.Third * Norm.TermSlope(positive - negative) : R.Of(0);
        return new(near + far, swapped - near, -far - swapped);
    }
}
