using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Lane1<double>;

namespace VectorLoss.Batches;

/// <summary>
/// The Hessian of a loss of rows, its product with a direction or its diagonal, by dual numbers over its formulas: in
/// double, and rows whose sums are so large or small that double has no room for them in numbers of almost any size.
/// </summary>
internal static class RowCurvature
{
    // A second derivative has up to four such factors.
    private const int OrdinaryExponent = 250;

    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    public static void AddProduct<TLoss, T>(TLoss loss, in RowInputs<T> inputs, in RowInputs<T> directions,
        in LossGradients<T> products, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Add(loss, inputs, directions, products, options, isDiagonal: false);

    /// <summary>Writes the diagonal where there is room; 0 where a row does not count.</summary>
    public static void Diagonal<TLoss, T>(TLoss loss, in RowInputs<T> inputs, in LossGradients<T> diagonals,
        in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        diagonals.Clear();
        Add(loss, inputs, Still(inputs), diagonals, options, isDiagonal: true);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Add<TLoss, T>(TLoss loss, in RowInputs<T> inputs, in RowInputs<T> directions,
        in LossGradients<T> outputs, in BatchOptions<T> options, bool isDiagonal)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = inputs.First.Length / inputs.Columns;
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        for (int row = 0; row < rows; row++)
        {
            if (!options.Counts(row))
                continue;
            double factor = scale * options.Weight(row);
            MovedRow<TLoss, T, Number> one = new(loss, inputs, directions, row);
            Triple<Dual<Number>> sums = one.Sums();
            if (IsOrdinary(loss, sums))
                one.Add(sums, factor, outputs, isDiagonal);
            else
            {
                MovedRow<TLoss, T, WideRange> wide = new(loss, inputs, directions, row);
                wide.Add(wide.Sums(), factor, outputs, isDiagonal);
            }
        }
    }

    /// <summary>Whether the value of a row is no multiple of its sums: its slopes by them move with them.</summary>
    public static bool Bends<TLoss, T>(TLoss loss, in RowInputs<T> row)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MovedRow<TLoss, T, Number> one = new(loss, row, Still(row), 0);
        Triple<Dual<Number>> sums = one.Sums();
        bool bends = false;
        for (int sum = 0; sum < 3; sum++)
        {
            Triple<Dual<Number>> moved = one.Slopes(new(sum == 0 ? Variable(sums.First) : sums.First,
                sum == 1 ? Variable(sums.Second) : sums.Second, sum == 2 ? Variable(sums.Third) : sums.Third));
            bends |= Math.Abs(moved.First.Slope.Number) + Math.Abs(moved.Second.Slope.Number)
                + Math.Abs(moved.Third.Slope.Number) > 0;
        }
        return bends;
    }

    private static bool IsOrdinary<TLoss>(TLoss loss, Triple<Dual<Number>> sums) where TLoss : struct, IRowLoss
        => OrdinarySize.Within(loss.Sizes(new Triple<Number>(sums.First.Value, sums.Second.Value, sums.Third.Value)),
            OrdinaryExponent);

    private static RowInputs<T> Still<T>(in RowInputs<T> inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new() { First = default, Second = default, Columns = inputs.Columns };

    private static Dual<Number> Variable(Dual<Number> x) => Dual<Number>.Variable(x.Value);
}
