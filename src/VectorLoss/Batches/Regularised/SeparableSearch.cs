using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The predictions of an <see cref="ISeparableRegulariser{TSelf}"/>: the level is sought at which they sum to 1.
/// </summary>
/// <remarks>
/// From the level of q = 1, where they sum to at least 1, Newton's steps go within a bracket that holds the root; each
/// is at most half as long as the one before, else the bracket is halved. The search ends where the sum is 1 but for n
/// + 8 roundings, or where the bracket is as narrow as numbers are: there the sum may jump over 1, and predictions are
/// what lies between both ends. Each column goes its own way, so no row depends on its neighbours.
/// </remarks>
internal readonly struct SeparableSearch<TRegulariser, T>(TRegulariser regulariser, int classes)
    where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static double Rounding => typeof(T) == typeof(float) ? 5.9604644775390625e-08 : 1.1102230246251565e-16;

    /// <summary>Finds level and predictions of all columns.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Run<V>(scoped in SeparableColumns<T> columns) where V : struct, ILanes<V, T>
    {
        Begin<V>(columns);
        Predict<V>(columns, columns.Level);
        if (TRegulariser.IsProportional)
        {
            Divide<V>(columns);
            return;
        }
        while (Step<V>(columns))
            Predict<V>(columns, columns.Level);
        Blend<V>(columns);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Begin<V>(scoped in SeparableColumns<T> columns) where V : struct, ILanes<V, T>
    {
        // A little lower, so that the root of equal scores lies within.
        V low = regulariser.Level(V.Of(1 - 16 * Rounding) / V.Of(classes)), high = regulariser.Level(V.Of(1));
        V length = high - low;
        for (int at = 0; at < columns.Rows<V>(); at += V.Count)
        {
            V.Store(low, columns.Low, at);
            V.Store(high, columns.High, at);
            V.Store(high, columns.Level, at);
            // The first step may go anywhere.
            V.Store(length + length, columns.Last, at);
            V.Store(V.Of(1), columns.Open, at);
        }
    }

    /// <summary>The predictions at a level, their sums, and how these rise.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Predict<V>(scoped in SeparableColumns<T> columns, ReadOnlySpan<T> levels)
        where V : struct, ILanes<V, T>
    {
        ReadOnlySpan<T> scores = columns.Scores;
        for (int column = 0; column < columns.Width; column += V.Count)
        {
            int row = columns.Row(column);
            V greatest = V.Load((ReadOnlySpan<T>)columns.Greatest, row), level = V.Load(levels, row);
            V scale = regulariser.Scale(level), sum = V.Of(0), rise = sum;
            for (int at = column; at < scores.Length; at += columns.Width)
            {
                V gap = V.Load(scores, at) - greatest, prediction = regulariser.Prediction(gap, level, scale);
                V.Store(prediction, columns.Predictions, at);
                sum += prediction;
                if (!TRegulariser.IsProportional)
                    rise += regulariser.Rise(gap, level, scale, prediction);
            }
            V.Store(sum, columns.Sum, column);
            V.Store(rise, columns.Rise, column);
        }
        columns.Fold<V>(columns.Sum);
        columns.Fold<V>(columns.Rise);
    }

    /// <summary>The level by the first sum; who reads the predictions divides them by it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Divide<V>(scoped in SeparableColumns<T> columns) where V : struct, ILanes<V, T>
    {
        for (int row = 0; row < columns.Rows<V>(); row += V.Count)
        {
            V sum = V.Load((ReadOnlySpan<T>)columns.Sum, row);
            V.Store(V.Of(1) / sum, columns.Share, row);
            V.Store(V.Load((ReadOnlySpan<T>)columns.Level, row) - V.Log(sum), columns.Level, row);
        }
    }

    /// <summary>Moves the levels that are not found yet; gives whether there is one.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private bool Step<V>(scoped in SeparableColumns<T> columns) where V : struct, ILanes<V, T>
    {
        V zero = V.Of(0), one = V.Of(1), moved = zero;
        for (int row = 0; row < columns.Rows<V>(); row += V.Count)
        {
            V level = V.Load((ReadOnlySpan<T>)columns.Level, row), sum = V.Load((ReadOnlySpan<T>)columns.Sum, row);
            V low = V.Load((ReadOnlySpan<T>)columns.Low, row), high = V.Load((ReadOnlySpan<T>)columns.High, row);
            V last = V.Load((ReadOnlySpan<T>)columns.Last, row), rise = V.Load((ReadOnlySpan<T>)columns.Rise, row);
            V was = V.Load((ReadOnlySpan<T>)columns.Open, row);
            low = V.WhereLess(sum, one, level, low);
            high = V.WhereLess(one, sum, level, high);
            // NaN is no reason to go on.
            V open = V.WhereLess(V.Of((classes + 8) * Rounding), V.Abs(sum - one), was, zero);
            V narrow = V.Of(2 * Rounding) * V.Max(one, V.Max(V.Abs(low), V.Abs(high)));
            V still = V.WhereLess(narrow, high - low, open, zero);
            V next = level - (TRegulariser.IsLogarithmic ? V.Log(sum) * sum : sum - one) / rise;
            V step = V.Abs(next - level), middle = (low + high) * V.Of(0.5);
            next = V.WhereLess(low, next, V.WhereLess(next, high, V.WhereLess(last, step + step, middle, next), middle),
                middle);
            // At NaN all predictions are NaN.
            V found = V.WhereNumber(sum, level, sum);
            V.Store(V.WhereLess(zero, still, V.Abs(next - level), last), columns.Last, row);
            V.Store(V.WhereLess(zero, still, next, V.WhereLess(zero, open, high, found)), columns.Level, row);
            // A level that was found is its own bracket; one that closed waits to be blended.
            V.Store(Where(was, V.WhereLess(zero, open, low, found), columns.Low, row), columns.Low, row);
            V.Store(Where(was, V.WhereLess(zero, open, high, found), columns.High, row), columns.High, row);
            V.Store(still, columns.Open, row);
            moved = V.Max(moved, V.WhereNumber(sum, still, was));
        }
        return V.MaxAcross(moved) > T.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Where<V>(V was, V then, ReadOnlySpan<T> before, int row) where V : struct, ILanes<V, T>
        => V.WhereLess(V.Of(0), was, then, V.Load(before, row));

    /// <summary>Of a bracket that closed about a jump of the sum, what lies between its ends and sums to 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Blend<V>(scoped in SeparableColumns<T> columns) where V : struct, ILanes<V, T>
    {
        V apart = V.Of(0), zero = apart;
        for (int row = 0; row < columns.Rows<V>(); row += V.Count)
            apart = V.WhereLess(V.Load((ReadOnlySpan<T>)columns.Low, row), V.Load((ReadOnlySpan<T>)columns.High, row),
                V.Of(1), apart);
        if (!(V.MaxAcross(apart) > T.Zero))
            return;
        Predict<V>(columns, columns.Low);
        for (int row = 0; row < columns.Rows<V>(); row += V.Count)
            V.Store(V.Load((ReadOnlySpan<T>)columns.Sum, row), columns.Last, row);
        Predict<V>(columns, columns.High);
        for (int column = 0; column < columns.Width; column += V.Count)
        {
            int row = columns.Row(column);
            V greatest = V.Load((ReadOnlySpan<T>)columns.Greatest, row);
            V low = V.Load((ReadOnlySpan<T>)columns.Low, row);
            V below = V.Load((ReadOnlySpan<T>)columns.Last, row), scale = regulariser.Scale(low);
            V jump = V.Load((ReadOnlySpan<T>)columns.Sum, row) - below;
            V share = V.WhereLess(zero, jump, (V.Of(1) - below) / jump, zero);
            for (int at = column; at < columns.Scores.Length; at += columns.Width)
            {
                V p = regulariser.Prediction(V.Load((ReadOnlySpan<T>)columns.Scores, at) - greatest, low, scale);
                V.Store(V.MulAdd(share, V.Load((ReadOnlySpan<T>)columns.Predictions, at) - p, p),
                    columns.Predictions, at);
            }
        }
    }
}
