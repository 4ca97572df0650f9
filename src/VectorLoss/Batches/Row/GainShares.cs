using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>The gains 2ᵗ − 1 of the grades of a list, over the gain of its ideal ranking.</summary>
internal static class GainShares
{
    /// <summary>Writes the shares; 0 where no item has a gain.</summary>
    /// <param name="grades">The grades, 0 and above.</param>
    /// <param name="order">Receives the ideal order.</param>
    /// <param name="discounts">Receives the discount of each item in the ideal ranking.</param>
    /// <param name="shares">Receives the shares.</param>
    [MethodImpl(Compiled.Early)]
    public static void Of<T>(ReadOnlySpan<T> grades, Span<int> order, Span<T> discounts, Span<T> shares)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RankOrder.Discounts(grades, order, discounts);
        // The best grade, or NaN where there is one: it is then the first in order.
        double best = double.CreateTruncating(grades[order[0]]);
        PairKernel<Gain, T>.Apply(new(best), grades, grades, shares, nameof(grades), nameof(grades));
        double ideal = LaneSum<ProductTerm, T>.Run(shares, discounts);
        PairKernel<Share, T>.Apply(new(ideal), shares, shares, shares, nameof(shares), nameof(shares));
    }

    /// <summary>(2ᵗ − 1)·2^−best, which neither overflows nor cancels.</summary>
    private readonly struct Gain(double best) : IPairFormula
    {
        [MethodImpl(Compiled.Early)]
        public R Of<R>(R x, R y) where R : struct, IReal<R>
            => -R.Expm1(-(R.LogTwo * x)) * R.Exp(R.LogTwo * (x - R.Of(best)));
    }

    private readonly struct Share(double ideal) : IPairFormula
    {
        public R Of<R>(R x, R y) where R : struct, IReal<R> => RealMath.OverUnlessZero(x, R.Of(ideal));
    }
}
