using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// The numbers of a block of rows, stored class by class: matrices of classes × <see cref="Width"/> and, after them,
/// vectors of one number for each row.
/// </summary>
internal readonly ref struct SoftmaxColumns<T>(Span<T> numbers, int classes, int width)
{
    private const int Matrices = 5;
    private const int Vectors = 17;

    /// <summary>Rows of the block, rounded up to whole registers.</summary>
    public readonly int Width = width;

    /// <summary>z, the logits after the soft cap.</summary>
    public readonly Span<T> Logits = Matrix(numbers, classes, width, 0);

    /// <summary>exp(z − m), later the gradient.</summary>
    public readonly Span<T> Powers = Matrix(numbers, classes, width, 1);

    /// <summary>The target weights of the classes, later their a·φ'.</summary>
    public readonly Span<T> Targets = Matrix(numbers, classes, width, 2);

    /// <summary>Terms before they are summed.</summary>
    public readonly Span<T> Terms = Matrix(numbers, classes, width, 3);

    /// <summary>Registers while they are folded.</summary>
    public readonly Span<T> Scratch = Matrix(numbers, classes, width, 4);

    /// <summary>m, the largest z of the row.</summary>
    public readonly Span<T> Max = Vector(numbers, classes, width, 0);

    /// <summary>S = Σ exp(z − m).</summary>
    public readonly Span<T> Sum = Vector(numbers, classes, width, 1);

    /// <summary>S − 1, without the 1 of the maximum: see <see cref="PowerSum{T}"/>.</summary>
    public readonly Span<T> Others = Vector(numbers, classes, width, 14);

    /// <summary>log S.</summary>
    public readonly Span<T> LogSum = Vector(numbers, classes, width, 2);

    /// <summary>m + log S.</summary>
    public readonly Span<T> LogSumExp = Vector(numbers, classes, width, 3);

    /// <summary>The logit of the label, as the softmax sees it.</summary>
    public readonly Span<T> LabelLogit = Vector(numbers, classes, width, 4);

    /// <summary>The weight of the label alone.</summary>
    public readonly Span<T> LabelWeight = Vector(numbers, classes, width, 5);

    /// <summary>a·φ' of the label, later scaled.</summary>
    public readonly Span<T> LabelSlope = Vector(numbers, classes, width, 6);

    /// <summary>The row's own weight.</summary>
    public readonly Span<T> Weight = Vector(numbers, classes, width, 7);

    /// <summary>Σ a·φ.</summary>
    public readonly Span<T> Value = Vector(numbers, classes, width, 8);

    /// <summary>Σ a·φ'.</summary>
    public readonly Span<T> SlopeSum = Vector(numbers, classes, width, 9);

    /// <summary>The logit of the label before the soft cap.</summary>
    public readonly Span<T> LabelLogitUncapped = Vector(numbers, classes, width, 10);

    /// <summary>log p of the label.</summary>
    public readonly Span<T> LabelLogProbability = Vector(numbers, classes, width, 11);

    /// <summary>The sum of the terms of all classes.</summary>
    public readonly Span<T> ClassSum = Vector(numbers, classes, width, 12);

    /// <summary>The mean class weight of the row's targets, which its z-loss counts by.</summary>
    public readonly Span<T> LseWeight = Vector(numbers, classes, width, 13);

    /// <summary>What is spread over the classes of Σ a·φ', but that of the class of p above a half.</summary>
    public readonly Span<T> OtherSlopes = Vector(numbers, classes, width, 15);

    /// <summary>What is spread to the class of p above a half, of Σ a·φ'; 0 where there is none.</summary>
    public readonly Span<T> LargestSlope = Vector(numbers, classes, width, 16);

    /// <summary>The numbers that a block needs.</summary>
    public static int Length(int classes, int width) => (Matrices * classes + Vectors) * width;

    private static Span<T> Matrix(Span<T> numbers, int classes, int width, int index)
        => numbers.Slice(index * classes * width, classes * width);

    [MethodImpl(Compiled.Early)]
    private static Span<T> Vector(Span<T> numbers, int classes, int width, int index)
        => numbers.Slice((Matrices * classes + index) * width, width);
}
