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
        var map = Draw(note.Chart("map", height: 380, rangeX: (-4, 4), rangeY: (-4, 4)), hinge);
        foreach ((string name, Fitted fit) in fits)
        {
            map.Line(name, at => fit.Boundary(at, 0), -4, 4);
            note.Say("fit", note.Texts["name " + name], Right(fit), Points, fit.Sloped, fit.Margin);
        }
        note.Control("decay", [0, 0.003, 0.01, 0.03, 0.1, 0.3, 1], usual: 0, (chart, decay) =>
        {
            Fitted fit = Fit(new Hinge(), x, t, decay);
            Draw(chart, fit).Line("hinge", at => fit.Boundary(at, 0), -4, 4)
                .Line("one", at => fit.Boundary(at, 1), -4, 4).Line("minusOne", at => fit.Boundary(at, -1), -4, 4);
            chart.Caption = note.Caption("decay", fit.Sloped, fit.Margin);
        }, height: 380, rangeX: (-4, 4), rangeY: (-4, 4));
        int support = hinge.Scores.Zip(t, (score, sign) => score * sign).Count(margin => margin < 1);
        note.Claim("support", hinge.Sloped, support, support);
        note.Claim("wider", Fit(new Hinge(), x, t, decay: 1).Margin / hinge.Margin, atLeast: 2);
        note.Claim("few", support, 1, Points / 2.0);
        note.Claim("all", logistic.Sloped, Points, Points);
        // The slopes beyond the margin are 0: the gradient is that of the support points, to the last bit.
        double all = Descent.First(Points).Sum(i => hinge.Slopes[i] * x[2 * i]);
        double some = Descent.First(Points).Where(i => hinge.Scores[i] * t[i] < 1).Sum(i => hinge.Slopes[i] * x[2 * i]);
        note.Claim("same", Math.Abs(all - some), 0, 0);
        note.Claim("right", fits.Min(fit => Right(fit.Item2)) / (double)Points, atLeast: 0.8);
        note.Chart("losses").Line("hinge", m => new Hinge().Mean([m], [1.0]), -2, 3)
            .Line("squared", m => new SquaredHinge().Mean([m], [1.0]), -2, 3)
            .Line("logistic", m => new SoftMargin().Mean([m], [1.0]), -2, 3)
            .Steps("zeroOne", [(-2, 1), (0, 0), (3, 0)]);

        Charts.Chart Draw(Charts.Chart chart, Fitted fit) => chart.Dots("support", Where(i => fit.Slopes[i] != 0), 6)
            .Dots("plus", Where(i => t[i] > 0)).Dots("minus", Where(i => t[i] < 0));

        int Right(Fitted fit) => fit.Scores.Zip(t).Count(pair => pair.First * pair.Second > 0);

        IEnumerable<(double, double)> Where(Func<int, bool> chosen) =>
            Descent.First(Points).Where(chosen).Select(i => (x[2 * i], x[(2 * i) + 1]));
    }

    private sealed record Fitted(double[] Weight, double Bias, double[] Scores, double[] Slopes, double Margin)
    {
        public int Sloped => Slopes.Count(slope => slope != 0);

        public double Boundary(double x, double score) => (score - (Weight[0] * x) - Bias) / Weight[1];
    }

    // Weight decay λ adds ½λ‖w‖² to the loss: of two lines it prefers the one with the wider margin.
    private static Fitted Fit<TLoss>(TLoss loss, double[] x, double[] t, double decay = 0)
        where TLoss : struct, IPointLoss
    {
        var tape = new Tape<double>();
        Var points = tape.Input(new(Points, 2)), signs = tape.Input(Shape.Column(Points));
        Var weight = tape.Parameter(new(2, 1)), bias = tape.Parameter(Shape.Scalar);
        Var scores = tape.Linear(points, weight, bias), mean = tape.Loss(loss, scores, signs);
        x.CopyTo(tape.Values(points));
        t.CopyTo(tape.Values(signs));
        foreach (double rate in Descent.First(3000).Select(step => 0.3 / (1 + (step / 100.0))))
        {
            tape.Step(mean, rate);
            foreach (ref double component in tape.Values(weight))
                component -= rate * decay * component;
        }
        tape.Forward();
        double[] ends = [.. tape.ReadOnlyValues(scores)], slopes = new double[Points], w = [.. tape.Values(weight)];
        loss.Gradient(ends, t, slopes, Reduction.Sum);
        return new(w, tape.ReadOnlyValues(bias)[0], ends, slopes, 1 / Descent.Norm<double>(w));
    }

    private static (double[] X, double[] T) Data()
    {
        var random = new SeededRandom(3);
        double[] t = [.. Enumerable.Range(0, Points).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        double[] x = [.. t.SelectMany(sign => new[] { sign + random.Normal(), (0.8 * sign) + random.Normal() })];
        return (x, t);
    }
}
