using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>What the Hessian of a softmax loss is made of, for some rows: see <see cref="SoftmaxCurvature{TLoss, T}"/>.
/// </summary>
internal readonly ref struct SoftmaxParts<T>(Span<T> scratch, int rows, int classes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> scratch = scratch;
    private readonly int count = rows * classes;

    public Span<T> LogProbabilities => scratch[..count];

    public Span<T> Probabilities => scratch.Slice(count, count);

    /// <summary>ċ, and then (log p)˙.</summary>
    public Span<T> Tangents => scratch.Slice(2 * count, count);

    public Span<T> Weights => scratch.Slice(3 * count, count);

    /// <summary>a·φ′ and its tangent; for the diagonal a·φ″.</summary>
    public Span<T> Slopes => scratch.Slice(4 * count, count);

    public Span<T> SlopeTangents => scratch.Slice(5 * count, count);

    /// <summary>The slope of the soft cap and its tangent; for the diagonal its second derivative.</summary>
    public Span<T> CapSlopes => scratch.Slice(6 * count, count);

    public Span<T> CapSlopeTangents => scratch.Slice(7 * count, count);

    public Span<T> LogSumExps => scratch.Slice(8 * count, rows);

    private Span<T> LseTangents => scratch.Slice(8 * count + rows, rows);

    /// <summary>p − 1, of which more digits are left for p → 1 than of the difference; after the log-probabilities.
    /// </summary>
    public Span<T> Less => LogProbabilities;

    /// <summary>Turns ċ of a row into (log p)˙ = ċ − Σ p·ċ; the sum is the tangent of its log-sum-exp.</summary>
    /// <remarks>All beside ċ of the likeliest class: it nearly is the sum where p → 1, and would cancel.</remarks>
    [MethodImpl(Compiled.AtOnce)]
    public void SubtractMean(int row)
    {
        Span<T> tangents = Tangents.Slice(row * classes, classes);
        ReadOnlySpan<T> probabilities = Probabilities.Slice(row * classes, classes);
        double top = double.CreateTruncating(tangents[Largest(probabilities)]), sum = 0;
        for (int c = 0; c < tangents.Length; c++)
            sum += double.CreateTruncating(probabilities[c]) * (double.CreateTruncating(tangents[c]) - top);
        foreach (ref T tangent in tangents)
            tangent = T.CreateTruncating(double.CreateTruncating(tangent) - top - sum);
        LseTangents[row] = T.CreateTruncating(top + sum);
    }

    /// <summary>The product with the direction.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Product(int row, double square, bool isCapped, T scale, Span<T> result)
    {
        int start = row * classes;
        ReadOnlySpan<T> p = Probabilities.Slice(start, classes), change = Tangents.Slice(start, classes);
        ReadOnlySpan<T> slopes = Slopes.Slice(start, classes), slopeTangents = SlopeTangents.Slice(start, classes);
        ReadOnlySpan<T> capSlopes = CapSlopes.Slice(start, classes), bends = CapSlopeTangents.Slice(start, classes);
        ReadOnlySpan<T> less = Less.Slice(start, classes);
        Others others = new(slopeTangents);
        double sum = Sum(slopes), moved = 0;
        if (square != 0)
        {
            sum -= square * double.CreateTruncating(LogSumExps[row]);
            moved = square * double.CreateTruncating(LseTangents[row]);
        }
        T factor = T.CreateTruncating(-sum);
        for (int c = 0; c < result.Length; c++)
        {
            T tangent = p[c] * (change[c] * factor + T.CreateTruncating(moved - others.Of(c)));
            if (slopeTangents[c] != T.Zero)
                tangent -= less[c] * slopeTangents[c];
            if (isCapped)
                tangent = tangent * capSlopes[c] + (p[c] * factor + slopes[c]) * bends[c];
            result[c] = scale * tangent;
        }
    }

    /// <summary>The diagonal.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Diagonal(int row, double square, bool isCapped, T scale, Span<T> result)
    {
        int start = row * classes;
        ReadOnlySpan<T> p = Probabilities.Slice(start, classes), less = Less.Slice(start, classes);
        ReadOnlySpan<T> slopes = Slopes.Slice(start, classes), second = SlopeTangents.Slice(start, classes);
        ReadOnlySpan<T> capSlopes = CapSlopes.Slice(start, classes), bends = CapSlopeTangents.Slice(start, classes);
        Others others = new(second);
        double sum = Sum(slopes);
        if (square != 0)
            sum -= square * double.CreateTruncating(LogSumExps[row]);
        T factor = T.CreateTruncating(-sum);
        for (int c = 0; c < result.Length; c++)
        {
            T spread = T.CreateTruncating(others.Of(c) + square);
            T curvature = p[c] * (p[c] * spread) - less[c] * (p[c] * factor - less[c] * second[c]);
            if (isCapped)
                curvature = curvature * capSlopes[c] * capSlopes[c] + (p[c] * factor + slopes[c]) * bends[c];
            result[c] = scale * curvature;
        }
    }

    /// <summary>
    /// The sum of all numbers of a row but one. The greatest is never taken away from a sum that it is in, so that what
    /// is small beside it is left.
    /// </summary>
    private readonly ref struct Others
    {
        private readonly ReadOnlySpan<T> numbers;
        private readonly int top;
        private readonly double rest;

        [MethodImpl(Compiled.AtOnce)]
        public Others(ReadOnlySpan<T> numbers)
        {
            this.numbers = numbers;
            top = Largest(numbers);
            rest = Sum(numbers[..top]) + Sum(numbers[(top + 1)..]);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Of(int c) => c == top ? rest
            : rest - double.CreateTruncating(numbers[c]) + double.CreateTruncating(numbers[top]);
    }

    /// <summary>Where the number of the greatest size is.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Largest(ReadOnlySpan<T> numbers)
    {
        int largest = 0;
        for (int c = 1; c < numbers.Length; c++)
            largest = T.Abs(numbers[c]) > T.Abs(numbers[largest]) ? c : largest;
        return largest;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static double Sum(ReadOnlySpan<T> numbers)
    {
        double sum = 0;
        foreach (T number in numbers)
            sum += double.CreateTruncating(number);
        return sum;
    }
}
