using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

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

    /// <summary>The loss of a row; its slopes by an input, the first or the second, are filled in.</summary>
    public ErrorBounded<T> Row(int row, int input, Span<ErrorBounded<T>> slopes)
    {
        ErrorBounded<T> value = default;
        double cut = TLoss.Stage == RowStage.LogSoftmax ? Cut(row) : 0;
        for (int column = 0; column < slopes.Length; column++)
        {
            Dual<ErrorBounded<T>> seeded = Value(row, input, column);
            (value, slopes[column]) = (Off(Wider(seeded.Value), cut), Off(Wider(seeded.Slope), cut));
        }
        return value;
    }

    // Kernels cut powers below the least normal number to 0, and each multiplies a difference of logarithms.
    private double Cut(int row)
    {
        double Spread(ErrorBounded<T>[] numbers)
        {
            ErrorBounded<T>[] own = numbers[(row * reading.Columns)..((row + 1) * reading.Columns)];
            return own.Max(x => x.Value) - own.Min(x => x.Value);
        }
        double scale = TLoss.ScaleOf(loss), apart = 1 + scale * (Spread(first) + Spread(second));
        return NormalPowers.LeastOf<T>() * reading.Columns * apart * Math.Max(1, 1 / (scale * scale));
    }

    private static ErrorBounded<T> Off(ErrorBounded<T> x, double by) => new(x.Value, x.Error + by);

    private static ErrorBounded<T> Wider(ErrorBounded<T> x) => BoundReduction<T>.Wider(x, Orders);

    private Dual<ErrorBounded<T>> Value(int row, int input, int seeded)
    {
        int columns = reading.Columns;
        Dual<ErrorBounded<T>>[] Seeded(ErrorBounded<T>[] numbers, int seed)
        {
            Dual<ErrorBounded<T>>[] duals = Array.ConvertAll(
                numbers[(row * columns)..((row + 1) * columns)], Dual<ErrorBounded<T>>.Constant);
            if (seed >= 0)
                duals[seed] = Dual<ErrorBounded<T>>.Variable(duals[seed].Value);
            return duals;
        }
        Dual<ErrorBounded<T>>[] a = Seeded(first, input == 0 ? seeded : -1),
            b = Seeded(second, input == 1 ? seeded : -1);
        double[] Numbers(Dual<ErrorBounded<T>>[] x) => Array.ConvertAll(x, one => one.Value.Value);
        (a, b, Dual<ErrorBounded<T>>[] c) = new StageFormula<Dual<ErrorBounded<T>>>(
            TLoss.Stage, TLoss.ScaleOf(loss), a, b, Numbers(a), Numbers(b)).Run();
        Dual<ErrorBounded<T>> sum = Dual<ErrorBounded<T>>.Of(0);
        for (int i = 0; i < columns; i++)
            sum += loss.Terms(a[i], b[i], c[i]).First;
        return loss.Value(new(sum, sum, sum), Dual<ErrorBounded<T>>.Of(columns), Dual<ErrorBounded<T>>.Of(0));
    }
}
