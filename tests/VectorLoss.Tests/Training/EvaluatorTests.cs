using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class EvaluatorTests
{
    // 1,730 images: a chunk of 1,000 and a rest of 730, each with its own program.
    [Fact]
    public void An_evaluation_sees_every_image_once()
    {
        DigitSet data = SmallDigits.Make(1730, 3);
        Mlp<double> net = new(new Tape<double>(), [16, 10]);
        net.Initialize(Initializer.Glorot, 1);
        Evaluation all = new Evaluator<double>(net, ClassifierLoss.SoftmaxCrossEntropy, data).Run();
        Assert.Equal(1730, all.Count);
        for (int label = 0; label < 10; label++)
        {
            Assert.Equal(data.Labels.Count((byte)label),
                Enumerable.Range(0, 10).Sum(predicted => all[label, predicted]));
        }
        Assert.Equal(Enumerable.Range(0, 10).Sum(label => all[label, label]), all.Correct);
        Assert.Equal(PlainLoss(net, data), all.Loss, 1e-12);
        Assert.Matches($@"^loss [0-9.]+, {all.Correct} of 1730 right$", all.ToString());
    }

    [Fact]
    public void An_evaluation_of_numbers_prints_its_loss()
    {
        Mlp<double> net = new(new Tape<double>(), [1, 1]);
        Evaluation all = new Evaluator<double>(net, TargetLoss.Of(SquaredError.Card),
            Dataset.OfNumbers<double>([1, 2, 3], [1.5, 1.5, 1.5], 3)).Run();
        Assert.Equal("loss 2.25 of 3", all.ToString());
    }

    private static double PlainLoss(Mlp<double> net, DigitSet data)
    {
        double total = 0;
        ReadOnlySpan<double> weights = net.Tape.Values(net.Parameters[0]);
        for (int i = 0; i < data.Count; i++)
        {
            double[] scores = new double[10];
            for (int pixel = 0; pixel < 16; pixel++)
            {
                for (int c = 0; c < 10; c++)
                    scores[c] += data.Image(i)[pixel] / 255.0 * weights[(pixel * 10) + c];
            }
            total += Math.Log(scores.Sum(Math.Exp)) - scores[data.Labels[i]];
        }
        return total / data.Count;
    }
}
