using VectorLoss.Lanes;

namespace VectorLoss.Autodiff;

/// <summary>The inputs of an op over any number system.</summary>
/// <param name="values">One array an input, row by row.</param>
/// <param name="shapes">Their shapes.</param>
/// <param name="output">The shape of the output.</param>
/// <param name="near">The numbers in double, rounded: to choose by, where every choice is right.</param>
/// <param name="labels">What labels hold.</param>
internal sealed class Operands<R>(
    R[][] values, Shape[] shapes, Shape output, Func<int, double[]> near, Func<Labels, int[]> labels)
    where R : struct, IReal<R>
{
    /// <summary>How many inputs there are.</summary>
    public int Count => values.Length;

    /// <summary>All numbers of an input.</summary>
    public R[] this[int input] => values[input];

    /// <summary>The shape of an input.</summary>
    public Shape ShapeOf(int input) => shapes[input];

    /// <summary>What labels hold.</summary>
    public int[] Labels(Labels handle) => labels(handle);

    /// <summary>A number of an input; a side of 1 is repeated.</summary>
    public R At(int input, int row, int column) => values[input][Index(input, row, column)];

    /// <summary>The column of the largest number of a row of an input.</summary>
    public int LargestOf(int input, int row)
    {
        ReadOnlySpan<double> numbers = near(input).AsSpan(row * shapes[input].Columns, shapes[input].Columns);
        int largest = 0;
        for (int c = 1; c < numbers.Length; c++)
            largest = numbers[c] > numbers[largest] ? c : largest;
        return largest;
    }

    /// <summary>The output from a formula of its row and column.</summary>
    public R[] Fill(Func<int, int, R> formula)
        => [.. Enumerable.Range(0, output.Count).Select(i => formula(i / output.Columns, i % output.Columns))];

    private int Index(int input, int row, int column)
    {
        Shape shape = shapes[input];
        return ((shape.Rows == 1 ? 0 : row) * shape.Columns) + (shape.Columns == 1 ? 0 : column);
    }
}
