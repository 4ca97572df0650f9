using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>max(0, m + d(a, p) − d(a, n)): an anchor should be closer to its positive than to its negative.</summary>
/// <param name="margin">By how much the positive should be closer; finite and above 0.</param>
/// <param name="p">The norm's power; finite and at least 1.</param>
/// <param name="eps">Added to every difference, as in PyTorch; finite and not below 0.</param>
/// <param name="swap">Whether the negative is compared with the positive too, and the closer pair counts.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct TripletMargin(double margin, double p = 2, double eps = 1e-6, bool swap = false) :
    IRowLoss, ICatalogued
{
    private readonly TripletTerms terms = new(margin, p, eps, swap);
    /// <summary>By how much the positive should be closer.</summary>
    public double Margin => terms.Margin;
    /// <summary>The norm's power.</summary>
    public double P => terms.P;
    /// <summary>Added to every difference.</summary>
    public double Eps => terms.Eps;
    /// <summary>Whether the negative is compared with the closer of anchor and positive.</summary>
    public bool Swap => terms.Swap;
    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "triplet-margin", "max(0, m + ‖a − p + ε‖ − ‖a − n + ε‖)", "V. Balntas et al. 2016, doi:10.5244/C.30.119")
    {
        Aliases = ["triplet"],
        Claims = Claims.NonNegative,
        Inputs = [.. ((string[])["anchor", "positive", "negative"]).Select(x => new LossInput(x, Domain.Real, true))],
        Link = Link.None,
        Options =
        [
            new("margin", 1, "> 0", "by how much the positive should be closer"),
            new("p", 2, "≥ 1", "the norm's power"), new("eps", 1e-6, "≥ 0", "added to every difference"),
            new("swap", 0, "0 or 1", "1: the closer of anchor and positive is compared", OptionKind.YesNo),
        ],
        Kinks = "value 0, equal distances under swap, distance 0; that part has slope 0, the subgradient of least norm",
        Create = LossFactory.Row(o => new TripletMargin(o["margin"], o["p"], o["eps"], o["swap"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Terms<R>(R first, R second, R third) where R : struct, IReal<R> => terms.Of(first, second, third);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Sizes<R>(Triple<R> sums) where R : struct, IReal<R> => terms.Sizes(sums);
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => terms.Value(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(Triple<R> sums, R columns, R label) where R : struct, IReal<R> => terms.Slopes(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> TermSlopes<R>(Triple<R> slopes, R first, R second, R third) where R : struct, IReal<R>
        => terms.TermSlopes(slopes, first, second, third);
}
