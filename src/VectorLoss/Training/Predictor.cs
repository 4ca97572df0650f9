using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>What a net predicts, in the terms of its targets: see <see cref="NetLoss.Predict"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public static class Predictor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Chunk = 1000;

    /// <summary>Predicts samples. What the tape holds stays as it is, see <see cref="Evaluator{T}"/>.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">What it was trained with.</param>
    /// <param name="data">The samples; their targets are not looked at.</param>
    /// <returns>One row of outputs a sample, row-major.</returns>
    /// <exception cref="ArgumentException">The samples do not have as many numbers as the net has inputs.</exception>
    public static T[] Run(Mlp<T> net, NetLoss loss, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Inputs != net.Inputs)
        {
            throw new ArgumentException($"The samples have {data.Inputs} numbers, the net {net.Inputs} inputs.",
                nameof(data));
        }
        Tape<T> tape = net.Tape;
        int rows = Math.Min(Chunk, data.Count);
        T[] predictions = new T[(long)data.Count * net.Outputs];
        Mark start = tape.Mark();
        Var input = tape.Input(new(rows, net.Inputs));
        Var output = loss.Predict(tape, net.Record(input));
        int[] indices = new int[rows];
        for (int from = 0; from < data.Count; from += rows)
        {
            int samples = Math.Min(rows, data.Count - from);
            for (int i = 0; i < samples; i++)
                indices[i] = from + i;
            data.CopyInputs(indices.AsSpan(0, samples), tape.Values(input)[..(samples * net.Inputs)]);
            tape.Forward(start);
            tape.ReadOnlyValues(output)[..(samples * net.Outputs)].CopyTo(predictions.AsSpan(from * net.Outputs));
        }
        tape.Rewind(start);
        return predictions;
    }
}
