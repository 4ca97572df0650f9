using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of a loss of the features of two views with a direction: each step of
/// <see cref="FeatureWork{T}"/> with the tangent of what it computes, the covariances of some features at a time.
/// </summary>
/// <param name="rule">What counts.</param>
/// <param name="inputs">Both views.</param>
/// <param name="direction">How they move; an empty one does not.</param>
/// <param name="scratch">At least <see cref="ScratchLength"/> numbers.</param>
/// <param name="wide">At least <see cref="WideLength"/> numbers.</param>
internal readonly ref struct FeatureProduct<T>(
    FeatureRule rule, RowInputs<T> inputs, RowInputs<T> direction, Span<T> scratch, Span<double> wide)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough features for the products to run at full speed.
    private const int Piece = 256, Matrices = 8, Tables = 15;

    private readonly int columns = inputs.Columns, rows = inputs.First.Length / inputs.Columns;
    private readonly RowInputs<T> inputs = inputs, direction = direction;
    private readonly Span<T> scratch = scratch;
    private readonly Span<double> wide = wide;

    /// <summary>How many numbers of scratch memory it needs.</summary>
    public static int ScratchLength(int rows, int columns)
        => checked(Matrices * rows * columns + 2 * Math.Min(columns, Piece) * columns);

    /// <summary>How many doubles it needs.</summary>
    public static int WideLength(int columns) => checked(Tables * columns);

    private bool Standardises => rule.Kind == FeatureKind.Correlations;

    // The views without the means of their features, and divided by their deviations where these are standardised.
    private Span<T> Standard(int view) => Matrix(view);

    private Span<T> Moved(int view) => Matrix(2 + view);

    // Their products with covariances.
    private Span<T> Products(int view) => Matrix(4 + view);

    private Span<T> MovedProducts(int view) => Matrix(6 + view);

    private Span<T> Matrix(int matrix) => scratch.Slice(matrix * rows * columns, rows * columns);

    private Span<double> Deviations(int view) => Table(view);

    // How they move, relative to them.
    private Span<double> Longer(int view) => Table(2 + view);

    private Span<double> Diagonal => Table(4);

    private Span<double> MovedDiagonal => Table(5);

    private Span<double> Table(int table) => wide.Slice(table * columns, columns);

    /// <summary>Adds the product, times a scale, to the outputs that there is room for.</summary>
    public void Add(in LossGradients<T> products, double scale)
    {
        Take(inputs.First, direction.First, 0);
        Take(inputs.Second, direction.Second, 1);
        Multiply(0, Standardises ? 1 : 0);
        if (!Standardises)
            Multiply(1, 1);
        Add(0, products.First, scale);
        Add(1, products.Second, scale);
    }

    private void Take(ReadOnlySpan<T> x, ReadOnlySpan<T> way, int view)
        => FeatureTangents.Standardise(
            rule, x, way, Standard(view), Moved(view), Deviations(view), Longer(view), Table(6), Table(7));

    /// <summary>The products of either view with the covariances of different features, and their tangents.</summary>
    private void Multiply(int left, int right)
    {
        T share = T.CreateTruncating(1.0 / rule.Divisor(rows));
        for (int start = 0; start < columns; start += Piece)
        {
            int count = Math.Min(Piece, columns - start);
            Span<T> block = scratch.Slice(Matrices * rows * columns, count * columns),
                moved = scratch.Slice(Matrices * rows * columns + count * columns, count * columns);
            Covary(Standard(left)[start..], Standard(right), share, T.Zero, block);
            Covary(Moved(left)[start..], Standard(right), share, T.Zero, moved);
            Covary(Standard(left)[start..], Moved(right), share, T.One, moved);
            for (int i = 0; i < count; i++)
            {
                int own = i * columns + start + i;
                (Diagonal[start + i], MovedDiagonal[start + i])
                    = (double.CreateTruncating(block[own]), double.CreateTruncating(moved[own]));
                block[own] = moved[own] = T.Zero;
            }
            Left(Standard(right), block, T.Zero, Products(left)[start..]);
            Left(Moved(right), block, T.Zero, MovedProducts(left)[start..]);
            Left(Standard(right), moved, T.One, MovedProducts(left)[start..]);
            if (left == right)
                continue;
            T keep = start == 0 ? T.Zero : T.One;
            Right(Standard(left)[start..], block, keep, Products(right));
            Right(Moved(left)[start..], block, keep, MovedProducts(right));
            Right(Standard(left)[start..], moved, T.One, MovedProducts(right));
        }
    }

    private void Covary(ReadOnlySpan<T> left, ReadOnlySpan<T> right, T share, T keep, Span<T> block)
        => MatrixProduct.Multiply(true, false, block.Length / columns, columns, rows, share, left, columns, right,
            columns, keep, block, columns);

    private void Left(ReadOnlySpan<T> view, ReadOnlySpan<T> block, T keep, Span<T> to)
        => MatrixProduct.Multiply(false, true, rows, block.Length / columns, columns, T.One, view, columns, block,
            columns, keep, to, columns);

    private void Right(ReadOnlySpan<T> view, ReadOnlySpan<T> block, T keep, Span<T> to)
        => MatrixProduct.Multiply(false, false, rows, columns, block.Length / columns, T.One, view, columns, block,
            columns, keep, to, columns);

    private void Add(int view, Span<T> product, double scale)
    {
        if (product.IsEmpty)
            return;
        Stores.Zero<Lane1<double>, double>(Factors);
        if (Standardises)
            WeighStandardised(view, scale);
        else
            WeighCovaried(view, scale);
        // What does not move has a factor of 0 before any numbers.
        ReadOnlySpan<T> still = Standard(view), own = view == 0 ? direction.First : direction.Second,
            other = view == 0 ? direction.Second : direction.First;
        FeatureMap<FeatureMix<T>, T>.Run(new()
        {
            There = product,
            Products = Standardises ? Products(view) : own.IsEmpty ? still : own,
            MovedProducts = MovedProducts(view),
            Own = still,
            MovedOwn = Moved(view),
            Other = Standardises ? Standard(1 - view) : other.IsEmpty ? still : other,
            MovedOther = Moved(1 - view),
            Factors = Factors,
            Columns = columns,
        }, columns, product);
    }

    private Span<double> Factors => wide.Slice(9 * columns, FeatureMix<T>.Parts * columns);

    private Span<double> Factor(int part) => Factors.Slice(part * columns, columns);

    private void WeighCovaried(int view, double scale)
    {
        double divisor = rule.Divisor(rows), pairs = 2 * scale * rule.OfPairs / ((double)rows * columns);
        bool moves = !(view == 0 ? direction.First : direction.Second).IsEmpty,
            otherMoves = !(view == 0 ? direction.Second : direction.First).IsEmpty;
        for (int c = 0; c < columns; c++)
        {
            double deviation = Deviations(view)[c], spread = deviation < rule.Spread
                ? -scale * rule.OfSpread / (2 * divisor * columns) / deviation : 0;
            Factor(0)[c] = moves ? pairs : 0;
            Factor(1)[c] = scale * rule.OfOthers * 4 / divisor / columns;
            Factor(2)[c] = -spread * Longer(view)[c];
            Factor(3)[c] = spread;
            Factor(4)[c] = otherMoves ? -pairs : 0;
        }
    }

    // With the slope s = k·P + o·z′ by a standard feature z that of the number is (s − z·m)/σ, m the mean of s·z. It
    // moves with all of them.
    private void WeighStandardised(int view, double scale)
    {
        Span<double> along = Table(6), moved = Table(7), movedOwn = Table(8);
        FeatureSums<FeatureProducts<T>>.Run(new(Products(view), Standard(view)), rows, along);
        FeatureSums<FeatureProducts<T>>.Run(new(MovedProducts(view), Standard(view)), rows, moved);
        FeatureSums<FeatureProducts<T>>.Run(new(Products(view), Moved(view)), rows, movedOwn);
        double k = 2 * scale * rule.OfOthers / rows, pairs = 2 * scale * rule.OfPairs / rows;
        for (int c = 0; c < columns; c++)
        {
            double inverse = 1 / Deviations(view)[c], longer = Longer(view)[c],
                o = pairs * (Diagonal[c] - 1), movedO = pairs * MovedDiagonal[c],
                mean = k * along[c] / rows + o * Diagonal[c], movedMean = k * (moved[c] + movedOwn[c]) / rows
                    + movedO * Diagonal[c] + o * MovedDiagonal[c];
            Factor(0)[c] = -k * longer * inverse;
            Factor(1)[c] = k * inverse;
            Factor(2)[c] = (mean * longer - movedMean) * inverse;
            Factor(3)[c] = -mean * inverse;
            Factor(4)[c] = (movedO - o * longer) * inverse;
            Factor(5)[c] = o * inverse;
        }
    }
}
