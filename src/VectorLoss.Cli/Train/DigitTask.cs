using System.Globalization;
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
    /// <exception cref="UserError">The share that is held out is nothing or all.</exception>
    public static DigitTask Of(ClassifierLoss loss, DigitSet train, DigitSet test, TrainSettings settings)
    {
        if (settings.Validation == 0 && !settings.ChoosesByEvaluations)
            return new(test) { Loss = loss, Train = train, Watched = test };
        int held = (int)Math.Round(settings.Validation * train.Count);
        if (held == 0 || held == train.Count)
        {
            throw new UserError($"--validation {settings.Validation.ToString("R", CultureInfo.InvariantCulture)} "
                + $"holds out {held} of {Plural.Of(train.Count, "training image")}: none is left to "
                + (held == 0 ? "evaluate on" : "learn from"));
        }
        int[] order = MiniBatches.ShuffledEpochs(train.Count, train.Count, settings.Seed).Next().ToArray();
        DigitSet watched = train.Pick(order.AsSpan(0, held));
        return new(test) { Loss = loss, Train = train.Pick(order.AsSpan(held)), Watched = watched };
    }
}
