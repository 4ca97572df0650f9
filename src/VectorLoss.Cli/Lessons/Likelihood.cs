using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Rows;

namespace VectorLoss.Cli.Lessons;

internal sealed class Likelihood : ILesson
{
    private const int Count = 25;

    public string Name => "likelihood";

    public void Run(Notebook note)
    {
        var random = new SeededRandom(11);
        double[] y = [.. Enumerable.Range(0, Count).Select(_ => 1.5 + random.Normal())];
        double[] coins = [.. Enumerable.Range(0, Count).Select(_ => random.Uniform() < 0.7 ? 1.0 : 0.0)];

        // On the left the density, written down and differentiated by the tape; on the right a loss of the engine.
        var gauss = new Model(y, (tape, m, data) =>
        {
            Var away = tape.Subtract(data, m);
            return Density(tape, tape.Multiply(away, away), -0.5, Math.Sqrt(2 * Math.PI));
        });
        var laplace = new Model(y, (tape, m, data) => Density(tape, Size(tape, tape.Subtract(data, m)), -1, 2));
        var bernoulli = new Model(coins, (tape, z, data) =>
        {
            Var one = Constant(tape, 1), odds = tape.Exp(z), p = tape.Divide(odds, tape.Add(one, odds));
            return tape.Add(tape.Multiply(data, p), tape.Multiply(tape.Subtract(one, data), tape.Subtract(one, p)));
        });
        var half = Model.Of(y, new HalfSquaredError());
        var absolute = Model.Of(y, new AbsoluteError());
        var cross = Model.Of(coins, new BinaryCrossEntropyWithLogits());
        Compare(note, "gauss", gauss, half, 0.5 * Math.Log(2 * Math.PI));
        Compare(note, "laplace", laplace, absolute, Math.Log(2));
        Compare(note, "bernoulli", bernoulli, cross, 0);

        note.Control("candidate", [-1, 0, 0.5, 1, 1.2, 1.5, 2, 3, 4], usual: 1.2, (chart, m) =>
        {
            Func<double, double> density = at => Math.Exp(-0.5 * (at - m) * (at - m)) / Math.Sqrt(2 * Math.PI);
            chart.Line("density", density, -3, 6).Dots("observed", y.Select(at => (at, density(at))));
            chart.Caption = note.Caption("candidate", gauss.Value(m), half.Value(m));
        });

        // Independent answers: their probabilities multiply, their logarithms add.
        double[] draws = [.. Descent.First(2_000).Select(_ => random.Normal())];
        double[] densities = [.. draws.Select(x => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI))];
        note.Say("product", Product(densities), densities.Sum(Math.Log));
        double[] few = densities[..Count];
        note.ClaimEqual("product", Math.Log(Product(few)), few.Sum(Math.Log), within: 1e-13);
        note.Claim("underflow", Product(densities), 0, 0);

        // The categorical distribution: minus the logarithm of the probability of what happened.
        double[] logits = [0.3, -1.2, 2, 0.5], p = [0.1, 0.2, 0.6, 0.1], q = new double[4], logs = new double[4];
        RowFunctions.Softmax(logits, 4, q);
        RowFunctions.LogSoftmax(logits, 4, logs);
        double entropy = -p.Sum(share => share * Math.Log(share)), crossed = new CrossEntropy().Value(logits, 4, p);
        double divergence = new KullbackLeibler().Value(logs, p, Reduction.Sum);
        note.ClaimEqual("categorical", new CrossEntropy().Value(logits, 4, [2]), -Math.Log(q[2]), within: 1e-14);
        double ofTwo = new CrossEntropy().Value([1.3, 0], 2, [0]);
        note.ClaimEqual("binary", new BinaryCrossEntropyWithLogits().Mean([1.3], [1.0]), ofTwo, within: 1e-15);
        note.Say("kl", divergence, crossed, entropy);
        note.ClaimEqual("kl", divergence, crossed - entropy, within: 1e-14);
    }

    private static void Compare(Notebook note, string name, Model likelihood, Model loss, double constant)
    {
        double[] at = [.. Descent.First(121).Select(i => -2 + (i / 20.0))];
        double apart = at.Max(m => Math.Abs(likelihood.Value(m) - loss.Value(m) - constant));
        (double best, double other) = (likelihood.Argmin(), loss.Argmin());
        note.Say(name, best, other, constant);
        note.Claim(name, apart, atMost: 1e-13);
        note.Claim(name + "-argmin", Math.Abs(best - other), atMost: 1e-10);
        note.Chart(name).Line("likelihood", at.Select(m => (m, likelihood.Value(m) - constant)))
            .Line("loss", at.Select(m => (m, loss.Value(m)))).Upright("argmin", best);
    }

    private static double Product(double[] factors) => factors.Aggregate(1.0, (product, factor) => product * factor);

    private static Var Density(Tape<double> tape, Var distance, double factor, double area) =>
        tape.Divide(tape.Exp(tape.Multiply(distance, Constant(tape, factor))), Constant(tape, area));

    private static Var Size(Tape<double> tape, Var x) =>
        tape.Add(tape.Relu(x), tape.Relu(tape.Subtract(Constant(tape, 0), x)));

    private static Var Constant(Tape<double> tape, double value)
    {
        Var constant = tape.Input(Shape.Scalar);
        tape.Values(constant)[0] = value;
        return constant;
    }
}
