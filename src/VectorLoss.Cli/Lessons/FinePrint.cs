using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Cli.Lessons;

internal sealed class FinePrint : ILesson
{
    public string Name => "fine-print";

    public void Run(Notebook note)
    {
        // Happiness over what somebody does, and the same as badness.
        double[] good = [.. Descent.First(201).Select(i => 10.23 - Math.Pow((i - 120) / 50.0, 2))];
        double[] bad = [.. good.Select(happiness => -1 * happiness)];
        note.Say("goodness", good.Max(), bad.Min());
        note.ClaimEqual("goodness", Array.IndexOf(bad, bad.Min()), Array.IndexOf(good, good.Max()), within: 0);

        // The probability of a thing and of its opposite, and ten outputs that share one.
        double[] logits = [.. Descent.First(10).Select(i => i - 2.0)], other = [.. logits.Select(x => -x)];
        double[] yes = Sigmoid(logits), no = Sigmoid(other);
        note.Claim("opposite", yes.Zip(no, (p, q) => Math.Abs(p - (1 - q))).Max(), atMost: 3e-16);
        note.ClaimEqual("sum", Softmax(logits).Sum(), 1, within: 1e-15);
        string[] digits = [.. Descent.First(10).Select(digit => $"{digit}")];
        note.Control("outputs", [0, 0.2, 0.5, 1, 2, 5], usual: 0.5, (chart, factor) =>
        {
            double[] scaled = [.. logits.Select(x => factor * x)];
            chart.Bars("softmax", digits, Softmax(scaled)).Bars("sigmoid", digits, Sigmoid(scaled));
            chart.Caption = note.Caption("outputs", Softmax(scaled).Sum(), Sigmoid(scaled).Sum());
        });

        // x right answers of 100, as a share.
        double[] shareSlopes = new double[2];
        NumericalGradient.Of(x => x[0] / 100 + x[1] / 100, [32, 75], shareSlopes);
        note.Say("count", shareSlopes[0], shareSlopes[1]);
        note.ClaimEqual("count", shareSlopes[0], 0.01, within: 1e-10);
        note.ClaimEqual("constant", shareSlopes[1], shareSlopes[0], within: 1e-10);

        // The next step from w = 2 on w², whether the error was larger or smaller before.
        note.Say("previous", After(5));
        note.ClaimEqual("previous", After(5), After(1), within: 0);

        // On tanh², downhill from 2: the way is flat at first and then steep.
        var hill = new Surface((tape, x, y) => tape.Multiply(tape.Tanh(x), tape.Tanh(x)));
        var down = hill.Walk(2, 0, rate: 0.5, steps: 30);
        double[] heights = [.. down.Select(at => hill.Height(at.X, 0))];
        double[] steep = [.. down.Select(at => hill.Slope(at.X, 0))];
        note.Say("slope", heights[0], steep[0], heights[Array.IndexOf(steep, steep.Max())], steep.Max());
        note.Claim("lower", heights.Zip(heights.Skip(1), (before, after) => after - before).Max(), atMost: 0);
        note.Claim("steeper", steep.Max() / steep[0], atLeast: 3);
        note.Chart("slope").Line("height", heights.Select((height, step) => ((double)step, height)))
            .Line("slope", steep.Select((slope, step) => ((double)step, slope)));

        double[] y = [.. Descent.First(61).Select(i => Math.Pow(10, -i / 20.0))], costs = [.. y.Select(Cost)];
        note.Say("logarithm", Cost(0.5), Cost(0.05), Cost(0.005));
        note.ClaimEqual("logarithm", Cost(0.05) - Cost(0.5), Math.Log(10), within: 1e-14);
        note.ClaimEqual("again", Cost(0.005) - Cost(0.05), Cost(0.05) - Cost(0.5), within: 1e-14);
        note.Claim("positive", costs.Min(), 0, 0);
        note.Chart("logarithm", logX: true).Line("cross", y.Zip(costs));
    }

    private static double Cost(double y) => new BinaryCrossEntropy().Mean([y], [1.0]);

    private static double[] Softmax(double[] logits)
    {
        double[] shares = new double[logits.Length];
        RowFunctions.Softmax(logits, logits.Length, shares);
        return shares;
    }

    private static double[] Sigmoid(double[] logits)
    {
        double[] shares = new double[logits.Length];
        Elementwise.Sigmoid<double>(logits, shares);
        return shares;
    }

    private static double After(double before)
    {
        var tape = new Tape<double>();
        Var w = tape.Parameter(Shape.Scalar), error = tape.Multiply(w, w);
        tape.Values(w)[0] = before;
        tape.Forward();
        tape.Values(w)[0] = 2;
        tape.Step(error, 0.1);
        return tape.Values(w)[0];
    }
}
