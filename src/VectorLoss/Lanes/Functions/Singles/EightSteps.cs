using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// The eight steps from x below 8 to x + 8, where Stirling's series begins; larger numbers stay. The factors x + k and
/// x + 7 − k are taken together: their product is u + c with u = x(x + 7) and c = 0, 6, 10, 12, their sum s = 2x + 7.
/// </summary>
internal static class EightSteps
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Where the steps lead.</summary>
    [MethodImpl(Inline)]
    public static V Raised<V>(V x) where V : struct, ILanes<V, double>
        => x + V.WhereLess(x, V.Of(8), V.Of(8), V.Of(0));

    /// <summary>x(x + 1)…(x + 7).</summary>
    [MethodImpl(Inline)]
    public static V Product<V>(V x) where V : struct, ILanes<V, double>
    {
        V u = x * (x + V.Of(7));
        return V.WhereLess(x, V.Of(8), u * (u + V.Of(6)) * ((u + V.Of(10)) * (u + V.Of(12))), V.Of(1));
    }

    /// <summary>1/x + 1/(x + 1) + … + 1/(x + 7), as one fraction.</summary>
    [MethodImpl(Inline)]
    public static V Reciprocals<V>(V x) where V : struct, ILanes<V, double>
    {
        V s = V.Of(2) * x + V.Of(7), u = x * (x + V.Of(7)), second = u + V.Of(6), third = u + V.Of(10),
            fourth = u + V.Of(12), outer = u * second, inner = third * fourth;
        V sum = V.MulAdd(u + second, inner, (third + fourth) * outer);
        return V.WhereLess(x, V.Of(8), s * sum / (outer * inner), V.Of(0));
    }

    /// <summary>
    /// The product of (x + n + k)/(x + k), less 1. With w = y(y + 7) of y = x + n, each factor grows by w − u =
    /// n(x + y + 7), so no term is below 0.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Growth<V>(V x, V n) where V : struct, ILanes<V, double>
    {
        V seven = V.Of(7), y = x + n, u = x * (x + seven), w = y * (y + seven), step = n * (x + y + seven);
        V grown = step, product = u;
        Grow(V.Of(6), u, w, step, ref grown, ref product);
        Grow(V.Of(10), u, w, step, ref grown, ref product);
        Grow(V.Of(12), u, w, step, ref grown, ref product);
        return V.WhereLess(x, V.Of(8), grown / product, V.Of(0));
    }

    [MethodImpl(Inline)]
    private static void Grow<V>(V c, V u, V w, V step, ref V grown, ref V product)
        where V : struct, ILanes<V, double>
    {
        grown = V.MulAdd(grown, w + c, product * step);
        product *= u + c;
    }

    /// <summary>
    /// The sum of 1/(x + k) less that of 1/(x + n + k), over n: two of each are n·(½(s·t + 49) − 2c) over
    /// (u + c)(w + c) with t = s + 2n, and never below 0.
    /// </summary>
    [MethodImpl(Inline)]
    public static V ReciprocalsLost<V>(V x, V n) where V : struct, ILanes<V, double>
    {
        V seven = V.Of(7), y = x + n, u = x * (x + seven), w = y * (y + seven);
        V h = V.Of(0.5) * V.MulAdd(x + (x + seven), y + (y + seven), V.Of(49)), numerator = h, denominator = u * w;
        Add(V.Of(6), u, w, h, ref numerator, ref denominator);
        Add(V.Of(10), u, w, h, ref numerator, ref denominator);
        Add(V.Of(12), u, w, h, ref numerator, ref denominator);
        return V.WhereLess(x, V.Of(8), numerator / denominator, V.Of(0));
    }

    [MethodImpl(Inline)]
    private static void Add<V>(V c, V u, V w, V h, ref V numerator, ref V denominator)
        where V : struct, ILanes<V, double>
    {
        V factor = (u + c) * (w + c);
        numerator = V.MulAdd(numerator, factor, denominator * (h - (c + c)));
        denominator *= factor;
    }
}
