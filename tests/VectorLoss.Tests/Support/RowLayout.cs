using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests;

/// <summary>The same rows side by side, and spread over memory as a class axis says.</summary>
internal sealed class RowLayout(ClassAxis axis, int rows)
{
    /// <summary>The layouts of a number of classes, by a name for each.</summary>
    public static IReadOnlyList<(string Name, RowLayout Layout)> Of(int classes) =>
    [
        ("padded rows", new(new(classes) { SampleStride = classes + 3 }, 70)),
        ("images", new(ClassAxis.Of([3, classes, 5, 7], axis: 1), 3 * 35)),
        ("images that fill registers", new(ClassAxis.Of([2, classes, 96], axis: 1), 2 * 96)),
        ("slices of images", new(new(classes, 9) { ClassStride = 11, SampleStride = 11 * classes + 40 }, 27)),
        ("columns", new(ClassAxis.Of([classes, 67], axis: 0), 67)),
        ("every second class", new(new(classes) { ClassStride = 2 }, 21)),
        ("one sample", new(ClassAxis.Of([classes], axis: 0), 1)),
        ("positions of one", new(ClassAxis.Of([5, classes, 1, 1], axis: 1), 5)),
    ];

    /// <summary>The axis.</summary>
    public ClassAxis Axis => axis;

    /// <summary>How many rows there are.</summary>
    public int Rows => rows;

    /// <summary>How many numbers the memory has.</summary>
    public int Length
        => ((rows / axis.Inner) - 1) * axis.SampleStride + (axis.Classes - 1) * axis.ClassStride + axis.Inner;

    /// <summary>Memory that holds the rows at their places and one number elsewhere.</summary>
    public T[] Spread<T>(ReadOnlySpan<T> plain, T elsewhere)
    {
        T[] numbers = new T[Length];
        Array.Fill(numbers, elsewhere);
        for (int row = 0; row < rows; row++)
            for (int c = 0; c < axis.Classes; c++)
                numbers[At(row, c)] = plain[(row * axis.Classes) + c];
        return numbers;
    }

    /// <summary>The rows side by side; the memory between them must hold one number.</summary>
    public T[] Collect<T>(ReadOnlySpan<T> numbers, T elsewhere)
    {
        T[] plain = new T[rows * axis.Classes], rest = numbers.ToArray();
        for (int row = 0; row < rows; row++)
            for (int c = 0; c < axis.Classes; c++)
                (plain[(row * axis.Classes) + c], rest[At(row, c)]) = (numbers[At(row, c)], elsewhere);
        Assert.All(rest, number => Assert.Equal(elsewhere, number));
        return plain;
    }

    private int At(int row, int c)
        => (row / axis.Inner * axis.SampleStride) + (c * axis.ClassStride) + (row % axis.Inner);
}
