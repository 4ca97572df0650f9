using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class WhyNotAccuracy : ILesson
{
    private const int Images = 100, Hidden = 20;

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
        double[] kept = [.. tape.ReadOnlyValues(weight)];
        var accuracy = new List<(double At, double Value)>();
        var losses = new List<(double At, double Value)>();
        for (double at = -3; at <= 3; at += 1.0 / 256)
        {
            tape.Values(weight)[0] = kept[0] + at;
            tape.Forward(top);
            accuracy.Add((at, tape.Right(logits, labels) / (double)Images));
            losses.Add((at, tape.Scalar(loss)));
        }
        double[] jumps = [.. Rises(accuracy).Where(rise => rise != 0).Select(Math.Abs)];
        double flat = 1 - (jumps.Length / (accuracy.Count - 1.0));
        note.Say("flat", 100 * flat, jumps.Length, 100 * jumps.Min());
        note.Claim("flat", flat, atLeast: 0.9);
        note.ClaimEqual("jump", jumps.Min(), 1.0 / Images, within: 1e-15);
        note.Claim("smooth", Rises(losses).Count(rise => rise == 0) / (losses.Count - 1.0), atMost: 0.01);
        note.Chart("accuracy").Steps("accuracy", accuracy);
        note.Chart("slope").Line("slope", accuracy.Zip(Rises(accuracy), (point, rise) => (point.At, 256 * rise)));
        note.Chart("loss").Line("loss", losses);

        double[] moved = [.. kept], slope = new double[kept.Length];
        var byAccuracy = new List<(double, double)>();
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

    private static IEnumerable<double> Rises(List<(double At, double Value)> points) =>
        points.Zip(points.Skip(1), (left, right) => right.Value - left.Value);
}
