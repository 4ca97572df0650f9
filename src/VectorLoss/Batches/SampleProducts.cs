using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Products with the Hessian of losses whose samples are elements.</summary>
internal static class SampleProducts
{
    /// <summary>Refuses a direction of another length than its input, and products that touch either.</summary>
    /// <exception cref="ArgumentException">One is refused.</exception>
    public static void CheckInput<T>(ReadOnlySpan<T> input, string name, ReadOnlySpan<T> direction,
        string directionName, in LossGradients<T> products)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.SameLengthOrEmpty(direction.Length, input.Length, directionName, name);
        products.CheckApart(input, name);
        products.CheckApart(direction, directionName);
    }

    /// <summary>Numbers and how they move; without a direction they stay.</summary>
    public static DualView<T> Moved<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<T> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(new(numbers, 0, 1), direction.IsEmpty ? ScalarView<T>.Zero : new(direction, 0, 1));

    /// <summary>Writes a term of each sample times its weight and factor, where there is room.</summary>
    public static void Store<TTerm, T>(TTerm term, Span<T> product, in BatchOptions<T> options)
        where TTerm : struct, ITerm<T>, allows ref struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (product.IsEmpty)
            return;
        Broadcasting.Store(term, 1, product.Length, product, adds: false);
        Choose(product, options);
    }

    /// <summary>Multiplies each number by the weight and factor of its sample; 0 where that does not count.</summary>
    public static void Choose<T>(Span<T> product, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.Multiplies || !options.Mask.IsEmpty)
            for (int i = 0; i < product.Length; i++)
                product[i] = options.Counts(i) ? product[i] * options.Multiplier(i) : T.Zero;
    }
}
