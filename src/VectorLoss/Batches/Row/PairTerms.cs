using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The smooth rank, 1 + Σ σ(scale·(xⱼ − xᵢ)) over the others: the item itself adds ½ to the ½ it begins with.
/// </summary>
internal readonly struct SoftRank : IPairTerm
{
    public static double Start => 0.5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
        => R.Sigmoid(scale * (other.Score - own.Score));
}

/// <summary>The gradient of all smooth ranks by a score: σ′ is even, so both ends of a pair share it.</summary>
internal readonly struct SoftRankSlope : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        // σ(x)σ(−x) = e/(1 + e)², e = exp(−|x|).
        R tail = R.Exp(-R.Abs(scale * (other.Score - own.Score))), sum = R.Of(1) + tail;
        return scale * (other.Slope - own.Slope) * (tail / (sum * sum));
    }
}

/// <summary>
/// The second derivative of all smooth ranks by a score: σ″ is odd, so the ranks of both ends of a pair have it with
/// either sign.
/// </summary>
internal readonly struct SoftRankBend : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        R gap = scale * (own.Score - other.Score), tail = R.Exp(-R.Abs(gap)), sum = R.Of(1) + tail;
        // σ″(x) = −σ′(x)·tanh ½x.
        return scale * scale * (own.Slope - other.Slope) * (tail / (sum * sum)) * R.Tanh(R.Of(0.5) * gap);
    }
}

/// <summary>The squares of the slopes of the other smooth ranks by a score, each times its number.</summary>
internal readonly struct SoftRankSquare : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        R tail = R.Exp(-R.Abs(scale * (other.Score - own.Score))), sum = R.Of(1) + tail,
            slope = scale * (tail / (sum * sum));
        return other.Slope * slope * slope;
    }
}

/// <summary>The slope of an item's own smooth rank by its score, turned round; itself counted too.</summary>
internal readonly struct SoftRankFall : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        R tail = R.Exp(-R.Abs(scale * (other.Score - own.Score))), sum = R.Of(1) + tail;
        return scale * (tail / (sum * sum));
    }
}

/// <summary>The logistic losses of an item beside those of lower grades.</summary>
/// <param name="weighted">Whether a pair counts by what the ranking would change if the two changed places.</param>
internal readonly struct PairLoss(bool weighted) : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
        => R.WhereLess(other.Grade, own.Grade,
            Weigh(weighted, own, other, R.Softplus(scale * (other.Score - own.Score))), R.Of(0));

    /// <summary>x times the weight of a pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Weigh<R>(bool weighted, RankedItem<R> own, RankedItem<R> other, R x) where R : struct, IReal<R>
        => weighted ? R.Abs((own.Gain - other.Gain) * (own.Discount - other.Discount)) * x : x;
}

/// <summary>The gradient of all these losses by a score.</summary>
internal readonly struct PairLossSlope(bool weighted) : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        // In a pair the better item, whose loss it is, moves up, and the other down by as much.
        R zero = R.Of(0), gap = scale * (other.Score - own.Score);
        R upstream = R.WhereLess(other.Grade, own.Grade, -own.Slope,
            R.WhereLess(own.Grade, other.Grade, other.Slope, zero));
        R slope = upstream * R.Sigmoid(R.WhereLess(other.Grade, own.Grade, gap, -gap));
        return PairLoss.Weigh(weighted, own, other, scale * slope);
    }
}

/// <summary>The second derivative of all these losses by a score alone.</summary>
internal readonly struct PairLossBend(bool weighted) : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        R zero = R.Of(0), tail = R.Exp(-R.Abs(scale * (other.Score - own.Score))), sum = R.Of(1) + tail;
        R upstream = R.WhereLess(other.Grade, own.Grade, own.Slope,
            R.WhereLess(own.Grade, other.Grade, other.Slope, zero));
        return PairLoss.Weigh(weighted, own, other, scale * scale * upstream * (tail / (sum * sum)));
    }
}

/// <summary>The squares of the slopes by a score of the losses of better items, each times its number.</summary>
internal readonly struct PairLossSquare(bool weighted) : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
    {
        R slope = PairLoss.Weigh(weighted, own, other, scale * R.Sigmoid(scale * (own.Score - other.Score)));
        return R.WhereLess(own.Grade, other.Grade, other.Slope * slope * slope, R.Of(0));
    }
}

/// <summary>The slope of an item's own loss by its score, turned round.</summary>
internal readonly struct PairLossFall(bool weighted) : IPairTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
        => R.WhereLess(other.Grade, own.Grade, PairLoss.Weigh(
            weighted, own, other, scale * R.Sigmoid(scale * (other.Score - own.Score))), R.Of(0));
}

/// <summary>The tangent of a term where scores move, by its dual numbers.</summary>
/// <param name="term">The term.</param>
internal readonly struct MovedPair<TTerm>(TTerm term) : IPairTerm where TTerm : struct, IPairTerm
{
    public static bool Moves => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(RankedItem<R> own, RankedItem<R> other, R scale) where R : struct, IReal<R>
        => term.Of(Moved(own), Moved(other), Dual<R>.Constant(scale)).Slope;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RankedItem<Dual<R>> Moved<R>(RankedItem<R> item) where R : struct, IReal<R>
        => new(new(item.Score, item.Tangent), Dual<R>.Constant(item.Grade), Dual<R>.Constant(item.Gain),
            Dual<R>.Constant(item.Discount), Dual<R>.Constant(item.Slope), Dual<R>.Of(0));
}
