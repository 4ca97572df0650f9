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
        double[] logits = [.. Descent.First(10).Select(i => i - 4.5)], other = [.. logits.Select(x => -x)];
        double[] yes = new double[10], no = new double[10], shares = new double[10];
        Elementwise.Sigmoid<double>(logits, yes);
        Elementwise.Sigmoid<double>(other, no);
        RowFunctions.Softmax(logits, 10, shares);
        note.Claim("opposite", yes.Zip(no, (p, q) => Math.Abs(p - (1 - q))).Max(), atMost: 3e-16);
        note.ClaimEqual("sum", shares.Sum(), 1, within: 1e-15);

        // x right answers of 100, as a share.
        double[] shareSlopes = new double[2];
        NumericalGradient.Of(x => x[0] / 100 + x[1] / 100, [32, 75], shareSlopes);
        note.Say("count", shareSlopes[0], shareSlopes[1]);
        note.ClaimEqual("count", shareSlopes[0], 0.01, within: 1e-10);
        note.ClaimEqual("constant", shareSlopes[1], shareSlopes[0], within: 1e-10);

        // The next step from w = 2 on w², whether the error was larger or smaller before.
        note.Say("previous", After(5));
        note.ClaimEqual("previous", After(5), After(1), within: 0);

        double[] p = [0.3, 2, -1], t = [0, 1, 1], slope = new double[3], doubled = new double[3];
        new HalfSquaredError().Gradient(p, t, slope, Reduction.Sum);
        new SquaredError().Gradient(p, t, doubled, Reduction.Sum);
        note.Say("half", slope[0], doubled[0]);
        note.Claim("half", slope.Zip(doubled, (one, two) => two / one).Sum() / 3, 2, 2);
        note.ClaimEqual("place", Best(new HalfSquaredError()), Best(new SquaredError()), within: 0);

        // Metres, then centimetres.
        double[] cm = [.. p.Select(x => 100 * x)], tcm = [.. t.Select(x => 100 * x)];
        note.Say("unit", new AbsoluteError().Mean(p, t), new AbsoluteError().Mean(cm, tcm));
        note.ClaimEqual("unit", new AbsoluteError().Mean(cm, tcm) / new AbsoluteError().Mean(p, t), 100, within: 1e-12);
        note.ClaimEqual("square", new SquaredError().Mean(cm, tcm) / new SquaredError().Mean(p, t), 1e4, within: 1e-10);

        double[] costs = [.. ((double[])[0.5, 0.05, 0.005]).Select(y => new BinaryCrossEntropy().Mean([y], [1.0]))];
        note.Say("logarithm", costs[0], costs[1], costs[2]);
        note.ClaimEqual("logarithm", costs[1] - costs[0], Math.Log(10), within: 1e-14);
        note.ClaimEqual("again", costs[2] - costs[1], costs[1] - costs[0], within: 1e-14);

        var (square, absolute) = (Walk(new SquaredError(), 0.1), Walk(new AbsoluteError(), 1.0 / 40));
        note.Say("fast", 100 * (1 - square[4].Y), 100 * (1 - absolute[4].Y));
        note.Claim("fast", 1 - square[4].Y, atLeast: 0.5);
        note.ClaimEqual("steady", 1 - absolute[4].Y, 0.1, within: 1e-12);
        note.Control("fast", [0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1], usual: 0.1, (chart, rate) => chart
            .Line("square", Walk(new SquaredError(), rate)).Line("absolute", Walk(new AbsoluteError(), rate / 4)));
        note.Chart("logarithm", logX: true).Line("cross", Descent.First(61).Select(i => Math.Pow(10, -i / 20.0))
            .Select(y => (y, new BinaryCrossEntropy().Mean([y], [1.0]))));
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

    private static double Best<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        => Descent.First(401).Select(i => i / 100.0 - 2).MinBy(m => loss.Mean<TLoss, double>([m, m, m], [0, 1, 1.25]));

    private static List<(double X, double Y)> Walk<TLoss>(TLoss loss, double rate) where TLoss : struct, IPointLoss
    {
        List<(double X, double Y)> path = [(0, 1)];
        double[] slope = new double[1];
        for (int step = 1; step <= 40; step++)
        {
            loss.Gradient<TLoss, double>([path[^1].Y], [0], slope, Reduction.Sum);
            path.Add((step, path[^1].Y - rate * slope[0]));
        }
        return path;
    }
}
