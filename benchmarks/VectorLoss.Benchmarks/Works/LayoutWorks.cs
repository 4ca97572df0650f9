using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Benchmarks.Works;

/// <summary>
/// Cross-entropy with its gradient where the classes lie apart, beside the same numbers in rows, and where the numbers
/// are stored in 16 bits, beside floats.
/// </summary>
internal static class LayoutWorks
{
    private const int Samples = 8, Channels = 21, Places = 128 * 128;

    public static IEnumerable<Plan> All(CompareContext context)
    {
        yield return new("cross-entropy of images", "8x21x128x128", _ => Images(context));
        foreach ((int rows, int classes) in ((int, int)[])[(64, 1000), (1024, 10), (1024, 1000), (1024, 50_257)])
        {
            yield return new("cross-entropy in bfloat16", $"{rows}x{classes}",
                _ => Narrow(context, rows, classes, number => (BFloat16)number, isInPlace: false));
            yield return new("cross-entropy in bfloat16, in place", $"{rows}x{classes}",
                _ => Narrow(context, rows, classes, number => (BFloat16)number, isInPlace: true));
            yield return new("cross-entropy in half", $"{rows}x{classes}",
                _ => Narrow(context, rows, classes, number => (Half)number, isInPlace: false));
        }
    }

    private static Work Images(CompareContext context)
    {
        float[] x = Inputs.Floats(Samples * Channels * Places, Inputs.First, 8), slopes = Buffers.Of<float>(x.Length),
            rowSlopes = Buffers.Of<float>(x.Length);
        int[] labels = Inputs.Labels(Samples * Places, Channels);
        ClassAxis axis = ClassAxis.Of([Samples, Channels, Places], axis: 1);
        double value = 0;
        return new(new Local("VectorLoss", "", () => value = new CrossEntropy().ValueAndGradient(
            x, axis, labels, slopes, new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers =
            [
                new Local("as many rows", "", () => new CrossEntropy().ValueAndGradient(
                    x, Channels, labels, rowSlopes, new BatchOptions<float> { Threads = context.Threads })),
                .. context.Peers($"loss images float {Samples} {Channels} {Places}",
                    theirs => Inputs.Differ(value, theirs[0], 1e-5)),
            ],
        };
    }

    private static Work Narrow<S>(CompareContext context, int rows, int classes, Func<float, S> round, bool isInPlace)
        where S : unmanaged
    {
        float[] wide = Inputs.Floats(rows * classes, Inputs.First, 8),
            wideSlopes = isInPlace ? wide : Buffers.Of<float>(wide.Length);
        S[] x = Buffers.Of(wide.Select(round)), slopes = isInPlace ? x : Buffers.Of<S>(x.Length);
        int[] labels = Inputs.Labels(rows, classes);
        return new(new Local("VectorLoss", "", () => NarrowSoftmaxLosses.ValueAndGradient<CrossEntropy, S>(
            default, x, classes, labels, slopes, new BatchOptions<float> { Threads = context.Threads })))
        {
            Threads = context.Threads,
            Peers =
            [
                new Local("floats", "", () => new CrossEntropy().ValueAndGradient(
                    wide, classes, labels, wideSlopes, new BatchOptions<float> { Threads = context.Threads })),
            ],
        };
    }
}
