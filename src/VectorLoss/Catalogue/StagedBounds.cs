using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// Bounds of a loss of rows behind a <see cref="RowStage"/>: its formula on numbers that follow their rounding, and the
/// slopes as dual numbers of these.
/// </summary>
internal sealed class StagedBounds<TLoss, T>(
    TLoss loss, RequestReading reading, ErrorBounded<T>[] first, ErrorBounded<T>[] second)
    where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A kernel sums in another order, and takes slopes by formulas of their own with as many roundings.
    private const double Orders = 4;

    /// <summary>The loss of a row; its slopes by the first input are filled in.</summary>
    public ErrorBounded<T> Row(int row, Span<ErrorBounded<T>> slopes)
    {
        ErrorBounded<T> value = default;
        for (int column = 0; column < slopes.Length; column++)
        {
            Dual<ErrorBounded<T>> seeded = Value(row, column);
            (value, slopes[column]) = (Wider(seeded.Value), Wider(seeded.Slope));
        }
        return value;
    }

    private static ErrorBounded<T> Wider(ErrorBounded<T> x) => BoundReduction<T>.Wider(x, Orders);

    private Dual<ErrorBounded<T>> Value(int row, int seeded)
    {
        int columns = reading.Columns, from = row * columns;
        Dual<ErrorBounded<T>>[] a = new Dual<ErrorBounded<T>>[columns], b = new Dual<ErrorBounded<T>>[columns];
        for (int i = 0; i < columns; i++)
        {
            a[i] = i == seeded ? Dual<ErrorBounded<T>>.Variable(first[from + i])
                : Dual<ErrorBounded<T>>.Constant(first[from + i]);
            b[i] = Dual<ErrorBounded<T>>.Constant(second[from + i]);
        }
        double[] Numbers(Dual<ErrorBounded<T>>[] x) => Array.ConvertAll(x, one => one.Value.Value);
        (a, b, Dual<ErrorBounded<T>>[] c) = new StageFormula<Dual<ErrorBounded<T>>>(
            TLoss.Stage, TLoss.ScaleOf(loss), a, b, Numbers(a), Numbers(b)).Run();
        Dual<ErrorBounded<T>> sum = Dual<ErrorBounded<T>>.Of(0);
        for (int i = 0; i < columns; i++)
            sum += loss.Terms(a[i], b[i], c[i]).First;
        return loss.Value(new(sum, sum, sum), Dual<ErrorBounded<T>>.Of(columns), Dual<ErrorBounded<T>>.Of(0));
    }
}
