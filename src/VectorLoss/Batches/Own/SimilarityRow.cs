using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// One row of cosines as a loss of rows: the first input are the cosines, the second the labels, in which the row
/// itself stands as −1.
/// </summary>
/// <param name="loss">The loss.</param>
/// <param name="tops">The largest exponents of positives and of negatives.</param>
/// <param name="label">The label of the row.</param>
/// <param name="positives">How many other rows have it; above 0.</param>
internal readonly struct SimilarityRow<TLoss>(TLoss loss, (double Positive, double Negative) tops, int label,
    int positives) : IRowLoss
    where TLoss : struct, ISimilarityLoss
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The label that no row has.</summary>
    public const int Self = -1;

    private readonly TLoss loss = loss;

    /// <summary>The weighted loss of a row; its value and slopes are written where there is room.</summary>
    public static double Run<T>(TLoss loss, ReadOnlySpan<T> cosines, ReadOnlySpan<T> labels, int label, int positives,
        Span<T> value, double scale, Span<T> slopes, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double, double) tops = Widest.Run<SimilarityTops<TLoss, T>, T, (double, double)>(
            new(loss, cosines, labels, label));
        RowInputs<T> inputs = new() { First = cosines, Second = labels, Columns = cosines.Length };
        return Widest.Run<RowKernel<SimilarityRow<TLoss>, T>, T, double>(
            new(new(loss, tops, label, positives), inputs)
            {
                Options = options,
                Values = value,
                Gradients = new() { First = slopes },
                Scale = scale,
            });
    }

    [MethodImpl(Inline)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R zero = R.Of(0), own = R.Of(label), exponent = loss.Positive(first), power = Power(first, second);
        return new(R.WhereEqual(second, own, power, zero), Negative(second, power),
            R.WhereEqual(second, own, exponent, zero));
    }

    [MethodImpl(Inline)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => new(R.Of(1), R.Of(1), R.Of(1));

    [MethodImpl(Inline)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R near = Positives(sums);
        return loss.Value(near, Negatives(sums), Spread(near, sums));
    }

    [MethodImpl(Inline)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R near = Positives(sums);
        Triple<R> slopes = loss.Slopes(near, Negatives(sums), Spread(near, sums));
        R spread = positives == 1 ? R.Of(0) : slopes.Third;
        return new((slopes.First + spread) / sums.First, RealMath.OverUnlessZero(slopes.Second, sums.Second),
            -spread / R.Of(positives));
    }

    [MethodImpl(Inline)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R power = Power(first, second);
        R near = R.MulAdd(slopes.First, power, slopes.Third) * loss.PositiveSlope(first);
        R far = Negative(second, slopes.Second * power * loss.NegativeSlope(first));
        return new(R.WhereEqual(second, R.Of(label), near, far), R.Of(0), R.Of(0));
    }

    // e^ of an exponent less the largest of its kind; of the hardest alone, whether it is that.
    [MethodImpl(Inline)]
    private R Power<R>(R cosine, R other) where R : struct, IReal<R>
    {
        R gap = R.WhereEqual(other, R.Of(label), loss.Positive(cosine) - R.Of(tops.Positive),
            loss.Negative(cosine) - R.Of(tops.Negative));
        return TLoss.TakesHardest ? R.WhereEqual(gap, R.Of(0), R.Of(1), R.WhereNumber(gap, R.Of(0), gap)) : R.Exp(gap);
    }

    [MethodImpl(Inline)]
    private R Negative<R>(R other, R x) where R : struct, IReal<R>
        => R.WhereEqual(other, R.Of(label), R.Of(0), R.WhereEqual(other, R.Of(Self), R.Of(0), x));

    private R Positives<R>(Triple<R> sums) where R : struct, IReal<R> => Join(tops.Positive, sums.First);

    private R Negatives<R>(Triple<R> sums) where R : struct, IReal<R> => Join(tops.Negative, sums.Second);

    private static R Join<R>(double top, R sum) where R : struct, IReal<R>
        => TLoss.TakesHardest ? R.WhereNumber(sum, R.Of(top), sum) : R.Of(top) + R.Log(sum);

    private R Spread<R>(R near, Triple<R> sums) where R : struct, IReal<R>
        => positives == 1 ? R.Of(0) : near - sums.Third / R.Of(positives);
}
