using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// One step and an evaluation on blank paper while another thread reads the files: the machine code of a training run
/// takes as long to compile as MNIST takes to inflate, and there is a core for each.
/// </summary>
internal static class Rehearsal
{
    // Beyond this the steps would take longer than the files.
    private const long MostParameters = 1 << 20;

    /// <summary>Leaves nothing behind but compiled code. Does nothing where that would not pay.</summary>
    public static void Run<T>(TrainSettings settings, ClassifierLoss loss) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] layers = settings.Layers;
        long parameters = layers.Zip(layers.Skip(1), (rows, columns) => (long)rows * columns).Sum();
        if (Environment.ProcessorCount == 1 || parameters > MostParameters || settings.Gradient == GradientSource.Numerical
            || layers[^1] != DigitSet.Classes || (long)settings.Batch * layers[0] > MostParameters)
            return;
        DigitSet paper = Paper(settings.Batch, layers[0]);
        Mlp<T> net = new(new Tape<T>(settings.Threads), layers, settings.Activation);
        TrainingPlan plan = new()
        {
            Steps = 1, BatchSize = settings.Batch, Rate = settings.Rates(1), Replacement = settings.Replacement, EvaluateEvery = 1,
            GradientNorm = settings.Metrics is not null,
        };
        new Trainer<T>(net, loss, settings.NewOptimizer<T>(), paper, paper, plan).Run();
    }

    private static DigitSet Paper(int count, int pixels)
    {
        using MemoryStream images = new(), labels = new();
        Idx.Write(images, [count, 1, pixels], new byte[count * pixels]);
        Idx.Write(labels, [count], new byte[count]);
        (images.Position, labels.Position) = (0, 0);
        return DigitSet.Read(images, "paper", labels, "paper");
    }
}
