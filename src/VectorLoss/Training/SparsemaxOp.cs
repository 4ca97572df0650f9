using System.Buffers;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;

namespace VectorLoss.Training;

/// <summary>The projection of every row on the simplex, computed in double and rounded once.</summary>
internal sealed class SparsemaxOp<T> : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(OutputLayer.Sparsemax);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    public override void Forward(in Frame<T> frame)
    {
        int columns = frame.OutputShape.Columns;
        double[] scratch = ArrayPool<double>.Shared.Rent(2 * columns);
        Span<double> scores = scratch.AsSpan(0, columns), prediction = scratch.AsSpan(columns, columns);
        for (int at = 0; at < frame.Output.Length; at += columns)
        {
            for (int i = 0; i < columns; i++)
                scores[i] = double.CreateTruncating(frame.Input(0)[at + i]);
            default(SquaredNormRegulariser).Conjugate(scores, prediction);
            for (int i = 0; i < columns; i++)
                frame.Output[at + i] = T.CreateTruncating(prediction[i]);
        }
        ArrayPool<double>.Shared.Return(scratch);
    }

    // Where the output is not 0, the gradient less its mean there.
    public override void Backward(in Frame<T> frame)
    {
        int columns = frame.OutputShape.Columns;
        Span<T> gradient = frame.DInput(0);
        for (int at = 0; at < gradient.Length; at += columns)
        {
            double sum = 0;
            int count = 0;
            for (int i = at; i < at + columns; i++)
            {
                bool counts = frame.Output[i] != T.Zero;
                sum += counts ? double.CreateTruncating(frame.DOutput[i]) : 0;
                count += counts ? 1 : 0;
            }
            T mean = T.CreateTruncating(sum / count);
            for (int i = at; i < at + columns; i++)
                gradient[i] += frame.Output[i] != T.Zero ? frame.DOutput[i] - mean : T.Zero;
        }
    }
}
