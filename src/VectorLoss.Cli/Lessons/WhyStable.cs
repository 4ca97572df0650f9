using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Cli.Lessons;

internal sealed class WhyStable : ILesson
{
    private static readonly string[] Ways = ["naive", "softmax", "delta", "fused"];

    public string Name => "why-stable";

    public void Run(Notebook note)
    {
        double[] scales = [.. Enumerable.Range(-8, 249).Select(eighth => Math.Pow(10, eighth / 8.0))];
        Sweep wide = Measure<double>(scales), narrow = Measure<float>(scales);
        note.Say("naive", narrow.Breaks[0], wide.Breaks[0]);
        note.Say("terms", Losses<double>(1000, wrong: true)[0], Losses<double>(1000, wrong: false)[0]);
        note.Say("softmax", narrow.Breaks[1], wide.Breaks[1]);
        note.Say("delta", wide.Breaks[2], wide.Largest[2]);
        note.Say("fused", wide.Worst, narrow.Worst);
        // exp overflows at log of the largest number: 709.8 in double, 88.7 in float. Scales are 10^(1/8) apart.
        double step = Math.Pow(10, 1 / 8.0);
        note.Claim("naive-double", wide.Breaks[0], Math.Log(double.MaxValue), Math.Log(double.MaxValue) * step);
        note.Claim("naive-float", narrow.Breaks[0], Math.Log(float.MaxValue), Math.Log(float.MaxValue) * step);
        note.Claim("terms", double.IsNaN(Losses<double>(1000, wrong: false)[0]) ? 1 : 0, 1, 1);
        note.Claim("underflow", wide.Breaks[1], Math.Log(double.MaxValue), -Math.Log(double.Epsilon) * step);
        note.Claim("delta", wide.Largest[2], atMost: -Math.Log(1e-7) + 1e-12);
        note.Claim("fused-double", wide.Worst, atMost: 8 * Math.Pow(2, -53));
        note.Claim("fused-float", narrow.Worst, atMost: 8 * Math.Pow(2, -24));
        var chart = note.Chart("losses", logX: true, logY: true, rangeX: (0.1, 1e6), rangeY: (0.01, 1e6));
        for (int way = 0; way < Ways.Length; way++)
            chart.Line(Ways[way], scales.Zip(wide.Losses[way]).Where(point => point.First <= 1e6));
        note.Control("scale", [1, 10, 20, 50, 100, 700, 720, 800], usual: 20, (chart, scale) =>
        {
            double[] ends = Losses<double>(scale, wrong: true);
            chart.Bars("float", Ways, Losses<float>(scale, wrong: true)).Bars("double", Ways, ends);
            chart.Caption = note.Caption("scale", ends[0], ends[1], ends[2], ends[3]);
        }, logY: true);
        note.Chart("breaks", logY: true).Bars("float", Ways[..3], narrow.Breaks[..3])
            .Bars("double", Ways[..3], wide.Breaks[..3]);
    }

    private sealed record Sweep(List<double>[] Losses, double[] Breaks, double[] Largest, double Worst);

    private static Sweep Measure<T>(double[] scales) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<double>[] losses = [[], [], [], []];
        double[] breaks = [.. Ways.Select(_ => double.PositiveInfinity)];
        double worst = 0;
        foreach (double scale in scales)
        {
            double[] now = Losses<T>(scale, wrong: true);
            double logit = double.CreateTruncating(T.CreateTruncating(scale));
            double exact = logit + Math.Log(1 + Math.Exp(-logit));
            for (int way = 0; way < 4; way++)
            {
                losses[way].Add(now[way]);
                // Broken: no digit of the three that a learner would print is left.
                if (!(Math.Abs(now[way] - exact) <= 0.001 * exact))
                    breaks[way] = Math.Min(breaks[way], scale);
            }
            worst = Math.Max(worst, Math.Abs(now[3] - exact) / exact);
        }
        return new(losses, breaks, [.. losses.Select(way => way.Where(double.IsFinite).Max())], worst);
    }

    // Two classes with logits (scale, 0), and the loss of the class that the net holds for wrong, or for right.
    private static double[] Losses<T>(double scale, bool wrong) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = new Tape<T>();
        Var logits = tape.Input(Shape.Row(2));
        Labels label = tape.Labels(1);
        Var exp = tape.Exp(logits), softmax = tape.Softmax(logits);
        Var[] ways =
        [
            tape.CrossEntropyError(tape.Divide(exp, tape.Sum(exp)), label, delta: 0),
            tape.CrossEntropyError(softmax, label, delta: 0),
            tape.CrossEntropyError(softmax, label, delta: 1e-7),
            tape.SoftmaxCrossEntropy(logits, label),
        ];
        tape.Values(logits)[0] = T.CreateTruncating(scale);
        tape.Values(label)[0] = wrong ? 1 : 0;
        tape.Forward();
        return [.. ways.Select(way => double.CreateTruncating(tape.Scalar(way)))];
    }
}
