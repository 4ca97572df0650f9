using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Works;
using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>The losses that <see cref="Composed"/> puts together from TensorPrimitives, as contestants.</summary>
internal static class ComposedLosses
{
    private const double Tolerance = 1e-4;

    /// <summary>The composition of a loss on the inputs of <see cref="LossBatchMaker{T}"/>, or none.</summary>
    public static IEnumerable<Contestant> Of(string loss, int[] sizes, LossBatch ours)
    {
        int length = sizes.Aggregate(1, (product, size) => product * size);
        float[] slopes = Buffers.Of<float>(length);
        double value = 0;
        Action? run = null;
        if (loss == "binary-cross-entropy-with-logits")
        {
            float[] logits = Inputs.Draw(Domain.Real, length, Inputs.First, 4),
                targets = Inputs.Draw(Domain.Probability, length, Inputs.Second, 4),
                scratch = Buffers.Of<float>(length);
            run = () => value = Composed.BinaryCrossEntropy(logits, targets, slopes, scratch);
        }
        else if (loss == "cross-entropy")
        {
            float[] logits = Inputs.Draw(Domain.Real, length, Inputs.First, 8);
            int[] labels = Inputs.Labels(sizes[0], sizes[1]);
            run = () => value = Composed.CrossEntropy(logits, labels, sizes[1], slopes);
        }
        if (run is not null)
            yield return new Local("TensorPrimitives composed", Versions.TensorPrimitives, run,
                () => Inputs.Differ(value, ours.Figures()[0], Tolerance)
                    ?? Inputs.Differ(slopes.Sum(slope => Math.Abs((double)slope)), ours.Figures()[1], Tolerance));
    }
}
