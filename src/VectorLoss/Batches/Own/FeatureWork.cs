using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A loss of the features of two views, in scratch memory. The covariances of some features with all are formed, used
/// and forgotten before those of the next: the memory is linear in rows and in features.
/// </summary>
/// <param name="rule">What counts.</param>
/// <param name="rows">Rows of each view, at least 1.</param>
/// <param name="columns">How many features.</param>
/// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
/// <param name="wide">At least <see cref="WideLength"/> numbers.</param>
/// <param name="threads">How many may work on a product.</param>
internal readonly ref struct FeatureWork<T>(
    FeatureRule rule, int rows, int columns, Span<T> scratch, Span<double> wide, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough features for the products to run at full speed.
    private const int Piece = 256, Matrices = 4, Tables = 9;

    // 2⁻⁶⁰⁰: the square of no double, times this, overflows, nor a sum of them.
    private const double Shrunk = 2.409919865102884e-181;

    private readonly Span<T> scratch = scratch;
    private readonly Span<double> wide = wide;

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int rows, int columns)
        => checked(Matrices * rows * columns + Math.Min(columns, Piece) * columns);

    /// <summary>How many doubles it needs.</summary>
    public static int WideLength(int columns) => checked(Tables * columns);

    private bool Standardises => rule.Kind == FeatureKind.Correlations;

    private Span<double> Diagonal => Table(4);

    private Span<double> Room => Table(5);

    private FeatureFactors Factors => new() { OfProducts = Table(6), OfOwn = Table(7), OfOther = Table(8) };

    /// <summary>The loss of the batch; the gradients where there is room.</summary>
    /// <param name="first">The first view.</param>
    /// <param name="second">The second view.</param>
    /// <param name="scale">The factor of all slopes.</param>
    /// <param name="gradients">Receive the slopes.</param>
    public double Run(ReadOnlySpan<T> first, ReadOnlySpan<T> second, double scale, in LossGradients<T> gradients)
    {
        Standardise(first, 0);
        Standardise(second, 1);
        bool slopes = !gradients.IsEmpty;
        double value;
        if (Standardises)
        {
            value = rule.OfOthers * Others(0, 1, slopes);
            foreach (double own in Diagonal)
                value += rule.OfPairs * (1 - own) * (1 - own);
        }
        else
        {
            value = rule.OfPairs * Gap(first, second) / ((double)rows * columns)
                + rule.OfSpread * (Missing(0) + Missing(1)) / (2.0 * columns)
                + rule.OfOthers * (Others(0, 0, slopes) + Others(1, 1, slopes)) / columns;
        }
        if (slopes)
        {
            SetSlopes(first, second, 0, scale);
            SetSlopes(second, first, 1, scale);
            // Only now: a gradient may lie where an input does.
            Slopes(0)[..gradients.First.Length].CopyTo(gradients.First);
            Slopes(1)[..gradients.Second.Length].CopyTo(gradients.Second);
        }
        return value;
    }

    private Span<double> Means(int view) => Table(view);

    // The standard deviations of a view, with ε.
    private Span<double> Deviations(int view) => Table(2 + view);

    private Span<double> Table(int table) => wide.Slice(table * columns, columns);

    // The view without the means of its features, and divided by their deviations where these are standardised.
    private Span<T> Standard(int view) => Matrix(view);

    // Its products with covariances, and then its slopes.
    private Span<T> Slopes(int view) => Matrix(2 + view);

    private Span<T> Matrix(int matrix) => scratch.Slice(matrix * rows * columns, rows * columns);

    private void Standardise(ReadOnlySpan<T> x, int view)
    {
        Span<double> means = Means(view), deviations = Deviations(view);
        FeatureSums<PlainFeature<T>>.Run(new(x), rows, means);
        foreach (ref double mean in means)
            mean /= rows;
        FeatureSums<SquaredDeviation<T>>.Run(new(x, means, 1), rows, deviations);
        // Beyond 2⁵¹² squares overflow, and of so large numbers ε is nothing.
        if (deviations.ContainsAnyExceptInRange(0, double.MaxValue))
            FeatureSums<SquaredDeviation<T>>.Run(new(x, means, Shrunk), rows, Room);
        for (int c = 0; c < columns; c++)
        {
            deviations[c] = double.IsFinite(deviations[c]) ? Math.Sqrt(deviations[c] / rule.Divisor(rows) + rule.Eps)
                : Math.Sqrt(Room[c] / rule.Divisor(rows)) / Shrunk;
            Room[c] = Standardises ? 1 / deviations[c] : 1;
        }
        FeatureMap<StandardFeature<T>, T>.Run(new(x, means, Room), columns, Standard(view));
    }

    /// <summary>
    /// The sum of the squared covariances of different features; the diagonal is kept, and the products of either view
    /// with the others' covariances.
    /// </summary>
    private double Others(int left, int right, bool slopes)
    {
        double sum = 0;
        T share = T.CreateTruncating(1.0 / rule.Divisor(rows));
        for (int start = 0; start < columns; start += Piece)
        {
            int count = Math.Min(Piece, columns - start);
            Span<T> block = scratch.Slice(Matrices * rows * columns, count * columns);
            MatrixProduct.Multiply(true, false, count, columns, rows, share, Standard(left)[start..], columns,
                Standard(right), columns, T.Zero, block, columns, threads);
            for (int i = 0; i < count; i++)
            {
                ref T own = ref block[i * columns + start + i];
                (Diagonal[start + i], own) = (double.CreateTruncating(own), T.Zero);
            }
            sum += LaneSum<ProductTerm, T>.Run(block, block);
            if (!slopes)
                continue;
            MatrixProduct.Multiply(false, true, rows, count, columns, T.One, Standard(right), columns, block, columns,
                T.Zero, Slopes(left)[start..], columns, threads);
            if (left != right)
                MatrixProduct.Multiply(false, false, rows, columns, count, T.One, Standard(left)[start..], columns,
                    block, columns, start == 0 ? T.Zero : T.One, Slopes(right), columns, threads);
        }
        return sum;
    }

    private double Gap(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        FeatureSums<SquaredGap<T>>.Run(new(first, second), rows, Room);
        double sum = 0;
        foreach (double gap in Room)
            sum += gap;
        return sum;
    }

    // What the deviations are too small by.
    private double Missing(int view)
    {
        double sum = 0;
        foreach (double deviation in Deviations(view))
            sum += deviation >= rule.Spread ? 0 : rule.Spread - deviation;
        return sum;
    }

    private void SetSlopes(ReadOnlySpan<T> x, ReadOnlySpan<T> other, int view, double scale)
    {
        FeatureFactors factors = Factors;
        Span<T> own = Standard(view), slopes = Slopes(view);
        double divisor = rule.Divisor(rows);
        double products = scale * rule.OfOthers * (Standardises ? 2 / divisor : 4 / divisor / columns);
        double spread = -scale * rule.OfSpread / (2 * divisor * columns);
        for (int c = 0; c < columns; c++)
        {
            double deviation = Deviations(view)[c];
            factors.OfProducts[c] = products;
            factors.OfOwn[c] = !Standardises && deviation < rule.Spread ? spread / deviation : 0;
            factors.OfOther[c] = Standardises ? 2 * scale * rule.OfPairs * (Diagonal[c] - 1) / divisor : 0;
        }
        FeatureSlope<T> slope = new(slopes, own, Standard(1 - view), factors);
        if (!Standardises)
        {
            double pairs = 2 * scale * rule.OfPairs / ((double)rows * columns);
            FeatureMap<GapSlope<T>, T>.Run(new(slope, x, other, pairs), columns, slopes);
            return;
        }
        // Through the division by the deviation, which moves with all numbers of the column.
        FeatureSums<SlopeAlong<T>>.Run(new(slope, own), rows, Room);
        for (int c = 0; c < columns; c++)
        {
            double inverse = 1 / Deviations(view)[c];
            factors.OfProducts[c] *= inverse;
            factors.OfOther[c] *= inverse;
            factors.OfOwn[c] = -Room[c] * inverse / rows;
        }
        FeatureMap<FeatureSlope<T>, T>.Run(slope, columns, slopes);
    }
}
