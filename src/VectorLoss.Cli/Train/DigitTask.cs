using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Images and their classes.</summary>
/// <param name="test">The images that tell in the end how good the net is.</param>
internal sealed class DigitTask(DigitSet test) : TrainTask
{
    public override string Sample => "image";

    public override Dataset Test => test;

    public override string Watches => Watched == Test ? "test" : "validation";

    /// <summary>What to learn from and what evaluations look at.</summary>
    /// <param name="loss">What is minimised.</param>
    /// <param name="train">The training images.</param>
    /// <param name="test">The test images.</param>
    /// <param name="settings">What was asked for. Where evaluations choose the net, they look at training images that
    /// are held out, because the test images would no longer be new to it.</param>
    /// <exception cref="UserError">There are too few images to hold some out.</exception>
    public static DigitTask Of(ClassifierLoss loss, DigitSet train, DigitSet test, TrainSettings settings)
    {
        if (!settings.ChoosesByEvaluations)
            return new(test) { Loss = loss, Train = train, Watched = test };
        int held = (int)Math.Round(HeldOut * train.Count);
        if (held == 0 || held == train.Count)
        {
            throw new UserError($"of {Plural.Of(train.Count, "training image")} none can be held out to choose by "
                + $"({(settings.Patience is null ? "--schedule plateau" : "--patience")})");
        }
        int[] order = MiniBatches.ShuffledEpochs(train.Count, train.Count, settings.Seed).Next().ToArray();
        DigitSet watched = train.Pick(order.AsSpan(0, held));
        return new(test) { Loss = loss, Train = train.Pick(order.AsSpan(held)), Watched = watched };
    }
}
