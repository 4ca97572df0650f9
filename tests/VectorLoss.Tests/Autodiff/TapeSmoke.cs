using VectorLoss.Autodiff;
using VectorLoss.Kernels;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

public class TapeSmoke
{
    [Fact]
    public void A_small_network_learns()
    {
        Tape<float> tape = new();
        Var x = tape.Input(new(4, 2)), w = tape.Parameter(new(2, 8)), b = tape.Parameter(Shape.Row(8));
        Var v = tape.Parameter(new(8, 2)), c = tape.Parameter(Shape.Row(2));
        Labels labels = tape.Labels(4);
        Var loss = tape.SoftmaxCrossEntropy(tape.Linear(tape.Linear(x, w, b, Activation.Tanh), v, c), labels);
        Random random = new(1);
        foreach (Var p in tape.Parameters)
            foreach (ref float value in tape.Values(p))
                value = (float)random.NextDouble() - 0.5f;
        new float[] { 0, 0, 0, 1, 1, 0, 1, 1 }.CopyTo(tape.Values(x));
        new[] { 0, 1, 1, 0 }.CopyTo(tape.Values(labels));
        long before = 0;
        for (int step = 0; step < 2000; step++)
        {
            if (step == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            tape.Forward();
            tape.Backward(loss);
            for (int i = 0; i < tape.Parameters.Count; i++)
            {
                Span<float> values = tape.Values(tape.Parameters[i]);
                ReadOnlySpan<float> gradient = tape.Gradient(tape.Parameters[i]);
                for (int j = 0; j < values.Length; j++)
                    values[j] -= 0.5f * gradient[j];
            }
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(tape.Scalar(loss) < 0.05f, tape.Scalar(loss).ToString());
    }
}
