using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Tests;

/// <summary>The entries for numbers that are stored in 16 bits.</summary>
internal static class NarrowEntries
{
    private const int Features = 2;

    private delegate void Map(ReadOnlySpan<BFloat16> x, ClassAxis classes, Span<BFloat16> result, int threads);

    private delegate void Product(ReadOnlySpan<BFloat16> x, ReadOnlySpan<BFloat16> upstream, ClassAxis classes,
        Span<BFloat16> result, int threads);

    /// <summary>Functions of rows and losses.</summary>
    public static IEnumerable<BatchEntry> OfSize(int rows, int classes)
        => [.. Rows(rows, classes), .. Losses(rows, classes)];

    /// <summary>Functions of rows.</summary>
    public static IEnumerable<BatchEntry> Rows(int rows, int classes)
    {
        int all = rows * classes;
        BatchEntry Of(string name, Action<BatchMemory> run) => new BatchEntry($"narrow {name} {rows} x {classes}",
            (s, _) => BatchEntry.None(() => run(s))).Covering($"NarrowRowFunctions.{name}");
        BatchEntry OfMap(string name, Map map) => Of(name, s => map(s.Narrow("x"), classes, s.Narrow("result"), 1))
            .Narrow("x", all).NarrowGradient("result", all);
        BatchEntry OfProduct(string name, Product product)
            => Of(name, s => product(s.Narrow("x"), s.Narrow("upstream"), classes, s.Narrow("result"), 1))
                .Narrow("x", all).Narrow("upstream", all).NarrowGradient("result", all);
        yield return OfMap("Softmax", NarrowRowFunctions.Softmax);
        yield return OfMap("LogSoftmax", NarrowRowFunctions.LogSoftmax);
        yield return OfProduct("SoftmaxGradient", NarrowRowFunctions.SoftmaxGradient);
        yield return OfProduct("LogSoftmaxGradient", NarrowRowFunctions.LogSoftmaxGradient);
        yield return Of("LogSumExp", s => NarrowRowFunctions.LogSumExp<BFloat16>(
            s.Narrow("x"), classes, s.Numbers("result"))).Narrow("x", all).Output("result", rows);
        yield return Of("LogSumExpGradient", s => NarrowRowFunctions.LogSumExpGradient<BFloat16>(
            s.Narrow("x"), s.Numbers("upstream"), classes, s.Narrow("result")))
            .Narrow("x", all).Input("upstream", rows).NarrowGradient("result", all);
    }

    /// <summary>Losses, of logits and of a linear layer.</summary>
    public static IEnumerable<BatchEntry> Losses(int rows, int classes)
        => ((bool[])[true, false]).SelectMany(labelled => (BatchEntry[])
            [.. Softmax(rows, classes, labelled), .. Linear(rows, classes, labelled)]);

    private static BatchEntry Of(string name, int rows, int classes, bool labelled, BatchEntry.Call call)
    {
        BatchEntry entry = new BatchEntry(
            $"narrow {name} {rows} x {classes}{(labelled ? "" : " of distributions")}", call).Samples(rows)
            .Input("class weights", classes).Whole("ignore", 2, 100, 50).Output("log-sum-exp", rows);
        return labelled ? entry.Whole("labels", rows, classes) : entry.Input("targets", rows * classes);
    }

    private static IEnumerable<BatchEntry> Softmax(int rows, int classes, bool labelled)
    {
        int all = rows * classes;
        CrossEntropy loss = default;
        BatchEntry Entry(string verb, BatchEntry.Call call)
            => Of($"cross-entropy {verb}", rows, classes, labelled, call).Narrow("logits", all);
        yield return Entry("Value", (s, u) => labelled
            ? NarrowSoftmaxLosses.Value<CrossEntropy, BFloat16>(
                loss, s.Narrow("logits"), classes, s.Labels("labels"), Options(s, u))
            : NarrowSoftmaxLosses.Value<CrossEntropy, BFloat16>(
                loss, s.Narrow("logits"), classes, s.Numbers("targets"), Options(s, u)));
        yield return Entry("ValueAndGradient", (s, u) => labelled
            ? NarrowSoftmaxLosses.ValueAndGradient<CrossEntropy, BFloat16>(
                loss, s.Narrow("logits"), classes, s.Labels("labels"), s.Narrow("output"), Options(s, u))
            : NarrowSoftmaxLosses.ValueAndGradient<CrossEntropy, BFloat16>(
                loss, s.Narrow("logits"), classes, s.Numbers("targets"), s.Narrow("output"), Options(s, u)))
            .NarrowGradient("output", all);
        yield return Entry("Values", (s, u) => BatchEntry.None(() =>
        {
            if (labelled)
                NarrowSoftmaxLosses.Values<CrossEntropy, BFloat16>(
                    loss, s.Narrow("logits"), classes, s.Labels("labels"), s.Numbers("output"), Options(s, u));
            else
                NarrowSoftmaxLosses.Values<CrossEntropy, BFloat16>(
                    loss, s.Narrow("logits"), classes, s.Numbers("targets"), s.Numbers("output"), Options(s, u));
        })).Output("output", rows);
    }

    private static IEnumerable<BatchEntry> Linear(int rows, int classes, bool labelled)
    {
        CrossEntropy loss = default;
        LinearLayer<BFloat16> Layer(BatchMemory s) => new()
        {
            Hidden = s.Narrow("hidden"),
            Weight = s.Narrow("weight"),
            Bias = s.Narrow("bias"),
            Features = Features,
            Classes = classes,
        };
        LinearGradients<BFloat16> All(BatchMemory s)
            => new() { Hidden = s.Narrow("d hidden"), Weight = s.Narrow("d weight"), Bias = s.Narrow("d bias") };
        // Two rows at a time.
        BatchEntry Entry(string verb, BatchEntry.Call call)
            => Of($"linear cross-entropy {verb}", rows, classes, labelled, call).Narrow("hidden", rows * Features)
                .Narrow("weight", classes * Features).Narrow("bias", classes)
                .Workspace(NarrowLinearSoftmaxLosses.WorkspaceLength(2, classes, Features));
        yield return Entry("Value", (s, u) => labelled
            ? NarrowLinearSoftmaxLosses.Value(loss, Layer(s), s.Labels("labels"), s.Numbers("workspace"), Options(s, u))
            : NarrowLinearSoftmaxLosses.Value(
                loss, Layer(s), s.Numbers("targets"), s.Numbers("workspace"), Options(s, u)));
        yield return Entry("ValueAndGradient", (s, u) => labelled
            ? NarrowLinearSoftmaxLosses.ValueAndGradient(
                loss, Layer(s), s.Labels("labels"), All(s), s.Numbers("workspace"), Options(s, u))
            : NarrowLinearSoftmaxLosses.ValueAndGradient(
                loss, Layer(s), s.Numbers("targets"), All(s), s.Numbers("workspace"), Options(s, u)))
            .NarrowGradient("d hidden", rows * Features).NarrowGradient("d weight", classes * Features)
            .NarrowGradient("d bias", classes);
        yield return Entry("Values", (s, u) => BatchEntry.None(() =>
        {
            if (labelled)
                NarrowLinearSoftmaxLosses.Values(
                    loss, Layer(s), s.Labels("labels"), s.Numbers("output"), s.Numbers("workspace"), Options(s, u));
            else
                NarrowLinearSoftmaxLosses.Values(
                    loss, Layer(s), s.Numbers("targets"), s.Numbers("output"), s.Numbers("workspace"), Options(s, u));
        })).Output("output", rows);
    }

    private static ClassOptions<float> Options(BatchMemory s, double upstream)
        => BatchEntry.Classes(s, upstream, logSumExp: true);
}
