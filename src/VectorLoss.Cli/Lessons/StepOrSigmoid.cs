using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class StepOrSigmoid : ILesson
{
    private const int Hidden = 8, Batch = 50, Steps = 600, Points = 321;

    public string Name => "step-or-sigmoid";

    public void Run(Notebook note)
    {
        (double Gradient, double Moved, List<(double, double)> Losses)[] runs =
        [
            Train(note, (tape, x) => tape.Step(x)),
            Train(note, (tape, x) => tape.Sigmoid(x)),
            Train(note, (tape, x) => tape.Relu(x)),
        ];
        double[] ends = [.. runs.Select(run => run.Losses.TakeLast(100).Average(point => point.Item2))];
        note.Say("gradient", runs[0].Gradient, runs[1].Gradient, runs[2].Gradient);
        note.Say("moved", runs[0].Moved, runs[1].Moved, runs[2].Moved);
        note.Say("ends", ends[0], ends[1], ends[2]);
        note.Claim("zero", runs[0].Gradient, 0, 0);
        note.Claim("still", runs[0].Moved, 0, 0);
        note.Claim("sigmoid", ends[1], atMost: ends[0] - 0.1);
        note.Claim("relu", ends[2], atMost: ends[0] - 0.1);
        note.Chart("training").Line("step", runs[0].Losses)
            .Line("sigmoid", runs[1].Losses).Line("relu", runs[2].Losses);

        // The functions and their derivatives, from the same tape operations.
        var (step, sigmoid) = (Curve((tape, x) => tape.Step(x)), Curve((tape, x) => tape.Sigmoid(x)));
        note.Chart("functions").Steps("step", step.Values).Line("sigmoid", sigmoid.Values);
        note.Chart("slopes").Line("step", step.Slopes).Line("sigmoid", sigmoid.Slopes);
        note.Control("steep", [1, 2, 4, 10, 40], usual: 1, (chart, k) =>
        {
            var steep = Curve((tape, x) => tape.Sigmoid(x), k);
            chart.Steps("step", step.Values).Line("sigmoid", steep.Values).Line("slope", steep.Slopes);
        }, rangeX: (-8, 8), rangeY: (0, 2));
        note.Claim("relu-slopes", Curve((tape, x) => tape.Relu(x)).Slopes.Count(at => at.Y is not (0 or 1)), 0, 0);
        note.Say("slopes", sigmoid.Slopes.Max(point => point.Y), sigmoid.Slopes.Min(point => point.Y));
        note.Claim("never", sigmoid.Slopes.Min(point => point.Y), atLeast: double.Epsilon);
        note.Claim("always", step.Slopes.Max(point => Math.Abs(point.Y)), 0, 0);
    }

    private static (double, double, List<(double, double)>) Train(Notebook note, Func<Tape<float>, Var, Var> activation)
    {
        DigitSet digits = note.Digits().Train;
        var tape = new Tape<float>();
        Var images = tape.Input(new(Batch, digits.Pixels));
        Labels labels = tape.Labels(Batch);
        var lower = new Mlp<float>(tape, [digits.Pixels, Hidden]);
        var upper = new Mlp<float>(tape, [Hidden, DigitSet.Classes]);
        lower.Initialize(Initializer.Glorot, seed: 1);
        upper.Initialize(Initializer.Glorot, seed: 2);
        Var loss = tape.SoftmaxCrossEntropy(upper.Record(activation(tape, lower.Record(images))), labels);
        float[] start = [.. tape.ReadOnlyValues(lower.Parameters[0])];
        MiniBatches batches = MiniBatches.ShuffledEpochs(digits.Count, Batch, seed: 3);
        var losses = new List<(double, double)>();
        double gradient = 0;
        for (int step = 1; step <= Steps; step++)
        {
            tape.Load(images, labels, digits, batches.Next());
            losses.Add((step, tape.Step(loss, 0.3)));
            gradient = Math.Max(gradient, Descent.Norm(tape.Gradient(lower.Parameters[0])));
        }
        float[] end = [.. tape.ReadOnlyValues(lower.Parameters[0])];
        return (gradient, start.Zip(end, (a, b) => Math.Abs((double)a - b)).Max(), losses);
    }

    private static ((double X, double Y)[] Values, (double X, double Y)[] Slopes) Curve(
        Func<Tape<double>, Var, Var> activation, double k = 1)
    {
        var tape = new Tape<double>();
        Var x = tape.Parameter(Shape.Row(Points)), factor = tape.Input(Shape.Scalar);
        Var y = activation(tape, tape.Multiply(factor, x)), sum = tape.Sum(y);
        double[] at = [.. Descent.First(Points).Select(i => (i - 160) / 20.0)];
        at.CopyTo(tape.Values(x));
        tape.Values(factor)[0] = k;
        tape.Forward();
        tape.Backward(sum);
        return ([.. at.Zip(tape.ReadOnlyValues(y).ToArray())], [.. at.Zip(tape.Gradient(x).ToArray())]);
    }
}
