using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>A second derivative of a sample in numbers of almost any size.</summary>
internal interface IWideTerm
{
    WideRange At(int sample);
}

/// <summary>
/// Second derivatives have factors that leave the range of T where they do not, and where weights bring them back: what
/// is not finite is computed once more in numbers of almost any size.
/// </summary>
internal static class WideProducts
{
    /// <summary>Writes anew what is not finite, times the weight and factor of its sample.</summary>
    public static void Mend<TTerm, T>(TTerm term, Span<T> product, in BatchOptions<T> options)
        where TTerm : struct, IWideTerm, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsFinite(LargestSize<T>.Of(product, options.Working)))
            return;
        for (int i = 0; i < product.Length; i++)
        {
            if (T.IsFinite(product[i]) || !options.Counts(i))
                continue;
            double found = (term.At(i) * WideRange.Of(options.Weight(i))).Number;
            if (!double.IsNaN(found))
                product[i] = T.CreateTruncating(found);
        }
    }
}
