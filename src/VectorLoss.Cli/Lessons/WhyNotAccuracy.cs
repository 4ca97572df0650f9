using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class WhyNotAccuracy : ILesson
{
    private const int Images = 100, Hidden = 20;
    private const double Step = 1.0 / 200;

    public string Name => "why-not-accuracy";

    public void Run(Notebook note)
    {
        DigitSet digits = note.Digits().Train;
        var tape = new Tape<double>();
        Var images = tape.Input(new(Images, digits.Pixels));
        Labels labels = tape.Labels(Images);
        var lower = new Mlp<double>(tape, [digits.Pixels, Hidden]);
        lower.Initialize(Initializer.Glorot, seed: 1);
        Var features = tape.Tanh(lower.Record(images));
        Mark top = tape.Mark();
        Var weight = tape.Parameter(new(Hidden, 10)), bias = tape.Parameter(Shape.Row(10));
        Var logits = tape.Linear(features, weight, bias), loss = tape.SoftmaxCrossEntropy(logits, labels);
        tape.Load(images, labels, digits, Descent.First(Images));
        tape.Forward();
        while (tape.Right(logits, labels) < 32)
            tape.Step(loss, 0.01);
        note.Say("start", tape.Right(logits, labels), tape.Scalar(loss));

        // One weight swept around where it stands; only what lies above the mark is computed again.
        double[] kept = [.. tape.ReadOnlyValues(weight)], moved = [.. kept], slope = new double[kept.Length];
        List<(double At, double Value)> accuracy = [], losses = [];
        for (int i = -600; i <= 600; i++)
        {
            tape.Values(weight)[0] = kept[0] + (i * Step);
            tape.Forward(top);
            accuracy.Add((i * Step, tape.Right(logits, labels) / (double)Images));
            losses.Add((i * Step, tape.Scalar(loss)));
        }
        double[] jumps = [.. Slopes(accuracy, Step).Select(slope => Math.Abs(slope.Y) * Step).Where(jump => jump > 0)];
        double flat = 1 - (jumps.Length / (accuracy.Count - 1.0));
        note.Say("flat", 100 * flat, jumps.Length, 100 * jumps.Min());
        note.Claim("flat", flat, atLeast: 0.9);
        note.ClaimEqual("jump", jumps.Min(), 1.0 / Images, within: 1e-15);
        note.Claim("smooth", Slopes(losses, Step).Count(slope => slope.Y == 0) / (losses.Count - 1.0), atMost: 0.01);
        note.Chart("accuracy").Steps("accuracy", accuracy);
        note.Control("slope", [Step, 0.02, 0.1, 0.5, 1, 2], usual: Step, (chart, h) => chart
            .Line("slope", Slopes(accuracy, h)).Line("lossSlope", Slopes(losses, h)), rangeY: (-0.2, 0.2));
        note.Chart("loss").Line("loss", losses);

        List<(double, double)> byAccuracy = [];
        double zero = 0;
        for (int step = 0; step <= 30; step++)
        {
            byAccuracy.Add((step, -100 * Badness(moved)));
            NumericalGradient.Of(Badness, moved, slope);
            zero += slope.Count(partial => partial == 0) / (31.0 * slope.Length);
            for (int i = 0; i < slope.Length; i++)
                moved[i] -= 0.1 * slope[i];
        }
        Badness(kept);
        var byLoss = Enumerable.Range(0, 31).Select(step =>
        {
            tape.Step(loss, 0.1);
            return ((double)step, (double)tape.Right(logits, labels));
        }).ToList();
        note.Say("zero", 100 * zero, byAccuracy[^1].Item2, byLoss[^1].Item2);
        note.Claim("zero", zero, atLeast: 0.9);
        note.Claim("learned", byLoss[^1].Item2 - byAccuracy[^1].Item2, atLeast: 10);
        note.Chart("descent").Line("byLoss", byLoss).Line("byAccuracy", byAccuracy);

        double Badness(ReadOnlySpan<double> weights)
        {
            weights.CopyTo(tape.Values(weight));
            tape.Forward(top);
            return -tape.Right(logits, labels) / (double)Images;
        }
    }

    // Difference quotients over a distance h.
    private static IEnumerable<(double X, double Y)> Slopes(List<(double At, double Value)> points, double h) =>
        points.Zip(points.Skip((int)Math.Round(h / Step)), (left, right) => (left.At, (right.Value - left.Value) / h));
}
