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

    /// <summary>ċ, and then (log p)˙; for the diagonal p − 1.</summary>
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

    /// <summary>Turns ċ of a row into (log p)˙ = ċ − Σ p·ċ; the sum is the tangent of its log-sum-exp.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void SubtractMean(int row)
    {
        Span<T> tangents = Tangents.Slice(row * classes, classes);
        ReadOnlySpan<T> probabilities = Probabilities.Slice(row * classes, classes);
        double sum = 0;
        for (int c = 0; c < tangents.Length; c++)
            sum += double.CreateTruncating(probabilities[c]) * double.CreateTruncating(tangents[c]);
        T mean = T.CreateTruncating(sum);
        foreach (ref T tangent in tangents)
            tangent -= mean;
        LseTangents[row] = mean;
    }

    /// <summary>The product with the direction.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Product(int row, double square, bool isCapped, T scale, Span<T> result)
    {
        int start = row * classes;
        ReadOnlySpan<T> p = Probabilities.Slice(start, classes), change = Tangents.Slice(start, classes);
        ReadOnlySpan<T> slopes = Slopes.Slice(start, classes), slopeTangents = SlopeTangents.Slice(start, classes);
        ReadOnlySpan<T> capSlopes = CapSlopes.Slice(start, classes), bends = CapSlopeTangents.Slice(start, classes);
        double sum = Sum(slopes), sumTangent = Sum(slopeTangents);
        if (square != 0)
        {
            sum -= square * double.CreateTruncating(LogSumExps[row]);
            sumTangent -= square * double.CreateTruncating(LseTangents[row]);
        }
        T factor = T.CreateTruncating(-sum), factorTangent = T.CreateTruncating(-sumTangent);
        for (int c = 0; c < result.Length; c++)
        {
            T tangent = p[c] * (change[c] * factor + factorTangent) + slopeTangents[c];
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
        ReadOnlySpan<T> p = Probabilities.Slice(start, classes), less = Tangents.Slice(start, classes);
        ReadOnlySpan<T> slopes = Slopes.Slice(start, classes), second = SlopeTangents.Slice(start, classes);
        ReadOnlySpan<T> capSlopes = CapSlopes.Slice(start, classes), bends = CapSlopeTangents.Slice(start, classes);
        double sum = Sum(slopes), sumSecond = Sum(second);
        if (square != 0)
            sum -= square * double.CreateTruncating(LogSumExps[row]);
        T factor = T.CreateTruncating(-sum), spread = T.CreateTruncating(sumSecond + square);
        for (int c = 0; c < result.Length; c++)
        {
            T curvature = p[c] * (p[c] * spread - second[c]) - less[c] * (second[c] + p[c] * factor);
            if (isCapped)
                curvature = curvature * capSlopes[c] * capSlopes[c] + (p[c] * factor + slopes[c]) * bends[c];
            result[c] = scale * curvature;
        }
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
