using System.Buffers;
using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>Ω* of an <see cref="ISeparableRegulariser{TSelf}"/> from its loss.</summary>
internal static class SeparableConjugate
{
    /// <summary>
    /// Ω*(θ) = L(θ, e) + max θ − Ω(e) for the point e that is 1 at the greatest score: so that it keeps its digits
    /// where it is nearly 0.
    /// </summary>
    public static double Of<TRegulariser>(
        TRegulariser regulariser, ReadOnlySpan<double> scores, Span<double> prediction)
        where TRegulariser : struct, ISeparableRegulariser<TRegulariser>
    {
        double greatest = SimplexRows.Greatest(scores);
        double[] targets = ArrayPool<double>.Shared.Rent(scores.Length);
        try
        {
            Span<double> target = targets.AsSpan(0, scores.Length);
            Stores.Zero<Lane1<double>, double>(target);
            int at = scores.IndexOf(greatest);
            target[Math.Max(at, 0)] = 1;
            RowInputs<double> inputs = new() { First = scores, Second = target, Columns = scores.Length };
            double loss = Widest.Run<SeparableRows<TRegulariser, double>, double, double>(new(regulariser, new(inputs)
            {
                Gradients = new() { First = prediction },
                Scale = 1,
            })
            { Predicts = true });
            return loss + greatest - regulariser.Value(target);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(targets);
        }
    }
}
