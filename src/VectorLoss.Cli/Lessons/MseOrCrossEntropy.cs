using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class MseOrCrossEntropy : ILesson
{
    public string Name => "mse-or-cross-entropy";

    public void Run(Notebook note)
    {
        var outputs = note.Chart("outputs");
        var slopes = note.Chart("slopes");
        var runs = new Dictionary<string, Course>();
        (string, double, double)[] starts = [("good", 0.6, 0.9), ("bad", 2, 2)];
        foreach ((string start, double w, double b) in starts)
        {
            foreach (bool cross in (ReadOnlySpan<bool>)[false, true])
            {
                string name = (cross ? "cross-" : "mse-") + start;
                Course run = runs[name] = Neuron(cross, w, b);
                outputs.Line(name, run.Outputs);
                slopes.Line(name, run.Slopes);
            }
            Course mse = runs["mse-" + start], crossEntropy = runs["cross-" + start];
            note.Say(start, mse.Outputs[0].Y, mse.Outputs[^1].Y, crossEntropy.Outputs[^1].Y);
        }
        double a = runs["mse-bad"].Outputs[0].Y;
        note.Say("slopes", runs["mse-bad"].Slopes[0].Y, runs["cross-bad"].Slopes[0].Y, a * (1 - a));
        // The answer should be 0 and the input is 1: a − t is a, and the squared error has σ′ = a(1 − a) on top.
        note.ClaimEqual("mse", runs["mse-bad"].Slopes[0].Y, a * a * (1 - a), within: 1e-16);
        note.ClaimEqual("cross", runs["cross-bad"].Slopes[0].Y, a, within: 1e-15);
        note.Claim("stall", Half(runs["mse-bad"]) / Half(runs["cross-bad"]), atLeast: 3);

        var accuracy = note.Chart("digits");
        double square = Digits(note, HalfSquaredError.Card, OutputLayer.Sigmoid, "mse", accuracy);
        double entropy = Digits(note, BinaryCrossEntropyWithLogits.Card, OutputLayer.Auto, "cross", accuracy);
        note.Say("digits", 100 * square, 100 * entropy);
        note.Claim("digits", entropy - square, atLeast: 0.05);
    }

    private sealed record Course(List<(double X, double Y)> Outputs, List<(double X, double Y)> Slopes);

    private static Course Neuron(bool cross, double w, double b)
    {
        var tape = new Tape<double>();
        Var weight = tape.Parameter(Shape.Scalar), bias = tape.Parameter(Shape.Scalar);
        Var x = tape.Input(Shape.Scalar), target = tape.Input(Shape.Scalar);
        Var z = tape.Linear(x, weight, bias), a = tape.Sigmoid(z);
        Var loss = cross
            ? tape.Loss(new BinaryCrossEntropyWithLogits(), z, target)
            : tape.Loss(new HalfSquaredError(), a, target);
        (tape.Values(x)[0], tape.Values(target)[0], tape.Values(weight)[0], tape.Values(bias)[0]) = (1, 0, w, b);
        var run = new Course([], []);
        for (int step = 0; step < 300; step++)
        {
            tape.Step(loss, 0.15);
            run.Outputs.Add((step, tape.ReadOnlyValues(a)[0]));
            run.Slopes.Add((step, tape.Gradient(weight)[0]));
        }
        return run;
    }

    private static double Half(Course run) => run.Outputs.Find(point => point.Y < 0.5).X;

    private static double Digits(Notebook note, LossCard card, OutputLayer output, string name, Charts.Chart chart)
    {
        (DigitSet train, DigitSet test) = note.Digits();
        var net = new Mlp<float>(new Tape<float>(threads: 2), [train.Pixels, 30, DigitSet.Classes], Activation.Sigmoid);
        net.Initialize(Initializer.Normal(1), seed: 1);
        var plan = new TrainingPlan { Steps = 300, Rate = LearningRate.Constant(0.3), EvaluateEvery = 30, Seed = 2 };
        var curve = new TrainingHistory();
        var trainer = new Trainer<float>(net, ClassifierLoss.Of(card, output), new Sgd<float>(), train, test, plan);
        double accuracy = trainer.Run(curve).Test!.Accuracy;
        chart.Line(name, curve.Accuracies);
        return accuracy;
    }
}
