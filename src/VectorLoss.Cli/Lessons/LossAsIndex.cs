using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Lessons;

internal sealed class LossAsIndex : ILesson
{
    private const double Delta = 1e-7;

    public string Name => "loss-as-index";

    public void Run(Notebook note)
    {
        double[] target = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        double[] says2 = [0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0];
        double[] says7 = [0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0];

        var half = new HalfSquaredError();
        double square2 = half.Value(says2, target, Reduction.Sum);
        double square7 = half.Value(says7, target, Reduction.Sum);
        double cross2 = ByLabel(says2, 2, Delta), cross7 = ByLabel(says7, 2, Delta);
        note.Say("answers");
        note.Say("squares", square2, square7);
        note.Say("cross", cross2, cross7);
        note.ClaimEqual("square2", square2, 0.0975, within: 1e-15);
        note.ClaimEqual("square7", square7, 0.5975, within: 1e-15);
        note.Claim("cross2", cross2, -Math.Log(0.6) - (Delta / 0.6), -Math.Log(0.6));
        note.Claim("cross7", cross7, -Math.Log(0.1) - (Delta / 0.1), -Math.Log(0.1));
        note.ClaimEqual("forms", ByOneHot(says2, target, Delta), cross2, within: 1e-15);

        double[] steep = new double[2];
        new BinaryCrossEntropy().Gradient([0.1, 0.6], [1.0, 1.0], steep, Reduction.Sum);
        note.Say("steep", steep[0], steep[1]);
        note.ClaimEqual("steep", steep[0], -1 / 0.1, within: 1e-14);

        double[] never2 = [0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0];
        double[] logits = [1000, 1000, 0, 0, 0, 0, 0, 0, 0, 0];
        double stable = new CrossEntropy().Value(logits, 10, [2]);
        note.Say("delta", ByLabel(never2, 2, 0), ByLabel(never2, 2, Delta));
        note.Say("stable", stable);
        note.Claim("infinite", ByLabel(never2, 2, 0), double.PositiveInfinity);
        note.ClaimEqual("cap", ByLabel(never2, 2, Delta), -Math.Log(Delta), within: 1e-13);
        note.ClaimEqual("exact", stable, 1000 + Math.Log(2), within: 1e-10);

        note.Chart("curve").Line("cross", y => ByLabel([1 - y, y], 1, 0), 0.005, 1)
            .Line("square", y => 0.5 * (1 - y) * (1 - y), 0.005, 1)
            .Dots("worked", [(0.6, cross2), (0.1, cross7)]);
        double[] small = [.. Enumerable.Range(0, 121).Select(tenth => Math.Pow(10, -tenth / 10.0))];
        note.Control("delta", [0.1, 0.01, 1e-3, 1e-5, 1e-7, 1e-10], usual: Delta, (chart, delta) => chart
            .Line("cross", small.Select(y => (y, ByLabel([1 - y, y], 1, 0))))
            .Line("withDelta", small.Select(y => (y, ByLabel([1 - y, y], 1, delta)))).Across("cap", -Math.Log(delta)),
            logX: true);
        string[] digits = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];
        note.Chart("bars").Bars("says2", digits, says2).Bars("says7", digits, says7);
    }

    private static double ByLabel(double[] probabilities, int label, double delta)
    {
        var tape = new Tape<double>();
        Var y = tape.Input(Shape.Row(probabilities.Length));
        Labels labels = tape.Labels(1);
        Var error = tape.CrossEntropyError(y, labels, delta);
        probabilities.CopyTo(tape.Values(y));
        tape.Values(labels)[0] = label;
        tape.Forward();
        return tape.Scalar(error);
    }

    private static double ByOneHot(double[] probabilities, double[] target, double delta)
    {
        var tape = new Tape<double>();
        Var y = tape.Input(Shape.Row(10)), t = tape.Input(Shape.Row(10));
        Var error = tape.CrossEntropyError(y, t, delta);
        probabilities.CopyTo(tape.Values(y));
        target.CopyTo(tape.Values(t));
        tape.Forward();
        return tape.Scalar(error);
    }
}
