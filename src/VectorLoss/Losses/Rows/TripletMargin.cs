using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>max(0, m + d(a, p) − d(a, n)): an anchor should be closer to its positive than to its negative, by a margin.</summary>
public readonly struct TripletMargin : IRowLoss, ICatalogued
{
    private readonly Setting margin;
    private readonly Setting p;
    private readonly Setting eps;

    /// <summary>A triplet loss.</summary>
    /// <param name="margin">By how much the positive should be closer; finite and above 0.</param>
    /// <param name="p">The norm's power; finite and at least 1.</param>
    /// <param name="eps">Added to every difference, as in PyTorch; finite and not below 0.</param>
    /// <param name="swap">Whether the negative is compared with the positive too, and the closer pair counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TripletMargin(double margin, double p = 2, double eps = 1e-6, bool swap = false)
    {
        this.margin = new(Option.Positive(margin), 1);
        this.p = new(Option.Within(p, 1, double.MaxValue), 2);
        this.eps = new(Option.NonNegative(eps), 1e-6);
        Swap = swap;
    }

    /// <summary>By how much the positive should be closer.</summary>
    public double Margin => margin.Or(1);

    /// <summary>The norm's power.</summary>
    public double P => p.Or(2);

    /// <summary>Added to every difference.</summary>
    public double Eps => eps.Or(1e-6);

    /// <summary>Whether the closer of anchor and positive is what the negative is compared with.</summary>
    public bool Swap { get; }

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("triplet-margin", "max(0, m + ‖a − p + ε‖ − ‖a − n + ε‖)", "V. Balntas et al. 2016, doi:10.5244/C.30.119")
    {
        Aliases = ["triplet"],
        Inputs = [new("anchor", Domain.Real, true), new("positive", Domain.Real, true), new("negative", Domain.Real, true)],
        Options =
        [
            new("margin", 1, "> 0", "by how much the positive should be closer"),
            new("p", 2, "≥ 1", "the norm's power"),
            new("eps", 1e-6, "≥ 0", "added to every difference"),
            new("swap", 0, "0 or 1", "1: the negative is compared with the positive too, and the closer pair counts",
                OptionKind.YesNo),
        ],
        Kinks = "value 0, equal distances under swap, and distance 0; slope 0 of the part, the subgradient of least norm",
        Claims = Claims.NonNegative,
        Create = LossFactory.Row(o => new TripletMargin(o["margin"], o["p"], o["eps"], o["swap"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R>
        => new(Term(first - second), Term(first - third), Swap ? Term(second - third) : R.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R apart = Swap ? R.Min(sums.Second, sums.Third) : sums.Second;
        return R.AtLeast(R.Of(Margin) + Norm(sums.First) - Norm(apart), R.Of(0));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R>
    {
        R zero = R.Of(0), value = Value(sums, columns, label), one = R.Of(1);
        R active = R.WhereLess(zero, value, one, value * zero);
        R swapped = Swap ? R.WhereLess(sums.Third, sums.Second, one, zero) : zero;
        R negative = -active * NormSlope(sums.Second), third = Swap ? -active * NormSlope(sums.Third) : zero;
        return new(active * NormSlope(sums.First), negative * (one - swapped), third * swapped);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
    {
        R near = slopes.First * TermSlope(first - second), far = slopes.Second * TermSlope(first - third);
        R swapped = Swap ? slopes.Third * TermSlope(second - third) : R.Of(0);
        return new(near + far, swapped - near, -far - swapped);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Term<R>(R difference) where R : struct, IReal<R> => RealMath.Power(R.Abs(difference + R.Of(Eps)), P);

    // The factor p of both this and the norm's slope is left out: they meet, and it cancels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R TermSlope<R>(R difference) where R : struct, IReal<R>
    {
        R moved = difference + R.Of(Eps);
        return P == 2 ? moved : RealMath.Sign(moved) * RealMath.Power(R.Abs(moved), P - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R Norm<R>(R sum) where R : struct, IReal<R> => P == 2 ? R.Sqrt(sum) : RealMath.Power(sum, 1 / P);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private R NormSlope<R>(R sum) where R : struct, IReal<R>
        => R.WhereEqual(sum, R.Of(0), R.Of(0), P == 2 ? R.Of(1) / R.Sqrt(sum) : RealMath.Power(sum, 1 / P - 1));
}
