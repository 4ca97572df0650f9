using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The numbers of a block of rows, stored class by class: matrices of classes × <see cref="Width"/> and, after them,
/// vectors of one number for each row.
/// </summary>
[method: MethodImpl(Compiled.Early)]
internal readonly ref struct CentredColumns<T>(Span<T> numbers, int classes, int width)
{
    private const int Matrices = 3;
    private const int Vectors = 7;

    /// <summary>Rows of the block, rounded up to whole registers.</summary>
    public readonly int Width = width;

    /// <summary>The numbers; room for terms that are summed, once the slopes are known.</summary>
    public readonly Span<T> Numbers = Matrix(numbers, classes, width, 0);

    /// <summary>The targets of the classes, where the centre is no label.</summary>
    public readonly Span<T> Targets = Matrix(numbers, classes, width, 1);

    /// <summary>Values before they are summed, later the gradient.</summary>
    public readonly Span<T> Terms = Matrix(numbers, classes, width, 2);

    /// <summary>The label's index.</summary>
    public readonly Span<T> Label = Vector(numbers, classes, width, 0);

    /// <summary>What value and slopes are multiplied by; 0 where a row does not count.</summary>
    public readonly Span<T> Weight = Vector(numbers, classes, width, 1);

    /// <summary>The centre's first part.</summary>
    public readonly Span<T> Shift = Vector(numbers, classes, width, 2);

    /// <summary>The centre's second part.</summary>
    public readonly Span<T> Centre = Vector(numbers, classes, width, 3);

    /// <summary>The value of the row, before its weight.</summary>
    public readonly Span<T> Value = Vector(numbers, classes, width, 4);

    /// <summary>One over how often the largest value occurs.</summary>
    public readonly Span<T> Part = Vector(numbers, classes, width, 5);

    /// <summary>The sum of the slopes.</summary>
    public readonly Span<T> Slope = Vector(numbers, classes, width, 6);

    /// <summary>The numbers that a block needs.</summary>
    public static int Length(int classes, int width) => (Matrices * classes + Vectors) * width;

    [MethodImpl(Compiled.Early)]
    private static Span<T> Matrix(Span<T> numbers, int classes, int width, int index)
        => numbers.Slice(index * classes * width, classes * width);

    [MethodImpl(Compiled.Early)]
    private static Span<T> Vector(Span<T> numbers, int classes, int width, int index)
        => numbers.Slice((Matrices * classes + index) * width, width);
}
