using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Lessons;

internal sealed class Outliers : ILesson
{
    private const int Far = 30;

    public string Name => "outliers";

    public void Run(Notebook note)
    {
        (string Name, PointLoss Loss)[] losses =
        [
            ("MSE", (p, t, g) => new SquaredError().MeanAndGradient(p, t, g)),
            ("MAE", (p, t, g) => new AbsoluteError().MeanAndGradient(p, t, g)),
            ("Huber", (p, t, g) => new Huber(delta: 1).MeanAndGradient(p, t, g)),
            ("log-cosh", (p, t, g) => new LogCosh().MeanAndGradient(p, t, g)),
            ("quantile", (p, t, g) => new Quantile(0.5).MeanAndGradient(p, t, g)),
        ];
        var chart = note.Chart("errors", logY: true);
        var breaks = new Dictionary<string, int>();
        double worst = 0;
        foreach ((string name, PointLoss loss) in losses)
        {
            int[] counts = [0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24];
            (double X, double Y)[] errors =
                [.. counts.Select(count => ((double)count, Error(LineFit.Of(loss, count, Far))))];
            breaks[name] = counts[Array.FindIndex(errors, error => error.Y > 1)];
            chart.Line(name, errors);
            worst = Math.Max(worst, errors[0].Y);
        }
        note.Say("breaks", LineFit.Points, breaks["MSE"], breaks["MAE"], breaks["Huber"], breaks["log-cosh"]);
        note.Claim("any", worst, atMost: 0.1);
        note.Claim("mse", breaks["MSE"], atMost: 2);
        note.Claim("mae", breaks["MAE"], atLeast: 10);

        double square = Error(LineFit.Of(losses[0].Loss, 2, 1000)) / Error(LineFit.Of(losses[0].Loss, 2, 100));
        double absolute = Error(LineFit.Of(losses[1].Loss, 2, 1000)) / Error(LineFit.Of(losses[1].Loss, 2, 100));
        note.Say("distance", square, absolute);
        note.Claim("unbounded", square, 9, 11);
        note.Claim("bounded", absolute, 0.99, 1.01);

        (double slope, double offset) = LineFit.Of((p, t, g) => new Quantile(0.9).MeanAndGradient(p, t, g), 0, 0);
        (double[] x, double[] y) = LineFit.Data(0, 0);
        double below = x.Zip(y).Count(point => point.Second < (slope * point.First) + offset) / (double)LineFit.Points;
        note.Say("quantile", 100 * below);
        // The best line of a quantile touches two points at most.
        note.Claim("quantile", below, 0.9 - (2.5 / LineFit.Points), 0.9 + (2.5 / LineFit.Points));

        double[] bend = new double[2];
        new Huber(delta: 1).Gradient([0.3, 5], [0.0, 0.0], bend, Reduction.Sum);
        note.Say("huber", bend[0], bend[1]);
        note.Claim("huber", Math.Abs(bend[0] - 0.3) + Math.Abs(bend[1] - 1), 0, 0);

        // One number that should become 0: MAE's slope is ±1 however near it is.
        var jumping = Walk(losses[1].Loss, _ => 0.1);
        var shrinking = Walk(losses[1].Loss, step => 0.1 * Math.Pow(0.9, step));
        note.Say("jumps", jumping[^2].Y, jumping[^1].Y, shrinking[^1].Y);
        note.ClaimEqual("jumps", Math.Abs(jumping[^1].Y - jumping[^2].Y), 0.1, within: 1e-12);
        note.Claim("shrinks", Math.Abs(shrinking[^1].Y), atMost: 0.1 * Math.Pow(0.9, 59));
        note.Chart("jumps").Line("constant", jumping).Line("shrinking", shrinking)
            .Line("MSE", Walk(losses[0].Loss, _ => 0.1));
        note.Control("lines", [0, 2, 5, 10, 15, 20, 25, Far], usual: Far, (chart, far) =>
        {
            (x, y) = LineFit.Data(6, far);
            chart.Dots("data", x.Zip(y));
            foreach ((string name, PointLoss loss) in losses[..3])
            {
                (slope, offset) = LineFit.Of(loss, 6, far);
                chart.Line(name, [(-1, offset - slope), (1, offset + slope)]);
            }
        });
    }

    private static double Error((double Slope, double Offset) line) =>
        Math.Abs(line.Slope - 2) + Math.Abs(line.Offset - 1);

    private static List<(double X, double Y)> Walk(PointLoss loss, Func<int, double> rate)
    {
        List<(double X, double Y)> path = [(0, 0.95)];
        double[] gradient = new double[1];
        for (int step = 0; step < 60; step++)
        {
            loss([path[^1].Y], [0], gradient);
            path.Add((step + 1, path[^1].Y - (rate(step) * gradient[0])));
        }
        return path;
    }
}
