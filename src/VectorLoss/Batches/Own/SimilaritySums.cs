using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Lane1<double>;

namespace VectorLoss.Batches;

/// <summary>What the loss of a row of cosines is a function of: its largest exponents, and sums behind them.</summary>
/// <param name="loss">The loss.</param>
/// <param name="sums">
/// The sums of the powers of positives and of negatives, relative to the largest, and of the exponents of positives.
/// </param>
/// <param name="tops">The largest exponents of positives and of negatives.</param>
/// <param name="positives">How many positives there are; above 0.</param>
internal readonly struct SimilaritySums<TLoss, T>(
    TLoss loss, Triple<Number> sums, (T Near, T Far) tops, int positives)
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Number near = Join(tops.Near, sums.First), far = Join(tops.Far, sums.Second);

    /// <summary>The loss of the row.</summary>
    public double Value { [MethodImpl(Inline)] get => loss.Value(near, far, Spread).Number; }

    /// <summary>What a slope by an exponent is of its power, of either kind, and of a positive beside that.</summary>
    [MethodImpl(Inline)]
    public Triple<T> Slopes(double factor) => Scaled(loss.Slopes(near, far, Spread), factor);

    /// <summary>Where both logarithms move, how these three do for sums that stand.</summary>
    /// <param name="nearer">The tangent of that of positives.</param>
    /// <param name="farther">The tangent of that of negatives.</param>
    /// <param name="mean">The mean tangent of the exponents of positives.</param>
    /// <param name="factor">The factor of the slopes.</param>
    public Triple<T> Changes(Number nearer, Number farther, Number mean, double factor)
    {
        Triple<Dual<Number>> by = loss.Slopes<Dual<Number>>(new(near, nearer), new(far, farther),
            positives == 1 ? Dual<Number>.Of(0) : new(Spread, nearer - mean));
        return Scaled(new(by.First.Slope, by.Second.Slope, by.Third.Slope), factor);
    }

    private Number Spread
    {
        [MethodImpl(Inline)]
        get => positives == 1 ? new(0) : near - sums.Third / new Number(positives);
    }

    [MethodImpl(Inline)]
    private Triple<T> Scaled(Triple<Number> by, double factor)
    {
        Number bySpread = positives == 1 ? new(0) : by.Third;
        return new(Rounded((by.First + bySpread) / sums.First, factor),
            Rounded(RealMath.OverUnlessZero(by.Second, sums.Second), factor),
            Rounded(-bySpread / new Number(positives), factor));
    }

    /// <summary>The mean tangents of the exponents by their powers, from their sums.</summary>
    public (Number Near, Number Far) Means(double positive, double negative)
        => (new Number(positive) / sums.First, RealMath.OverUnlessZero(new Number(negative), sums.Second));

    private static T Rounded(Number slope, double factor) => T.CreateTruncating(slope.Number * factor);

    [MethodImpl(Inline)]
    private static Number Join(T top, Number sum)
    {
        Number wide = new(double.CreateTruncating(top));
        return TLoss.TakesHardest ? Number.WhereEqual(sum, sum, wide, sum) : wide + Number.Log(sum);
    }
}
