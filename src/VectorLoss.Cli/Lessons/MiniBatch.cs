using System.Diagnostics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class MiniBatch : ILesson
{
    private const int All = 5000, Hidden = 30;

    public string Name => "mini-batch";

    public void Run(Notebook note)
    {
        (DigitSet train, DigitSet test) = note.Digits();
        var full = new Net(train, 1000, Hidden);
        double[] exact = new double[full.ParameterCount];
        double loss = 0;
        for (int start = 0; start < All; start += 1000)
            loss += full.AddGradient([.. Enumerable.Range(start, 1000)], exact, 1000.0 / All) * 1000 / All;

        // Batches of four sizes, many each: how far is their gradient from that of all the digits?
        List<(double X, double Y)> errors = [], lossErrors = [];
        double[] mean = new double[exact.Length];
        foreach ((int size, int draws) in (ReadOnlySpan<(int, int)>)[(1, 400), (10, 200), (100, 60), (1000, 8)])
        {
            var net = new Net(train, size, Hidden);
            MiniBatches batches = MiniBatches.WithReplacement(All, size, seed: 5);
            double squares = 0, lossSquares = 0, milliseconds = 0;
            net.AddGradient(batches.Next(), new double[exact.Length], 1); // the first pass also sets up memory
            for (int draw = 0; draw < draws; draw++)
            {
                double[] gradient = new double[exact.Length];
                long began = Stopwatch.GetTimestamp();
                lossSquares += Math.Pow(net.AddGradient(batches.Next(), gradient, 1) - loss, 2) / draws;
                milliseconds += Stopwatch.GetElapsedTime(began).TotalMilliseconds / draws;
                squares += exact.Zip(gradient, (a, b) => (a - b) * (a - b)).Sum() / draws;
                for (int i = 0; size == 10 && i < mean.Length; i++)
                    mean[i] += gradient[i] / draws;
            }
            double relative = Math.Sqrt(squares) / Descent.Norm<double>(exact);
            note.Say("error", size, 100 * Math.Sqrt(lossSquares) / loss, 100 * relative);
            note.SayTime("error", size, milliseconds);
            errors.Add((size, relative));
            lossErrors.Add((size, Math.Sqrt(lossSquares) / loss));
        }
        double away = Math.Sqrt(exact.Zip(mean, (a, b) => (a - b) * (a - b)).Sum()) / Descent.Norm<double>(exact);
        int parameters = ((train.Pixels + 1) * Hidden) + ((Hidden + 1) * DigitSet.Classes);
        note.Claim("shape", full.GradientLength, parameters, parameters);
        note.Claim("exponent", Trend.Exponent(errors), -0.55, -0.45);
        note.Claim("loss", Trend.Exponent(lossErrors), -0.7, -0.3);
        note.Claim("unbiased", away, atMost: 1.5 * errors[1].Y / Math.Sqrt(200));
        note.Chart("errors", logX: true, logY: true).Dots("gradient", errors, 4).Dots("loss", lossErrors, 4)
            .Line("root", errors.Select(point => (point.X, errors[0].Y / Math.Sqrt(point.X))));

        // The four steps on plenty of digits and on few: draw a batch, take the gradient, update, repeat.
        var (plenty, plentyTest) = Train(train, test, train.Count);
        var (few, fewTest) = Train(train, test, 100);
        note.Say("curves", plenty[^1].Y, plentyTest[^1].Y, few[^1].Y, fewTest[^1].Y);
        note.Claim("learned", plentyTest[^1].Y, atMost: plentyTest[0].Y / 2);
        note.Claim("overfit", fewTest[^1].Y / few[^1].Y, atLeast: 5 * plentyTest[^1].Y / plenty[^1].Y);
        note.Chart("curves").Line("plenty", plenty).Line("plentyTest", plentyTest)
            .Line("few", few).Line("fewTest", fewTest);
        note.Control("size", [1, 3, 10, 30, 100, 300], usual: 100, (chart, size) =>
        {
            var (batch, whole) = Train(train, test, train.Count, (int)size);
            chart.Line("batch", batch).Line("test", whole);
        }, logY: true);
    }

    private static (List<(double X, double Y)> Train, List<(double X, double Y)> Test) Train(
        DigitSet train, DigitSet test, int count, int size = 100)
    {
        Net net = new(train, size, Hidden), judge = new(test, 1000, Hidden);
        MiniBatches batches = MiniBatches.ShuffledEpochs(count, size, seed: 6);
        List<(double, double)> losses = [], tests = [];
        for (int step = 0; step <= 400; step++)
        {
            double loss = net.Step(batches.Next(), 0.3);
            if (step % 20 == 0)
            {
                losses.Add((step, loss));
                tests.Add((step, judge.Loss(net, Descent.First(1000))));
            }
        }
        return (losses, tests);
    }
}
