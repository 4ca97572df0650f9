using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The Hessian of a loss of rows, its product with a direction or its diagonal, by dual numbers over its formulas, in
/// double and one element at a time.
/// </summary>
internal static class RowCurvature
{
    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void AddProduct<TLoss, T>(TLoss loss, in RowInputs<T> inputs, in RowInputs<T> directions,
        in LossGradients<T> products, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns;
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        DualSpan<T> first = new(inputs.First, directions.First), second = new(inputs.Second, directions.Second);
        DualSpan<T> third = new(inputs.Third, directions.Third);
        bool shares = inputs.Third.Length != inputs.First.Length;
        for (int row = 0; row < rows; row++)
        {
            if (!options.Counts(row))
                continue;
            Triple<Dual<Lane1<double>>> sums = default;
            for (int at = row * columns; at < (row + 1) * columns; at++)
                sums = Add(sums, loss.Terms(first[at], second[at], third[shares ? at - row * columns : at]));
            Triple<Dual<Lane1<double>>> slopes = Slopes(loss, inputs, row, sums);
            double factor = scale * options.Weight(row);
            for (int at = row * columns; at < (row + 1) * columns; at++)
            {
                Triple<Dual<Lane1<double>>> found = loss.TermSlopes(
                    slopes, first[at], second[at], third[shares ? at - row * columns : at]);
                Add(found.First, factor, products.First, at);
                Add(found.Second, factor, products.Second, at);
                Add(found.Third, factor, products.Third, at);
            }
        }
    }

    /// <summary>Writes the diagonal where there is room; 0 where a row does not count.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Diagonal<TLoss, T>(TLoss loss, in RowInputs<T> inputs, in LossGradients<T> diagonals,
        in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        diagonals.Clear();
        int columns = inputs.Columns, rows = inputs.First.Length / columns;
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        DualSpan<T> first = new(inputs.First, default), second = new(inputs.Second, default);
        DualSpan<T> third = new(inputs.Third, default);
        bool shares = inputs.Third.Length != inputs.First.Length;
        for (int row = 0; row < rows; row++)
        {
            if (!options.Counts(row))
                continue;
            Triple<Dual<Lane1<double>>> sums = default;
            for (int at = row * columns; at < (row + 1) * columns; at++)
                sums = Add(sums, loss.Terms(first[at], second[at], third[shares ? at - row * columns : at]));
            double factor = scale * options.Weight(row);
            for (int at = row * columns; at < (row + 1) * columns; at++)
            {
                Dual<Lane1<double>> a = first[at], b = second[at], c = third[shares ? at - row * columns : at];
                if (!diagonals.First.IsEmpty)
                    Add(Moved(loss, inputs, row, sums, Variable(a), b, c).First, factor, diagonals.First, at);
                if (!diagonals.Second.IsEmpty)
                    Add(Moved(loss, inputs, row, sums, a, Variable(b), c).Second, factor, diagonals.Second, at);
                if (!diagonals.Third.IsEmpty)
                    Add(Moved(loss, inputs, row, sums, a, b, Variable(c)).Third, factor, diagonals.Third, at);
            }
        }
    }

    /// <summary>Whether the value of a row is no multiple of its sums: its slopes by them move with them.</summary>
    public static bool Bends<TLoss, T>(TLoss loss, in RowInputs<T> row)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DualSpan<T> first = new(row.First, default), second = new(row.Second, default), third = new(row.Third, default);
        Triple<Dual<Lane1<double>>> sums = default;
        for (int at = 0; at < row.Columns; at++)
            sums = Add(sums, loss.Terms(first[at], second[at], third[at]));
        bool bends = false;
        for (int sum = 0; sum < 3; sum++)
        {
            Triple<Dual<Lane1<double>>> moved = Slopes(loss, row, 0, new(sum == 0 ? Variable(sums.First) : sums.First,
                sum == 1 ? Variable(sums.Second) : sums.Second, sum == 2 ? Variable(sums.Third) : sums.Third));
            bends |= Math.Abs(moved.First.Slope.Number) + Math.Abs(moved.Second.Slope.Number)
                + Math.Abs(moved.Third.Slope.Number) > 0;
        }
        return bends;
    }

    /// <summary>The slopes of an element of which one input moves, and with it the sums of its row.</summary>
    private static Triple<Dual<Lane1<double>>> Moved<TLoss, T>(TLoss loss, in RowInputs<T> inputs, int row,
        Triple<Dual<Lane1<double>>> sums, Dual<Lane1<double>> a, Dual<Lane1<double>> b, Dual<Lane1<double>> c)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Triple<Dual<Lane1<double>>> terms = loss.Terms(a, b, c), moved = new(
            new(sums.First.Value, terms.First.Slope), new(sums.Second.Value, terms.Second.Slope),
            new(sums.Third.Value, terms.Third.Slope));
        return loss.TermSlopes(Slopes(loss, inputs, row, moved), a, b, c);
    }

    private static Triple<Dual<Lane1<double>>> Slopes<TLoss, T>(
        TLoss loss, in RowInputs<T> inputs, int row, Triple<Dual<Lane1<double>>> sums)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.Slopes(sums, Dual<Lane1<double>>.Of(inputs.Columns),
            Dual<Lane1<double>>.Of(inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row])));

    private static Dual<Lane1<double>> Variable(Dual<Lane1<double>> x) => Dual<Lane1<double>>.Variable(x.Value);

    private static Triple<Dual<Lane1<double>>> Add(
        Triple<Dual<Lane1<double>>> a, Triple<Dual<Lane1<double>>> b)
        => new(a.First + b.First, a.Second + b.Second, a.Third + b.Third);

    private static void Add<T>(Dual<Lane1<double>> slope, double factor, Span<T> to, int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!to.IsEmpty)
            to[at] += T.CreateTruncating(factor * slope.Slope.Number);
    }
}
