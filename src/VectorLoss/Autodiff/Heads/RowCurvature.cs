using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>
/// The product of the Hessian of a loss of rows with a direction, by dual numbers over its formulas, in double and one
/// element at a time.
/// </summary>
internal static class RowCurvature
{
    /// <summary>Adds it to what the frame collects for each input.</summary>
    public static void Add<TLoss, T>(
        TLoss loss, scoped in RowInputs<T> inputs, scoped in BatchOptions<T> options, in Frame<T> frame)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = inputs.Columns, rows = inputs.First.Length / columns;
        double scale = options.Divisor(rows).Scale<double>(options.Upstream);
        DualSpan<T> first = new(inputs.First, Tangent(frame, 0)), second = new(inputs.Second, Tangent(frame, 1));
        DualSpan<T> third = new(inputs.Third, inputs.Third.IsEmpty ? default : Tangent(frame, 2));
        bool shares = inputs.Third.Length != inputs.First.Length;
        for (int row = 0; row < rows; row++)
        {
            if (!options.Counts(row))
                continue;
            Triple<Dual<Lane1<double>>> sums = default;
            for (int at = row * columns; at < (row + 1) * columns; at++)
                sums = Add(sums, loss.Terms(first[at], second[at], third[shares ? at - row * columns : at]));
            double label = inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row]);
            Triple<Dual<Lane1<double>>> slopes = loss.Slopes(sums, Dual<Lane1<double>>.Of(columns),
                Dual<Lane1<double>>.Of(label));
            for (int at = row * columns; at < (row + 1) * columns; at++)
                Store(loss.TermSlopes(slopes, first[at], second[at], third[shares ? at - row * columns : at]),
                    scale * options.Weight(row), at, shares, frame);
        }
    }

    private static ReadOnlySpan<T> Tangent<T>(in Frame<T> frame, int input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => input < frame.Inputs && frame.HasTangent(input) ? frame.Tangent(input) : default;

    private static Triple<Dual<Lane1<double>>> Add(
        Triple<Dual<Lane1<double>>> a, Triple<Dual<Lane1<double>>> b)
        => new(a.First + b.First, a.Second + b.Second, a.Third + b.Third);

    private static void Store<T>(
        Triple<Dual<Lane1<double>>> slopes, double scale, int at, bool shares, in Frame<T> frame)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (frame.NeedsGradient(0))
            frame.DInput(0)[at] += T.CreateTruncating(scale * slopes.First.Slope.Number);
        if (frame.NeedsGradient(1))
            frame.DInput(1)[at] += T.CreateTruncating(scale * slopes.Second.Slope.Number);
        if (frame.Inputs > 2 && !shares && frame.NeedsGradient(2))
            frame.DInput(2)[at] += T.CreateTruncating(scale * slopes.Third.Slope.Number);
    }
}
