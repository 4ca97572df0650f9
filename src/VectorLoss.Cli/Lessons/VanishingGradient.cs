using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class VanishingGradient : ILesson
{
    private const int Batch = 50, Width = 30, Deepest = 20;

    public string Name => "vanishing-gradient";

    public void Run(Notebook note)
    {
        (string Name, Activation Value)[] activations =
            [("sigmoid", Activation.Sigmoid), ("tanh", Activation.Tanh), ("relu", Activation.Relu)];
        (string Name, Initializer Value)[] starts =
            [("N(0, 0.01²)", Initializer.Normal(0.01)), ("Glorot", Initializer.Glorot), ("He", Initializer.He)];
        DigitSet digits = note.Digits().Train;
        Dictionary<(string, string), double> factors = [], first = [];
        note.Control("layers", [2, 4, 6, 8, 10, 15, Deepest], usual: Deepest, (chart, depth) =>
        {
            foreach ((string name, Activation hidden) in activations)
                chart.Line(name, ByLayer(Norms(digits, (int)depth, hidden, Initializer.For(hidden), cross: true)));
        }, logY: true);
        foreach ((string activation, Activation hidden) in activations)
        {
            foreach ((string start, Initializer initializer) in starts)
            {
                double[] norms = Norms(digits, Deepest, hidden, initializer, cross: true);
                (double X, double Y)[] points = ByLayer(norms);
                // Per layer towards the input; the first and the last layer have other sizes.
                double slope = Trend.Slope([.. points[1..^1].Select(point => (point.X, Math.Log(point.Y)))]);
                (factors[(activation, start)], first[(activation, start)]) = (Math.Exp(-slope), norms[0]);
            }
        }
        var bars = note.Chart("factors", logY: true);
        string[] names = [.. activations.Select(activation => activation.Name)];
        foreach ((string start, _) in starts)
            bars.Bars(start, names, [.. names.Select(name => factors[(name, start)])]);
        note.Say("factors", factors[("sigmoid", "Glorot")], factors[("tanh", "Glorot")], factors[("relu", "He")]);
        note.Say("total", Math.Pow(factors[("sigmoid", "Glorot")], Deepest - 1));
        note.Say("small", factors[("sigmoid", starts[0].Name)], first[("relu", starts[0].Name)], first[("relu", "He")]);
        note.Claim("sigmoid", factors[("sigmoid", "Glorot")], atMost: 0.5);
        note.Claim("tanh", factors[("tanh", "Glorot")], 0.5, 1.4);
        note.Claim("relu", factors[("relu", "He")], 0.7, 1.4);
        note.Claim("small", factors[("sigmoid", starts[0].Name)], atMost: 0.03);
        note.Claim("tiny", first[("relu", starts[0].Name)], atMost: 1e-20);

        var depth = note.Chart("depth", logY: true);
        foreach ((string activation, Activation hidden) in activations)
        {
            depth.Line(activation, Enumerable.Range(1, 10).Select(half =>
                (2.0 * half, Norms(digits, 2 * half, hidden, Initializer.For(hidden), cross: true)[0])));
        }
        double[] square = Norms(digits, 6, Activation.Sigmoid, Initializer.Glorot, cross: false);
        double[] cross = Norms(digits, 6, Activation.Sigmoid, Initializer.Glorot, cross: true);
        note.Say("heads", cross[^1] / square[^1], square[0] / square[^1], cross[0] / cross[^1]);
        note.Claim("output", cross[^1] / square[^1], atLeast: 4);
        note.Claim("hidden", cross[0] / cross[^1], atMost: Math.Pow(0.5, 4));
        note.Chart("heads", logY: true).Line("square", ByLayer(square)).Line("cross", ByLayer(cross));
    }

    private static (double X, double Y)[] ByLayer(double[] norms) =>
        [.. norms.Select((norm, layer) => (layer + 1.0, norm))];

    // The norm of the gradient of every layer's weights, on one batch of digits, with sigmoid outputs.
    private static double[] Norms(DigitSet digits, int depth, Activation hidden, Initializer start, bool cross)
    {
        var tape = new Tape<double>();
        Var images = tape.Input(new(Batch, digits.Pixels)), targets = tape.Input(new(Batch, DigitSet.Classes));
        int[] widths = [digits.Pixels, .. Enumerable.Repeat(Width, depth - 1), DigitSet.Classes];
        var net = new Mlp<double>(tape, widths, hidden);
        net.Initialize(start, seed: 1);
        Var logits = net.Record(images);
        Var loss = cross
            ? tape.Loss(new BinaryCrossEntropyWithLogits(), logits, targets, Reduction.MeanBy(Batch))
            : tape.Loss(new HalfSquaredError(), tape.Sigmoid(logits), targets, Reduction.MeanBy(Batch));
        digits.CopyInputs(Descent.First(Batch), tape.Values(images));
        digits.CopyOneHot(Descent.First(Batch), tape.Values(targets));
        tape.Forward();
        tape.Backward(loss);
        return [.. Enumerable.Range(0, depth).Select(layer => Descent.Norm(tape.Gradient(net.Parameters[2 * layer])))];
    }
}
