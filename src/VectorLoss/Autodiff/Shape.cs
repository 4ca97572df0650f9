namespace VectorLoss.Autodiff;

/// <summary>The size of a matrix. A scalar is 1×1, a row 1×n, a column n×1.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">How many columns.</param>
public readonly record struct Shape(int Rows, int Columns)
{
    /// <summary>1×1.</summary>
    public static Shape Scalar => new(1, 1);

    /// <summary>How many numbers.</summary>
    public int Count => checked(Rows * Columns);

    /// <summary>Whether it is 1×1.</summary>
    public bool IsScalar => Rows == 1 && Columns == 1;

    /// <summary>1×n.</summary>
    public static Shape Row(int length) => new(1, length);

    /// <summary>n×1.</summary>
    public static Shape Column(int length) => new(length, 1);

    /// <summary>Rows and columns changed for each other.</summary>
    public Shape Transposed() => new(Columns, Rows);

    /// <summary>The shape as it is written in messages, such as 100×10.</summary>
    public override string ToString() => $"{Rows}×{Columns}";
}
