using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Tests.Training;

/// <summary>
/// Two layers with ragged widths; some pixels are never lit, and some of their weights are zeros of either sign.
/// </summary>
internal sealed class StepNet<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public StepNet(int batch, int threads)
    {
        Tape = new(threads);
        Mlp<T> net = new(Tape, [70, 37, 5]);
        for (int i = 0; i < 4; i++)
            Numbers(Tape.ShapeOf(net.Parameters[i]).Count, (ulong)i).CopyTo(Tape.Values(net.Parameters[i]));
        Tape.Values(net.Parameters[0])[..5].Fill(T.NegativeZero);
        Tape.Values(net.Parameters[0])[5..9].Clear();
        Images = Tape.Input(new(batch, 70));
        Numbers(batch * 70, 9).CopyTo(Tape.Values(Images));
        for (int row = 0; row < batch; row++)
            Tape.Values(Images).Slice(row * 70, 3).Clear();
        Labels labels = Tape.Labels(batch);
        for (int row = 0; row < batch; row++)
            Tape.Values(labels)[row] = row % 5;
        Loss = Tape.SoftmaxCrossEntropy(net.Record(Images), labels);
    }

    public Tape<T> Tape { get; }

    public Var Images { get; }

    public Var Loss { get; }

    public T[] Parameters()
    {
        List<T> all = [];
        foreach (Var parameter in Tape.Parameters)
            all.AddRange(Tape.Values(parameter));
        return [.. all];
    }

    public static T[] Numbers(int length, ulong seed)
    {
        SeededRandom random = new(seed);
        T[] numbers = new T[length];
        for (int i = 0; i < length; i++)
            numbers[i] = T.CreateTruncating(random.Uniform(-1, 1));
        return numbers;
    }
}
