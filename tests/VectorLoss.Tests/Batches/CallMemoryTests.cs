using System.Globalization;
using VectorLoss.Batches;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// What a whole call takes beside inputs and gradients, in a process that has made none of that size: pools and threads
/// keep what they have, so a later call would show nothing.
/// </summary>
public class CallMemoryTests
{
    private const string Size = "VECTORLOSS_CALL_SIZE", Report = "VECTORLOSS_CALL_REPORT";

    /// <summary>Of InfoNCE, what a child process runs.</summary>
    [Fact]
    public void InfoNce_runs() => Tell(Contrast);

    /// <summary>Of linear + cross-entropy, what a child process runs.</summary>
    [Fact]
    public void Linear_and_cross_entropy_run() => Tell(Linear);

    [Fact]
    public void InfoNce_takes_memory_linear_in_rows()
    {
        long few = Taken(nameof(InfoNce_runs), 2048), many = Taken(nameof(InfoNce_runs), 4096);
        // A table of all pairs would be four times as large, and of 67 MB.
        Assert.InRange(few, 2048, 16 << 20);
        Assert.InRange(many, few, 2 * few + (1 << 16));
    }

    [Fact]
    public void Linear_and_cross_entropy_take_two_megabytes_beside_the_weight()
        => Assert.InRange(Taken(nameof(Linear_and_cross_entropy_run), 50_257), 1, 2 << 20);

    private static long Contrast(int rows)
    {
        const int columns = 128;
        float[] first = Numbers(rows * columns), second = Numbers(rows * columns),
            one = new float[rows * columns], two = new float[rows * columns];
        return Allocated(() => new InfoNce().ValueAndGradient(
            new RowInputs<float> { First = first, Second = second, Columns = columns },
            new LossGradients<float> { First = one, Second = two }));
    }

    private static long Linear(int classes)
    {
        const int rows = 128, features = 1024;
        float[] hidden = Numbers(rows * features), weight = Numbers(classes * features),
            byHidden = new float[hidden.Length], byWeight = new float[weight.Length];
        int[] labels = new int[rows];
        return Allocated(() => new CrossEntropy().ValueAndGradient(
            new LinearLayer<float> { Hidden = hidden, Weight = weight, Features = features, Classes = classes }, labels,
            new LinearGradients<float> { Hidden = byHidden, Weight = byWeight },
            new float[LinearSoftmaxLosses.WorkspaceLength(rows, classes, features)]));
    }

    private static long Allocated(Action call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static float[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => i % 89 * 0.01f - 0.4f)];

    /// <summary>A small call first, for what a process allocates once.</summary>
    private static void Tell(Func<int, long> run)
    {
        run(8);
        if (Environment.GetEnvironmentVariable(Report) is { } path)
            File.WriteAllText(path, $"{run(int.Parse(
                Environment.GetEnvironmentVariable(Size)!, CultureInfo.InvariantCulture))}");
    }

    private static long Taken(string test, int size)
    {
        string report = Path.GetTempFileName();
        try
        {
            (int code, string output) = OwnProgram.Run(typeof(CallMemoryTests), test, (Size, $"{size}"),
                (Report, report));
            Assert.True(code == 0, output);
            return long.Parse(File.ReadAllText(report), CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
