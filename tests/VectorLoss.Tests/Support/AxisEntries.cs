using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Tests;

/// <summary>The entries with a class axis in the middle, for images of three classes and for columns.</summary>
internal static class AxisEntries
{
    private const int Classes = 3;

    private static readonly (string Name, RowLayout Layout)[] layouts =
    [
        ("images", new(ClassAxis.Of([2, Classes, 5], axis: 1), 10)),
        ("columns", new(ClassAxis.Of([Classes, 7], axis: 0), 7)),
    ];

    private delegate void Map(ReadOnlySpan<float> x, ClassAxis classes, Span<float> result, int threads);

    private delegate void Product(
        ReadOnlySpan<float> x, ReadOnlySpan<float> upstream, ClassAxis classes, Span<float> result, int threads);

    /// <summary>Functions of rows.</summary>
    public static IEnumerable<BatchEntry> Rows => layouts.SelectMany(one => RowsOf(one.Name, one.Layout));

    /// <summary>Losses.</summary>
    public static IEnumerable<BatchEntry> Losses => layouts.SelectMany(one => LossesOf(one.Name, one.Layout));

    private static IEnumerable<BatchEntry> RowsOf(string layout, RowLayout of)
    {
        BatchEntry Of(string name, Action<BatchMemory> run)
            => new($"{name} of {layout}", (s, _) => BatchEntry.None(() => run(s)));
        BatchEntry OfMap(string name, Map map)
            => Of(name, s => map(s.Numbers("x"), of.Axis, s.Numbers("result"), 1)).Input("x", of.Length)
                .Output("result", of.Length);
        BatchEntry OfProduct(string name, Product product)
            => Of(name, s => product(s.Numbers("x"), s.Numbers("upstream"), of.Axis, s.Numbers("result"), 1))
                .Input("x", of.Length).Input("upstream", of.Length).Output("result", of.Length);
        yield return OfMap("softmax", RowFunctions.Softmax);
        yield return OfMap("log-softmax", RowFunctions.LogSoftmax);
        yield return OfProduct("softmax gradient", RowFunctions.SoftmaxGradient);
        yield return OfProduct("log-softmax gradient", RowFunctions.LogSoftmaxGradient);
        yield return Of("log-sum-exp", s => RowFunctions.LogSumExp<float>(s.Numbers("x"), of.Axis, s.Numbers("result")))
            .Input("x", of.Length).Output("result", of.Rows);
        yield return Of("log-sum-exp gradient", s => RowFunctions.LogSumExpGradient<float>(
            s.Numbers("x"), s.Numbers("upstream"), of.Axis, s.Numbers("result"))).Input("x", of.Length)
            .Input("upstream", of.Rows).Output("result", of.Length);
    }

    private static IEnumerable<BatchEntry> LossesOf(string layout, RowLayout of)
    {
        CategoricalFocal softmax = new();
        MultiMargin labelled = new();
        NegativeLogLikelihood smooth = default;
        BatchEntry Of(string name, bool labels, BatchEntry.Call call)
        {
            BatchEntry entry = new BatchEntry($"{name} of {layout}", call).Input("logits", of.Length).Samples(of.Rows)
                .Input("class weights", Classes).Whole("ignore", 2, 100, 50);
            return labels ? entry.Whole("labels", of.Rows, Classes) : entry.Input("targets", of.Length);
        }
        yield return Of("categorical-focal labels", true, (s, u) => softmax.ValueAndGradient<CategoricalFocal, float>(
            s.Numbers("logits"), of.Axis, s.Labels("labels"), s.Numbers("output"), BatchEntry.Classes(s, u, true)))
            .Gradient("output", of.Length).Output("log-sum-exp", of.Rows);
        yield return Of("categorical-focal targets", false, (s, u) => softmax.ValueAndGradient<CategoricalFocal, float>(
            s.Numbers("logits"), of.Axis, s.Numbers("targets"), s.Numbers("output"), BatchEntry.Classes(s, u, true)))
            .Gradient("output", of.Length).Output("log-sum-exp", of.Rows);
        yield return Of("categorical-focal Values", true, (s, u) => BatchEntry.None(
            () => softmax.Values<CategoricalFocal, float>(s.Numbers("logits"), of.Axis, s.Labels("labels"),
                s.Numbers("output"), BatchEntry.Classes(s, u, true))))
            .Output("output", of.Rows).Output("log-sum-exp", of.Rows);
        yield return Of("multi-margin", true, (s, u) => labelled.ValueAndGradient<MultiMargin, float>(
            s.Numbers("logits"), of.Axis, s.Labels("labels"), s.Numbers("output"), BatchEntry.Classes(s, u, false)))
            .Gradient("output", of.Length);
        yield return Of("nll", false, (s, u) => smooth.ValueAndGradient<NegativeLogLikelihood, float>(
            s.Numbers("logits"), of.Axis, s.Numbers("targets"), s.Numbers("output"), BatchEntry.Classes(s, u, false)))
            .Gradient("output", of.Length);
    }
}
