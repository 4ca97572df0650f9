using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>
/// One step and an evaluation on blank images while another thread reads the files: the machine code of a training run
/// takes as long to compile as MNIST takes to inflate, and there is a core for each.
/// </summary>
/// <remarks>
/// Two threads do it, because one alone compiles one method after another. The first runs the whole net, the second its
/// last layer with a few images: it reaches the loss and the update while the first is at its first product, and each
/// finds what the other has compiled. That took the time until the first step from 203 to 173 ms (median of 50, in
/// turns).
/// </remarks>
internal static class Rehearsal
{
    // Beyond this the steps would take longer than the files.
    private const long LargestMatrix = 1 << 20;

    // Enough for the kernels that take sixteen rows at a time.
    private const int Few = 16;

    /// <summary>Leaves nothing behind but compiled code. Does nothing where that would not pay.</summary>
    public static void Run(TrainSettings settings, ClassifierLoss loss)
    {
        bool pays = Environment.ProcessorCount > 1 && settings.LargestMatrix <= LargestMatrix
            && settings.Gradient != GradientSource.Numerical;
        if (!pays)
            return;
        TrainSettings last = settings with
        {
            Layers = settings.Layers[^2..],
            Batch = Math.Min(settings.Batch, Few),
            Shards = 1,
        };
        Task end = Task.Run(() => Play(last, loss));
        Play(settings, loss);
        end.GetAwaiter().GetResult();
    }

    private static void Play(TrainSettings settings, ClassifierLoss loss)
    {
        if (settings.IsDouble)
            Play<double>(settings, loss);
        else
            Play<float>(settings, loss);
    }

    private static void Play<T>(TrainSettings settings, ClassifierLoss loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] layers = settings.Layers;
        DigitSet blank = Blank(settings.Batch, layers[0]);
        Mlp<T> net = new(new Tape<T>(settings.Threads), layers, settings.Activation);
        TrainingPlan plan = new()
        {
            Steps = 1,
            BatchSize = settings.Batch,
            Accumulate = settings.Update.Accumulate,
            Shards = settings.Shards,
            Rate = settings.Rates(1),
            Replacement = settings.Replacement,
            EvaluateEvery = 1,
            GradientNorm = settings.Metrics is not null,
        };
        new Trainer<T>(net, loss, settings.NewOptimizer<T>(), blank, blank, plan).Run();
    }

    private static DigitSet Blank(int count, int pixels)
    {
        using MemoryStream images = new(), labels = new();
        Idx.Write(images, [count, 1, pixels], new byte[count * pixels]);
        Idx.Write(labels, [count], new byte[count]);
        (images.Position, labels.Position) = (0, 0);
        return DigitSet.Read(images, "blank images", labels, "blank labels");
    }
}
