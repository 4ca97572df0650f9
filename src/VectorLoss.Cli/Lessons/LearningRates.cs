using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class LearningRates : ILesson
{
    private const int Steps = 150;

    public string Name => "learning-rate";

    public void Run(Notebook note)
    {
        double[] rates = [0.0001, 0.001, 0.01, 0.1, 0.5, 2, 10, 100];
        (DigitSet train, DigitSet test) = note.Digits();
        double start = Math.Log(DigitSet.Classes);
        var ends = new List<(double Rate, double Loss)>();
        note.Control("curves", rates, usual: 0.1, (chart, rate) =>
        {
            (List<(double Step, double Loss)> losses, bool stopped) = Train(train, test, rate);
            chart.Line("training", losses).Across("guess", start);
            ends.Add((rate, losses.TakeLast(20).Average(point => point.Loss)));
            string outcome = stopped ? "stopped" : ends[^1].Loss > 2 * losses[0].Loss ? "diverged" : "rate";
            note.Say(outcome, rate, losses[0].Loss, ends[^1].Loss, losses.Count);
            chart.Caption = note.Lines[^1];
        }, logY: true, rangeX: (0, Steps), rangeY: (0.1, 1000));
        note.Chart("ends", logX: true, logY: true).Line("end", ends);
        (double best, double least) = ends.MinBy(end => end.Loss);
        note.Claim("small", ends[0].Loss, atLeast: 0.9 * start);
        note.Claim("middle", best, 0.01, 2);
        note.Claim("learned", least, atMost: start / 3);
        note.Claim("large", ends[^1].Loss, atLeast: start);
    }

    private static (List<(double Step, double Loss)> Losses, bool Stopped) Train(
        DigitSet train, DigitSet test, double rate)
    {
        var net = new Mlp<float>(new Tape<float>(threads: 2), [train.Pixels, 30, DigitSet.Classes], Activation.Relu);
        net.Initialize(Initializer.He, seed: 1);
        var plan = new TrainingPlan { Steps = Steps, Rate = LearningRate.Constant(rate), Seed = 2 };
        var trainer = new Trainer<float>(net, ClassifierLoss.SoftmaxCrossEntropy, new Sgd<float>(), train, test, plan);
        var curve = new TrainingHistory();
        try
        {
            trainer.Run(curve);
            return (curve.Losses, false);
        }
        catch (TrainingDivergedException end)
        {
            curve.Losses.Add((end.Step, end.Loss));
            return (curve.Losses, true);
        }
    }
}
