namespace VectorLoss.Autodiff;

/// <summary>The size of a matrix. A scalar is 1×1, a row 1×n, a column n×1.</summary>
/// <param name="Rows">How many rows, at least 1.</param>
/// <param name="Columns">How many columns, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
public readonly record struct Shape(int Rows, int Columns)
{
    /// <summary>How many rows; 0 of the default value alone, which no tape takes.</summary>
    public int Rows { get; init => field = Positive(value, nameof(Rows)); } = Positive(Rows, nameof(Rows));

    /// <summary>How many columns; 0 of the default value alone, which no tape takes.</summary>
    public int Columns { get; init => field = Positive(value, nameof(Columns)); } = Positive(Columns, nameof(Columns));

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

    private static int Positive(int side, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1, name);
        return side;
    }
}
