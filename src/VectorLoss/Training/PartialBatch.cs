using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;

namespace VectorLoss.Training;

/// <summary>
/// Lets a recorded batch hold fewer samples. The losses of the samples have the weight rows / samples and those of the
/// rows beyond them the weight 0, so that the mean over the recorded rows is the mean over the samples. A whole batch
/// has weights of 1, which change no bit. Of a batch that is cut into shards, the rows are those of all shards: a shard
/// that no sample is left for has nothing but weights of 0.
/// </summary>
/// <param name="tape">The tape.</param>
/// <param name="rows">The recorded rows.</param>
internal sealed class PartialBatch<T>(Tape<T> tape, int rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Var> weights = [];

    /// <summary>What a loss head is asked for: the mean over the recorded rows.</summary>
    /// <param name="losses">How many losses a row has.</param>
    /// <param name="divisor">What the losses of a row are divided by.</param>
    public HeadOptions Head(int losses, double divisor = 1)
    {
        Var leaf = tape.Input(new(rows, losses));
        weights.Add(leaf);
        return new() { Reduction = Reduction.MeanBy(rows * divisor), Weights = leaf };
    }

    /// <summary>Sets the weights.</summary>
    /// <param name="samples">The rows that hold samples: the first ones.</param>
    /// <param name="all">The samples of the whole batch, of which these are one part of <paramref
    /// name="parts"/>.</param>
    /// <param name="parts">As many programs of as many rows hold the batch.</param>
    public void Fill(int samples, int all, int parts)
    {
        foreach (Var leaf in weights)
            Fill(tape.Values(leaf), rows, samples, T.CreateTruncating(rows * parts) / T.CreateTruncating(all));
    }

    /// <summary>Sets the weights of the losses of the first samples, and 0 for the rest.</summary>
    public static void Fill(Span<T> weights, int rows, int samples)
        => Fill(weights, rows, samples, T.CreateTruncating(rows) / T.CreateTruncating(samples));

    private static void Fill(Span<T> weights, int rows, int samples, T weight)
    {
        int filled = weights.Length / rows * samples;
        weights[..filled].Fill(weight);
        weights[filled..].Clear();
    }

    /// <summary>Fills the rows beyond the samples with copies of the first one: numbers as good as any.</summary>
    public static void Pad<TAny>(Span<TAny> values, int rows, int samples)
    {
        int width = values.Length / rows;
        for (int row = samples; row < rows; row++)
            values[..width].CopyTo(values.Slice(row * width, width));
    }
}
