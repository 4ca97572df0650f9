using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Catalogue;

/// <summary>
/// Bounds of a loss of labelled rows: its formula on numbers that follow their rounding, and the slopes as dual numbers
/// of these.
/// </summary>
internal sealed class SimilarityBounds<TLoss, T>(
    TLoss loss, int columns, ErrorBounded<T>[] numbers, ErrorBounded<T>[] temperature, int[] labels)
    where TLoss : struct, ISimilarityLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Kernels round unit rows, add in another order, and take slopes by formulas of their own.
    private const double Orders = 8;

    private readonly double[] plain = Array.ConvertAll(numbers, number => number.Value);

    /// <summary>The loss of a row, without its weight.</summary>
    public ErrorBounded<T> Value(int row)
        => Wider(new SimilarityFormula<TLoss, ErrorBounded<T>>(loss, columns, numbers, plain, labels)
        {
            Temperature = temperature is [var given] ? given : null,
        }.Value(row));

    /// <summary>The gradient by the rows of the sum of all losses that count.</summary>
    public ErrorBounded<T>[] Gradient(BoundReduction<T> reduction) => [.. numbers.Select((_, seeded) =>
    {
        ErrorBounded<T> whole = Slope(reduction, seeded);
        double cut = reduction.Counted.Sum(row => Cut(row, seeded, reduction));
        return new ErrorBounded<T>(whole.Value, whole.Error + cut);
    })];

    /// <summary>The gradient by the temperature, where it is an input.</summary>
    public ErrorBounded<T>[] TemperatureGradient(BoundReduction<T> reduction) => [.. temperature.Select(given =>
    {
        // Of unit rows and slopes kernels add products in T, each of which may cancel against others.
        ErrorBounded<T> whole = Slope(reduction, numbers.Length);
        double steep = Math.Abs(loss.Temperature / given.Value / given.Value), unit = BoundReduction<T>.Unit,
            terms = reduction.Counted.Sum(row => Math.Abs(reduction.Scaled(ErrorBounded<T>.Of(1), row).Value));
        return new ErrorBounded<T>(whole.Value, whole.Error + terms * steep * Steepness(1)
            * (Orders * (columns + labels.Length) * unit + labels.Length * NormalPowers.LeastOf<T>()));
    })];

    private ErrorBounded<T> Slope(BoundReduction<T> reduction, int seeded)
    {
        Dual<ErrorBounded<T>>[] duals = [.. numbers.Concat(temperature).Select((x, i) => i == seeded
            ? Dual<ErrorBounded<T>>.Variable(x) : Dual<ErrorBounded<T>>.Constant(x))];
        SimilarityFormula<TLoss, Dual<ErrorBounded<T>>> formula = new(
            loss, columns, duals[..numbers.Length], plain, labels)
        {
            Temperature = temperature.Length > 0 ? duals[^1] : null,
        };
        return Wider(reduction.Counted.Aggregate(ErrorBounded<T>.Of(0),
            (sum, row) => sum + reduction.Scaled(formula.Value(row).Slope, row)));
    }

    /// <summary>What a row loses where kernels cut powers, and products of them, that are not normal.</summary>
    private double Cut(int row, int seeded, BoundReduction<T> reduction)
    {
        int own = seeded / columns;
        double factor = Math.Abs(reduction.Scaled(ErrorBounded<T>.Of(1), row).Value);
        double lost = NormalPowers.LeastOf<T>() * (1 + factor);
        if (TLoss.HasProxies)
            return own == row ? lost * Steepness(plain[seeded]) : 0;
        double size = plain.Skip(own * columns).Take(columns).Max(Math.Abs);
        return size == 0 ? 0 : lost * labels.Length * Math.Max(Steepness(-1), Steepness(1)) / size;
    }

    private double Steepness(double cosine) => Math.Max(
        Math.Abs(loss.PositiveSlope(new Lane1<double>(cosine)).Number),
        Math.Abs(loss.NegativeSlope(new Lane1<double>(cosine)).Number));

    private static ErrorBounded<T> Wider(ErrorBounded<T> x) => BoundReduction<T>.Wider(x, Orders);
}
