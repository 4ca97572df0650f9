using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Lessons;

internal sealed class Margins : ILesson
{
    private const int Points = 60;

    public string Name => "margins";

    public void Run(Notebook note)
    {
        (double[] x, double[] t) = Data();
        Fitted hinge = Fit(new Hinge(), x, t), squared = Fit(new SquaredHinge(), x, t);
        Fitted logistic = Fit(new SoftMargin(), x, t);
        (string, Fitted)[] fits = [("hinge", hinge), ("squared", squared), ("logistic", logistic)];
        var map = note.Chart("map", height: 380, rangeX: (-4, 4), rangeY: (-4, 4))
            .Dots("support", Where(x, i => hinge.Slopes[i] != 0), 6)
            .Dots("plus", Where(x, i => t[i] > 0)).Dots("minus", Where(x, i => t[i] < 0));
        foreach ((string name, Fitted fit) in fits)
        {
            map.Line(name, at => -((fit.Weight[0] * at) + fit.Bias) / fit.Weight[1], -4, 4);
            int sloped = fit.Slopes.Count(slope => slope != 0);
            note.Say("fit", note.Texts["name " + name], fit.Right, Points, sloped, fit.Margin);
        }
        int support = hinge.Scores.Zip(t, (score, sign) => score * sign).Count(margin => margin < 1);
        note.Claim("support", hinge.Slopes.Count(slope => slope != 0), support, support);
        note.Claim("few", support, 1, Points / 2.0);
        note.Claim("all", logistic.Slopes.Count(slope => slope != 0), Points, Points);
        // The slopes beyond the margin are 0: the gradient is that of the support points, to the last bit.
        int[] points = Descent.First(Points);
        double all = points.Sum(i => hinge.Slopes[i] * x[2 * i]);
        double some = points.Where(i => hinge.Scores[i] * t[i] < 1).Sum(i => hinge.Slopes[i] * x[2 * i]);
        note.Claim("same", Math.Abs(all - some), 0, 0);
        note.Claim("right", fits.Min(fit => fit.Item2.Right) / (double)Points, atLeast: 0.8);
        note.Chart("losses").Line("hinge", m => new Hinge().Mean([m], [1.0]), -2, 3)
            .Line("squared", m => new SquaredHinge().Mean([m], [1.0]), -2, 3)
            .Line("logistic", m => new SoftMargin().Mean([m], [1.0]), -2, 3)
            .Steps("zeroOne", [(-2, 1), (0, 0), (3, 0)]);
    }

    private sealed record Fitted(
        double[] Weight, double Bias, double[] Scores, double[] Slopes, int Right, double Margin);

    private static Fitted Fit<TLoss>(TLoss loss, double[] x, double[] t) where TLoss : struct, IPointLoss
    {
        var tape = new Tape<double>();
        Var points = tape.Input(new(Points, 2)), signs = tape.Input(Shape.Column(Points));
        Var weight = tape.Parameter(new(2, 1)), bias = tape.Parameter(Shape.Scalar);
        Var scores = tape.Linear(points, weight, bias), mean = tape.Loss(loss, scores, signs);
        x.CopyTo(tape.Values(points));
        t.CopyTo(tape.Values(signs));
        for (int step = 0; step < 3000; step++)
            tape.Step(mean, 0.3 / (1 + (step / 100.0)));
        tape.Forward();
        double[] ends = [.. tape.ReadOnlyValues(scores)], slopes = new double[Points];
        double[] w = [.. tape.ReadOnlyValues(weight)];
        loss.Gradient(ends, t, slopes, Reduction.Sum);
        int right = ends.Zip(t).Count(pair => pair.First * pair.Second > 0);
        return new(w, tape.ReadOnlyValues(bias)[0], ends, slopes, right, 1 / Descent.Norm<double>(w));
    }

    private static (double[] X, double[] T) Data()
    {
        var random = new SeededRandom(3);
        double[] t = [.. Enumerable.Range(0, Points).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        double[] x = [.. t.SelectMany(sign => new[] { sign + random.Normal(), (0.8 * sign) + random.Normal() })];
        return (x, t);
    }

    private static IEnumerable<(double, double)> Where(double[] x, Func<int, bool> chosen) =>
        Descent.First(Points).Where(chosen).Select(i => (x[2 * i], x[(2 * i) + 1]));
}
