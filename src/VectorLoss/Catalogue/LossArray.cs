namespace VectorLoss.Catalogue;

/// <summary>Numbers with a shape, as files and tools hold them.</summary>
/// <param name="Shape">The lengths of the dimensions; empty for one number.</param>
/// <param name="Values">The numbers, row-major.</param>
public sealed record LossArray(int[] Shape, double[] Values)
{
    /// <summary>The length of the last dimension; 1 for one number.</summary>
    public int Columns => Shape.Length == 0 ? 1 : Shape[^1];

    /// <summary>The length of the first dimension; 1 for one number.</summary>
    public int Rows => Shape.Length == 0 ? 1 : Shape[0];

    /// <summary>The place of a number by its indexes, such as [1, 0]; empty for one number without a shape.</summary>
    /// <param name="index">Its place in <see cref="Values"/>.</param>
    public string PlaceOf(int index)
    {
        int[] place = new int[Shape.Length];
        for (int i = Shape.Length - 1; i >= 0; i--)
            (index, place[i]) = Math.DivRem(index, Shape[i]);
        return Shape.Length == 0 ? "" : Text(place);
    }

    /// <summary>The shape in brackets.</summary>
    public override string ToString() => Text(Shape);

    /// <summary>A shape in brackets.</summary>
    internal static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
