using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Lessons;

internal sealed class SquareOrAbsolute : ILesson
{
    public string Name => "square-or-absolute";

    public void Run(Notebook note)
    {
        // One answer is too high and one too low by the same: their plain differences cancel.
        double[] wrong = [3, -1], right = [1, 1];
        double plain = wrong.Zip(right, (y, t) => y - t).Average();
        double absolute = new AbsoluteError().Mean(wrong, right), square = new SquaredError().Mean(wrong, right);
        note.Say("plain", plain, absolute, square);
        note.Claim("plain", plain, 0, 0);
        note.Claim("counted", Math.Min(absolute, square), atLeast: 1);

        double[] y = [0.3, 2, -1], t = [0, 1, 1], slope = new double[3], doubled = new double[3];
        new HalfSquaredError().Gradient(y, t, slope, Reduction.Sum);
        new SquaredError().Gradient(y, t, doubled, Reduction.Sum);
        note.Say("half", slope[0], doubled[0]);
        note.Claim("half", slope.Zip(doubled, (one, two) => two / one).Sum() / 3, 2, 2);
        note.ClaimEqual("place", Best(new HalfSquaredError()), Best(new SquaredError()), within: 0);

        // Metres, then centimetres.
        double[] cm = [.. y.Select(x => 100 * x)], tcm = [.. t.Select(x => 100 * x)];
        note.Say("unit", new AbsoluteError().Mean(y, t), new AbsoluteError().Mean(cm, tcm));
        note.ClaimEqual("unit", new AbsoluteError().Mean(cm, tcm) / new AbsoluteError().Mean(y, t), 100, within: 1e-12);
        note.ClaimEqual("square", new SquaredError().Mean(cm, tcm) / new SquaredError().Mean(y, t), 1e4, within: 1e-10);

        // Some notes call the answer y and the truth t, others the other way round.
        double[] p = [0.7, 0.2, 0.1], q = [0.5, 0.3, 0.2];
        note.Say("swap", Cross(p, q), Cross(q, p));
        note.ClaimEqual("swap", new SquaredError().Mean(t, y), new SquaredError().Mean(y, t), within: 0);
        note.Claim("order", Math.Abs(Cross(p, q) - Cross(q, p)), atLeast: 0.1);

        var (fast, steady) = (Walk(new SquaredError(), 0.1), Walk(new AbsoluteError(), 1.0 / 40));
        note.Say("fast", 100 * (1 - fast[4].Y), 100 * (1 - steady[4].Y));
        note.Claim("fast", 1 - fast[4].Y, atLeast: 0.5);
        note.ClaimEqual("steady", 1 - steady[4].Y, 0.1, within: 1e-12);
        note.Control("fast", [0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1], usual: 0.1, (chart, rate) => chart
            .Line("square", Walk(new SquaredError(), rate)).Line("absolute", Walk(new AbsoluteError(), rate / 4)));
        note.Chart("errors").Line("square", x => new SquaredError().Mean([x], [0.0]), -2, 2)
            .Line("halved", x => new HalfSquaredError().Mean([x], [0.0]), -2, 2)
            .Line("absolute", x => new AbsoluteError().Mean([x], [0.0]), -2, 2).Line("plain", x => x, -2, 2);
    }

    // −Σ t·log y, by logits whose softmax is y.
    private static double Cross(double[] y, double[] t)
        => new CrossEntropy().Value([.. y.Select(p => Math.Log(p))], 3, t);

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
