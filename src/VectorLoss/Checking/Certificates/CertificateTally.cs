using System.Globalization;
using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Checking;

/// <summary>Collects results beside their enclosures into a <see cref="Certificate"/>.</summary>
/// <param name="name">What is certified.</param>
/// <param name="inUlps">A bound in ULP, where a result comes without a bound of its own; NaN for none.</param>
/// <typeparam name="T">The type of the results.</typeparam>
internal sealed class CertificateTally<T>(string name, double inUlps = double.NaN)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostMisses = 10;

    /// <summary>2⁻³⁷: a running error bound in double is at least 2⁻⁵³ of the sum of the absolute terms.</summary>
    private const double WidthOfBound = 7.275957614183426e-12;

    /// <summary>2⁻⁹⁰⁰ and 2⁻⁹⁶⁰.</summary>
    private const double LeastRelative = 1.1830521861667747e-271, LeastWidth = 1.0261342003245941e-289;

    private const double MostUlps = 65536;

    private static readonly double Smallest = double.CreateTruncating(T.Epsilon),
        Largest = double.CreateTruncating(T.BitDecrement(T.PositiveInfinity)),
        Unit = double.CreateTruncating(T.BitIncrement(T.One) - T.One),
        LeastNormal = Smallest / Unit;

    private readonly List<string> misses = [];
    private long points, unjudged, kinks;
    private double worstUlps, worstShare = double.NaN, widest;

    public Certificate Certificate => new(name, typeof(T) == typeof(float) ? "float" : "double")
    {
        Points = points,
        WorstUlps = worstUlps,
        WorstShare = worstShare,
        Unjudged = unjudged,
        AtKinks = kinks,
        Widest = widest,
        Misses = misses,
    };

    /// <summary>Judges a result.</summary>
    /// <param name="found">The result.</param>
    /// <param name="truth">The enclosure of the true value.</param>
    /// <param name="bound">What the documents allow; +∞ for nothing, NaN where they say nothing.</param>
    /// <param name="terms">The running error bound in double, by which the width is measured; NaN for none.</param>
    /// <param name="size">The largest of the results: without a bound, errors are told in its units.</param>
    /// <param name="where">Where it is, for a miss.</param>
    /// <param name="isAtKink">Whether a miss is a convention at a kink.</param>
    public void Add(double found, Enclosure truth, double bound, double terms, double size, Func<string> where,
        Func<bool>? isAtKink = null)
    {
        double midpoint = Math.Abs(truth.Midpoint);
        double ulp = UlpOf(double.IsNaN(bound) ? Math.Max(midpoint, size) : midpoint);
        // Below the least normal number a factor may be cut to 0, and the others are at most the largest result.
        double cut = LeastNormal * Math.Max(1, size);
        double allowed = double.IsNaN(bound) ? inUlps * ulp : midpoint < cut ? Math.Max(bound, cut) : bound;
        if (!truth.IsKnown || double.IsPositiveInfinity(allowed) || truth.Radius > allowed)
        {
            unjudged++;
            return;
        }
        double error = Error(found, truth);
        // An error is an upper bound, above the least possible one by the radius twice and some roundings.
        if (error > allowed && (error * (1 - 1e-14)) - (2.000001 * truth.Radius) <= allowed)
        {
            // The true value may lie on either side of the bound.
            unjudged++;
            return;
        }
        if (error > allowed && isAtKink?.Invoke() == true)
        {
            kinks++;
            return;
        }
        points++;
        if (error > 0 && !(allowed > MostUlps * ulp))
            worstUlps = Math.Max(worstUlps, error / ulp);
        // What is cut to 0 has no terms to measure by.
        if (double.IsFinite(terms) && midpoint >= cut && !IsTiny(truth) && !truth.IsExact)
            widest = Math.Max(widest, truth.Radius / (WidthOfBound * terms));
        if (double.IsNaN(allowed))
            return;
        worstShare = Math.Max(double.IsNaN(worstShare) ? 0 : worstShare, error == 0 ? 0 : error / allowed);
        if (!(error <= allowed))
            Miss(string.Create(CultureInfo.InvariantCulture,
                $"{where()} is {found:R}, and the true value is {truth.Midpoint:R} ± {truth.Radius:G2}; off by "
                + $"{error / ulp:G3} ULP, allowed {allowed / ulp:G3}"));
    }

    /// <summary>A slope that lies apart from the derivative of the value, where the card names a kink.</summary>
    public void AddKink() => kinks++;

    /// <summary>What has no enclosure.</summary>
    public void AddUnjudged() => unjudged++;

    /// <summary>Something that is wrong.</summary>
    public void Miss(string text)
    {
        if (misses.Count < MostMisses)
            misses.Add(text);
    }

    // Near 0 the width is absolute; what follows in the formula may multiply it.
    private static bool IsTiny(Enclosure x) => Math.Abs(x.Midpoint) < LeastRelative && x.Radius < LeastWidth;

    // Above the largest number the right result is infinite, and so is it of any that rounds there.
    private static double Error(double found, Enclosure truth)
        => double.IsInfinity(found) && (found > 0 ? truth : -truth) is { IsFinite: true, Midpoint: var size }
            && size >= Largest ? 0 : truth.Distance(found);

    private static double UlpOf(double x)
        => x == 0 || !double.IsFinite(x) ? Smallest : Math.Max(Smallest, Math.ScaleB(Unit, Math.ILogB(x)));
}
