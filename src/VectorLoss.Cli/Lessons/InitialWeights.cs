using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class InitialWeights : ILesson
{
    private const int Batch = 100, Hidden = 20, Steps = 200;

    public string Name => "initial-weights";

    public void Run(Notebook note)
    {
        DigitSet digits = note.Digits().Train;
        var curves = note.Chart("losses");
        var zero = Learn(digits, weights => weights.Clear());
        var equal = Learn(digits, weights => weights.Fill(0.05f));
        var random = Learn(digits, weights => { });
        curves.Line("zero", zero.Losses).Line("equal", equal.Losses).Line("random", random.Losses);
        note.Say("zero", zero.Losses[^1].Y, zero.Moved);
        note.Say("equal", equal.Losses[^1].Y, Hidden);
        note.Say("random", random.Losses[^1].Y);
        note.Control("spread", [1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1], usual: 0.1, (chart, spread) =>
        {
            (Initializer start, var draws) = (Initializer.Normal(spread), new SeededRandom(1));
            chart.Line("normal", Learn(digits, weights => start.Fill(weights, weights.Length, 1, draws)).Losses)
                .Across("guess", Math.Log(DigitSet.Classes));
        }, logY: true);
        note.Claim("still", zero.Moved, 0, 0);
        note.Claim("same", equal.Apart, 0, 0);
        note.Claim("apart", random.Apart, atLeast: 0.01);
        note.Claim("zero", zero.Losses[^1].Y, atLeast: 2.2);
        note.Claim("learned", random.Losses[^1].Y, atMost: equal.Losses[^1].Y / 2);
    }

    /// <summary>What became of a net.</summary>
    /// <param name="Losses">Step and loss.</param>
    /// <param name="Moved">The farthest that a weight of the hidden layer went.</param>
    /// <param name="Apart">The largest difference of a weight from that of another hidden neuron.</param>
    private sealed record Course(List<(double X, double Y)> Losses, double Moved, double Apart);

    private static Course Learn(DigitSet digits, Action<Span<float>> start)
    {
        var tape = new Tape<float>(threads: 2);
        var net = new Mlp<float>(tape, [digits.Pixels, Hidden, DigitSet.Classes], Activation.Relu);
        net.Initialize(Initializer.He, seed: 1);
        Var hidden = net.Parameters[0];
        start(tape.Values(hidden));
        start(tape.Values(net.Parameters[2]));
        Var images = tape.Input(new(Batch, digits.Pixels));
        Labels labels = tape.Labels(Batch);
        Var loss = tape.SoftmaxCrossEntropy(net.Record(images), labels);
        float[] first = tape.Values(hidden).ToArray();
        MiniBatches batches = MiniBatches.ShuffledEpochs(digits.Count, Batch, seed: 3);
        List<(double, double)> losses = [];
        for (int step = 0; step <= Steps; step++)
        {
            tape.Load(images, labels, digits, batches.Next());
            losses.Add((step, tape.Step(loss, 0.1)));
        }
        float[] last = tape.Values(hidden).ToArray();
        return new(losses, last.Zip(first, (a, b) => Math.Abs(a - b)).Max(),
            last.Select((weight, at) => Math.Abs(weight - last[at / Hidden * Hidden])).Max());
    }
}
