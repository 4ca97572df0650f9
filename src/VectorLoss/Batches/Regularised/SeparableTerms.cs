using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>Loss and gradient of an <see cref="ISeparableRegulariser{TSelf}"/>, from levels and predictions.</summary>
internal static class SeparableTerms
{
    /// <summary>
    /// Σ of the classes' losses, and what a target that does not sum to 1 adds: where the greatest score stands, times
    /// what is missing.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Of<TRegulariser, V, T>(TRegulariser regulariser, scoped in SeparableColumns<T> columns)
        where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Of a joined row each column takes its part of the 1, exactly.
        V part = V.Of(columns.Joined ? -1.0 / columns.Width : -1);
        for (int column = 0; column < columns.Width; column += V.Count)
            Column<TRegulariser, V, T>(regulariser, columns, column, part);
        columns.Fold<V>(columns.Value);
        columns.FoldExcess<V>();
        for (int row = 0; row < columns.Rows<V>(); row += V.Count)
        {
            V value = V.Load((ReadOnlySpan<T>)columns.Value, row), excess = V.Load((ReadOnlySpan<T>)columns.Excess, row)
                + V.Load((ReadOnlySpan<T>)columns.ExcessRest, row);
            V zero = V.Load((ReadOnlySpan<T>)columns.Greatest, row)
                - regulariser.Score(V.Load((ReadOnlySpan<T>)columns.Level, row));
            V.Store(V.WhereEqual(excess, V.Of(0), value, value - excess * zero), columns.Value, row);
        }
    }

    /// <summary>Makes p to (p − y) times the factor of its row; or leaves y and factor out.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Slopes<TRegulariser, V, T>(scoped in SeparableColumns<T> columns, bool predicts)
        where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> targets = columns.Targets;
        Span<T> predictions = columns.Predictions;
        for (int column = 0; column < columns.Width; column += V.Count)
        {
            int row = columns.Row(column);
            V factor = V.Load((ReadOnlySpan<T>)columns.Factor, row);
            V share = V.Load((ReadOnlySpan<T>)columns.Share, row);
            for (int at = column; at < predictions.Length; at += columns.Width)
            {
                V p = V.Load((ReadOnlySpan<T>)predictions, at);
                if (TRegulariser.IsProportional)
                    p *= share;
                V.Store(predicts ? p : (p - V.Load(targets, at)) * factor, predictions, at);
            }
        }
    }

    /// <summary>a + b, and what its rounding left out. (D. Knuth, The Art of Computer Programming 2, 4.2.2.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Plus<V, T>(V a, V b, out V rest)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum = a + b, second = sum - a;
        rest = a - (sum - second) + (b - second);
        return sum;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Column<TRegulariser, V, T>(
        TRegulariser regulariser, scoped in SeparableColumns<T> columns, int column, V part)
        where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> scores = columns.Scores, targets = columns.Targets, predictions = columns.Predictions;
        int row = columns.Row(column);
        V zero = V.Of(0), greatest = V.Load((ReadOnlySpan<T>)columns.Greatest, row);
        V score = regulariser.Score(V.Load((ReadOnlySpan<T>)columns.Level, row));
        V value = zero, excess = part, rest = zero, share = V.Load((ReadOnlySpan<T>)columns.Share, row);
        for (int at = column; at < scores.Length; at += columns.Width)
        {
            V y = V.Load(targets, at), p = V.Load(predictions, at);
            if (TRegulariser.IsProportional)
                p *= share;
            V loss = regulariser.Loss(score + (V.Load(scores, at) - greatest), p, y);
            // A class that is left out costs nothing, infinitely far below as it may lie.
            value += V.WhereEqual(y, zero, V.WhereEqual(p, zero, zero, loss), loss);
            excess = Plus<V, T>(excess, y, out V left);
            rest += left;
        }
        V.Store(value, columns.Value, column);
        V.Store(excess, columns.Excess, column);
        V.Store(rest, columns.ExcessRest, column);
    }
}
