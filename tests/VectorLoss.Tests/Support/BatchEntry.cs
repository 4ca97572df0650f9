using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Tests;

/// <summary>A public entry of Batches: the spans that it takes, and a call with them.</summary>
internal sealed class BatchEntry(string name, BatchEntry.Call call)
{
    /// <summary>Calls it.</summary>
    /// <param name="spans">Its spans.</param>
    /// <param name="upstream">The upstream factor.</param>
    /// <returns>The value; 0 where there is none.</returns>
    public delegate double Call(BatchMemory spans, double upstream);

    private const int Rows = 4, Columns = 3, Steps = 5;

    private readonly List<BatchSpan> spans = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its spans.</summary>
    public IReadOnlyList<BatchSpan> Spans => spans;

    /// <summary>The methods that it stands for, as type and name.</summary>
    public HashSet<string> Covers { get; } = [];

    /// <summary>Says that it stands for a method.</summary>
    public BatchEntry Covering(string method)
    {
        Covers.Add(method);
        return this;
    }

    /// <summary>Runs it.</summary>
    public double Run(BatchMemory memory, double upstream = 1) => call(memory, upstream);

    /// <inheritdoc/>
    public override string ToString() => name;

    /// <summary>All of them, by family.</summary>
    public static IReadOnlyList<BatchEntry> All { get; } =
        [.. Points(), .. Triples(), .. Fourths(), .. RowEntries(), .. Groups(), .. Pairs(), .. Softmax(), .. Centred(),
            .. Linear(), .. Adaptive(), .. Own(), .. NarrowEntries.Losses(4, 3), .. AxisEntries.Losses];

    internal BatchEntry Input(string input, int count) => Add(new(input, 4 * count));

    internal BatchEntry Whole(string input, int count, int below, int least = 0)
        => Add(new(input, 4 * count) { Below = below, Least = least });

    internal BatchEntry Output(string output, int count)
        => Add(new(output, 4 * count) { IsOutput = true, IsResult = true });

    internal BatchEntry Gradient(string output, int count)
        => Add(new(output, 4 * count) { IsOutput = true, IsResult = true, IsGradient = true });

    internal BatchEntry Narrow(string input, int count) => Add(new(input, 2 * count) { IsNarrow = true });

    internal BatchEntry NarrowGradient(string output, int count)
        => Add(new(output, 2 * count) { IsNarrow = true, IsOutput = true, IsResult = true, IsGradient = true });

    internal BatchEntry Workspace(int count) => Add(new("workspace", 4 * count) { IsOutput = true });

    internal BatchEntry Samples(int count)
        => Input("weights", count).Input("factors", count).Masked(count);

    internal BatchEntry Masked(int count) => Add(new("mask", count) { IsMark = true });

    private BatchEntry Add(BatchSpan span)
    {
        spans.Add(span);
        return this;
    }

    private static BatchOptions<float> Options(BatchMemory s, double upstream)
        => new()
        {
            Weights = s.Numbers("weights"),
            Factors = s.Numbers("factors"),
            Mask = s.Marks("mask"),
            Upstream = upstream,
        };

    internal static ClassOptions<float> Classes(BatchMemory s, double upstream, bool logSumExp) => new()
    {
        Batch = Options(s, upstream),
        ClassWeights = s.Numbers("class weights"),
        Ignore = s.Labels("ignore"),
        LogSumExp = logSumExp ? s.Numbers("log-sum-exp") : default,
    };

    private static LossGradients<float> Gradients(BatchMemory s, bool third = false)
        => new()
        {
            First = s.Numbers("d first"),
            Second = s.Numbers("d second"),
            Third = third ? s.Numbers("d third") : default
        };

    internal static double None(Action run)
    {
        run();
        return 0;
    }

    private static IEnumerable<BatchEntry> Points()
    {
        BatchEntry Of(string verb, Call call, bool isGradient)
        {
            BatchEntry entry = new BatchEntry($"huber {verb}", call).Input("p", 67).Input("t", 67).Samples(67);
            return isGradient ? entry.Gradient("output", 67) : entry.Output("output", 67);
        }
        Huber loss = new(0.2);
        yield return Of("Gradient", (s, u) => None(() => loss.Gradient<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("output"), Options(s, u))), true);
        yield return Of("ValueAndGradient", (s, u) => loss.ValueAndGradient<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("output"), Options(s, u)), true);
        yield return Of("Values", (s, u) => None(() => loss.Values<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("output"), Options(s, u))), false);
        yield return Of("Curvature", (s, u) => None(() => loss.Curvature<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("output"), Options(s, u))), true);
        yield return Of("ValueGradientAndCurvature", (s, u) => loss.ValueGradientAndCurvature<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("output"), s.Numbers("curvature"), Options(s, u)), true)
            .Gradient("curvature", 67);
        yield return Of("TargetGradient", (s, u) => None(() => loss.TargetGradient<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("output"), Options(s, u))), true);
        yield return Of("HessianProduct", (s, u) => None(() => loss.HessianProduct<Huber, float>(
            s.Numbers("p"), s.Numbers("t"), s.Numbers("v"), s.Numbers("w"),
            new LossGradients<float> { First = s.Numbers("output"), Second = s.Numbers("d second") }, Options(s, u))),
            true).Input("v", 67).Input("w", 67).Gradient("d second", 67);
    }

    private static IEnumerable<BatchEntry> Triples()
    {
        GaussianNegativeLogLikelihood loss = new();
        BatchEntry Of(string verb, Call call) => new BatchEntry($"gaussian-nll {verb}", call)
            .Input("first", 35).Input("second", 35).Input("third", 35).Samples(35);
        yield return Of("ValueAndGradient", (s, u) => loss.ValueAndGradient<GaussianNegativeLogLikelihood, float>(
            s.Numbers("first"), s.Numbers("second"), s.Numbers("third"), Gradients(s, true), Options(s, u)))
            .Gradient("d first", 35).Gradient("d second", 35).Gradient("d third", 35);
        yield return Of("ValueGradientAndCurvature",
            (s, u) => loss.ValueGradientAndCurvature<GaussianNegativeLogLikelihood, float>(s.Numbers("first"),
                s.Numbers("second"), s.Numbers("third"), Gradients(s, true), Curvatures(s, true), Options(s, u)))
            .Gradient("d first", 35).Gradient("d second", 35).Gradient("d third", 35)
            .Gradient("c first", 35).Gradient("c second", 35).Gradient("c third", 35);
        yield return Of("Values", (s, u) => None(() => loss.Values<GaussianNegativeLogLikelihood, float>(
            s.Numbers("first"), s.Numbers("second"), s.Numbers("third"), s.Numbers("output"), Options(s, u))))
            .Output("output", 35);
        yield return Of("HessianProduct", (s, u) => None(() =>
            loss.HessianProduct<GaussianNegativeLogLikelihood, float>(s.Numbers("first"), s.Numbers("second"),
                s.Numbers("third"), s.Numbers("v"), s.Numbers("w"), s.Numbers("x"), Gradients(s, true),
                Options(s, u)))).Input("v", 35).Input("w", 35).Input("x", 35)
            .Gradient("d first", 35).Gradient("d second", 35).Gradient("d third", 35);
    }

    private static IEnumerable<BatchEntry> Fourths()
    {
        GroupRelativePolicy loss = new();
        BatchEntry Of(string verb, Call call) => new BatchEntry($"grpo {verb}", call).Input("first", 35)
            .Input("second", 35).Input("third", 35).Input("fourth", 35).Samples(35);
        yield return Of("ValueAndGradient", (s, u) => loss.ValueAndGradient<GroupRelativePolicy, float>(
            s.Numbers("first"), s.Numbers("second"), s.Numbers("third"), s.Numbers("fourth"), Gradients(s, true),
            Options(s, u))).Gradient("d first", 35).Gradient("d second", 35).Gradient("d third", 35);
        yield return Of("ValueGradientAndCurvature",
            (s, u) => loss.ValueGradientAndCurvature<GroupRelativePolicy, float>(s.Numbers("first"),
                s.Numbers("second"), s.Numbers("third"), s.Numbers("fourth"), Gradients(s, true), Curvatures(s, true),
                Options(s, u)))
            .Gradient("d first", 35).Gradient("d second", 35).Gradient("d third", 35)
            .Gradient("c first", 35).Gradient("c second", 35).Gradient("c third", 35);
        yield return Of("Values", (s, u) => None(() => loss.Values<GroupRelativePolicy, float>(s.Numbers("first"),
            s.Numbers("second"), s.Numbers("third"), s.Numbers("fourth"), s.Numbers("output"), Options(s, u))))
            .Output("output", 35);
        yield return Of("HessianProduct", (s, u) => None(() => loss.HessianProduct<GroupRelativePolicy, float>(
            s.Numbers("first"), s.Numbers("second"), s.Numbers("third"), s.Numbers("fourth"), s.Numbers("v"),
            s.Numbers("w"), s.Numbers("x"), Gradients(s, true), Options(s, u))))
            .Input("v", 35).Input("w", 35).Input("x", 35)
            .Gradient("d first", 35).Gradient("d second", 35).Gradient("d third", 35);
    }

    private static LossGradients<float> Curvatures(BatchMemory s, bool third)
        => new()
        {
            First = s.Numbers("c first"),
            Second = s.Numbers("c second"),
            Third = third ? s.Numbers("c third") : default
        };

    private static IEnumerable<BatchEntry> RowEntries()
        => [.. OfRows(new TripletMargin(), "third", Rows * Columns, true),
            .. OfRows(new CosineEmbedding(), "labels", Rows, false),
            .. OfRows(new Distillation(2), "third", 0, false), .. OfRows(new ListMle(), "third", 0, false),
            .. OfRows(new LambdaRank(), "third", 0, false),
            .. OfRows(new MultilabelSoftMargin(), "third", Columns, false), .. Triplets(),
            .. Regularised()];

    private static IEnumerable<BatchEntry> Triplets()
    {
        DistanceTriplet<CosineDistance> loss = new(new(), 1, swap: true);
        RowInputs<float> Inputs(BatchMemory s) => new()
        {
            First = s.Numbers("first"),
            Second = s.Numbers("second"),
            Third = s.Numbers("third"),
            Columns = Columns,
        };
        BatchEntry Of(string verb, Call call) => new BatchEntry($"triplets by distance {verb}", call)
            .Input("first", Rows * Columns).Input("second", Rows * Columns).Input("third", Rows * Columns)
            .Samples(Rows);
        yield return Of("ValueAndGradient",
            (s, u) => loss.ValueAndGradient(Inputs(s), Gradients(s, true), Options(s, u)))
            .Gradient("d first", Rows * Columns).Gradient("d second", Rows * Columns)
            .Gradient("d third", Rows * Columns);
        yield return Of("Values",
            (s, u) => None(() => loss.Values(Inputs(s), s.Numbers("output"), Options(s, u)))).Output("output", Rows);
    }

    private static IEnumerable<BatchEntry> Regularised()
    {
        FenchelYoung<TsallisRegulariser> loss = new(new());
        BatchEntry Of(string verb, Call call) => new BatchEntry($"Fenchel–Young {verb}", call)
            .Input("scores", Rows * Columns).Input("targets", Rows * Columns).Samples(Rows);
        yield return Of("ValueAndGradient", (s, u) => loss.ValueAndGradient(
            s.Numbers("scores"), Columns, s.Numbers("targets"), s.Numbers("output"), Options(s, u)))
            .Gradient("output", Rows * Columns);
        yield return Of("Values", (s, u) => None(() => loss.Values(
            s.Numbers("scores"), Columns, s.Numbers("targets"), s.Numbers("output"), Options(s, u))))
            .Output("output", Rows);
    }

    private static IEnumerable<BatchEntry> OfRows<TLoss>(TLoss loss, string last, int lastLength, bool third)
        where TLoss : struct, IRowLoss
    {
        RowInputs<float> Inputs(BatchMemory s) => new()
        {
            First = s.Numbers("first"),
            Second = s.Numbers("second"),
            Columns = Columns,
            Third = last == "third" ? s.Numbers(last) : default,
            Labels = last == "labels" ? s.Numbers(last) : default,
        };
        BatchEntry Of(string verb, Call call) => new BatchEntry($"{typeof(TLoss).Name} {verb}", call)
            .Input("first", Rows * Columns).Input("second", Rows * Columns).Input(last, lastLength).Samples(Rows);
        BatchEntry gradient = Of("ValueAndGradient",
            (s, u) => loss.ValueAndGradient(Inputs(s), Gradients(s, third), Options(s, u)))
            .Gradient("d first", Rows * Columns).Gradient("d second", Rows * Columns);
        yield return third ? gradient.Gradient("d third", Rows * Columns) : gradient;
        yield return Of("Values",
            (s, u) => None(() => loss.Values(Inputs(s), s.Numbers("output"), Options(s, u)))).Output("output", Rows);
        yield return Of("HessianProduct", (s, u) => None(() => loss.HessianProduct(Inputs(s),
            new RowInputs<float> { First = s.Numbers("v"), Second = s.Numbers("w"), Columns = Columns },
            Gradients(s), Options(s, u)))).Input("v", Rows * Columns).Input("w", Rows * Columns)
            .Gradient("d first", Rows * Columns).Gradient("d second", Rows * Columns);
        BatchEntry curved = Of("ValueGradientAndCurvature", (s, u) => loss.ValueGradientAndCurvature(
            Inputs(s), Gradients(s), Curvatures(s, third), Options(s, u)))
            .Gradient("d first", Rows * Columns).Gradient("d second", Rows * Columns)
            .Gradient("c first", Rows * Columns).Gradient("c second", Rows * Columns);
        yield return third ? curved.Gradient("c third", Rows * Columns) : curved;
    }

    private static IEnumerable<BatchEntry> Groups()
    {
        const int Box = 4;
        GeneralizedBoxOverlap loss = new();
        RowInputs<float> Inputs(BatchMemory s)
            => new() { First = s.Numbers("first"), Second = s.Numbers("second"), Columns = Box };
        BatchEntry Of(string verb, Call call) => new BatchEntry($"giou {verb}", call)
            .Input("first", Rows * Box).Input("second", Rows * Box).Samples(Rows);
        yield return Of("ValueAndGradient", (s, u) => loss.ValueAndGradient(Inputs(s), Gradients(s), Options(s, u)))
            .Gradient("d first", Rows * Box).Gradient("d second", Rows * Box);
        yield return Of("Values", (s, u) => None(() => loss.Values(Inputs(s), s.Numbers("output"), Options(s, u))))
            .Output("output", Rows);
        yield return Of("HessianProduct", (s, u) => None(() => loss.HessianProduct(Inputs(s),
            new RowInputs<float> { First = s.Numbers("v"), Second = s.Numbers("w"), Columns = Box }, Gradients(s),
            Options(s, u)))).Input("v", Rows * Box).Input("w", Rows * Box)
            .Gradient("d first", Rows * Box).Gradient("d second", Rows * Box);
        yield return Of("ValueGradientAndCurvature", (s, u) => loss.ValueGradientAndCurvature(
            Inputs(s), Gradients(s), Curvatures(s, third: false), Options(s, u)))
            .Gradient("d first", Rows * Box).Gradient("d second", Rows * Box)
            .Gradient("c first", Rows * Box).Gradient("c second", Rows * Box);

        const int All = Rows * Columns;
        SoftDynamicTimeWarping warping = new(0.5, normalize: true);
        RowInputs<float> Sequences(BatchMemory s)
            => new() { First = s.Numbers("first"), Second = s.Numbers("second"), Columns = Columns };
        BatchEntry Warped(string verb, Call call) => new BatchEntry($"soft-dtw {verb}", call)
            .Input("first", All).Input("second", All).Samples(Rows);
        yield return Warped("ValueAndGradient",
            (s, u) => warping.ValueAndGradient(Sequences(s), Gradients(s), Options(s, u)))
            .Gradient("d first", All).Gradient("d second", All);
        yield return Warped("Values",
            (s, u) => None(() => warping.Values(Sequences(s), s.Numbers("output"), Options(s, u))))
            .Output("output", Rows);

        yield return Warped("HessianProduct", (s, u) => None(() => warping.HessianProduct(Sequences(s),
            new RowInputs<float> { First = s.Numbers("v"), Second = s.Numbers("w"), Columns = Columns },
            Gradients(s), Options(s, u)))).Input("v", All).Input("w", All)
            .Gradient("d first", All).Gradient("d second", All);

        WassersteinDistance transport = new(2, root: true);
        yield return new BatchEntry("wasserstein ValueAndGradient",
            (s, u) => transport.ValueAndGradient(Sequences(s), Gradients(s), Options(s, u)))
            .Input("first", All).Input("second", All).Samples(Rows)
            .Gradient("d first", All).Gradient("d second", All);
        SinkhornDivergence plan = new(0.5);
        yield return new BatchEntry("sinkhorn-divergence ValueAndGradient",
            (s, u) => plan.ValueAndGradient(Sequences(s), Gradients(s), Options(s, u)))
            .Input("first", All).Input("second", All).Samples(Rows)
            .Gradient("d first", All).Gradient("d second", All);
    }

    private static IEnumerable<BatchEntry> Pairs() => [.. OfPairs(new InfoNce(0.5), "info-nce", Rows, 0),
        .. OfPairs(new InfoNce(0.5, views: true), "info-nce of views", 2 * Rows, 0),
        .. OfPairs(new NPairs(), "n-pairs", Rows, 0), .. OfPairs(new ContrastiveLanguageImage(), "clip", 2 * Rows, 1),
        .. OfPairs(new VarianceInvarianceCovariance(), "vicreg", 1, 0),
        .. OfPairs(new BarlowTwins(), "barlow-twins", 1, 0)];

    private static IEnumerable<BatchEntry> OfPairs<TLoss>(TLoss loss, string name, int queries, int scales)
        where TLoss : struct, IContrastLoss
    {
        const int All = Rows * Columns;
        RowInputs<float> Inputs(BatchMemory s) => new()
        {
            First = s.Numbers("first"),
            Second = s.Numbers("second"),
            Third = s.Numbers("scale"),
            Columns = Columns,
        };
        BatchEntry Of(string verb, Call call) => new BatchEntry($"{name} {verb}", call)
            .Input("first", All).Input("second", All).Input("scale", scales).Samples(queries);
        yield return Of("ValueAndGradient",
            (s, u) => loss.ValueAndGradient(Inputs(s), Gradients(s, third: true), Options(s, u)))
            .Gradient("d first", All).Gradient("d second", All).Gradient("d third", scales);
        yield return Of("Values", (s, u) => None(() => loss.Values(Inputs(s), s.Numbers("output"), Options(s, u))))
            .Output("output", queries);
        yield return Of("HessianProduct", (s, u) => None(() => loss.HessianProduct(Inputs(s), new RowInputs<float>
        {
            First = s.Numbers("v"),
            Second = s.Numbers("w"),
            Third = s.Numbers("x"),
            Columns = Columns,
        }, Gradients(s, third: true), Options(s, u)))).Input("v", All).Input("w", All).Input("x", scales)
            .Gradient("d first", All).Gradient("d second", All).Gradient("d third", scales);
    }

    private static BatchEntry ClassEntry(string name, string targets, Call call)
    {
        BatchEntry entry = new BatchEntry(name, call).Input("logits", Rows * Columns).Samples(Rows)
            .Input("class weights", Columns).Whole("ignore", 2, 100, 50);
        return targets == "labels" ? entry.Whole("labels", Rows, Columns) : entry.Input("targets", Rows * Columns);
    }

    private static IEnumerable<BatchEntry> Softmax()
    {
        CategoricalFocal loss = new();
        const int All = Rows * Columns;
        yield return ClassEntry("categorical-focal Value", "labels", (s, u) => loss.Value<CategoricalFocal, float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), Classes(s, u, true))).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal Value of distributions", "targets",
            (s, u) => loss.Value<CategoricalFocal, float>(
            s.Numbers("logits"), Columns, s.Numbers("targets"), Classes(s, u, true))).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal ValueAndGradient", "labels",
            (s, u) => loss.ValueAndGradient<CategoricalFocal, float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), s.Numbers("output"), Classes(s, u, true)))
            .Gradient("output", All).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal ValueAndGradient of distributions", "targets",
            (s, u) => loss.ValueAndGradient<CategoricalFocal, float>(
                s.Numbers("logits"), Columns, s.Numbers("targets"), s.Numbers("output"), Classes(s, u, true)))
            .Gradient("output", All).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal ValueGradientAndCurvature", "labels",
            (s, u) => loss.ValueGradientAndCurvature<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Labels("labels"), s.Numbers("output"), s.Numbers("curvature"), Classes(s, u, true)))
            .Gradient("output", All).Gradient("curvature", All).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal ValueGradientAndCurvature of distributions", "targets",
            (s, u) => loss.ValueGradientAndCurvature<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("output"), s.Numbers("curvature"), Classes(s, u, true)))
            .Gradient("output", All).Gradient("curvature", All).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal HessianProduct", "labels",
            (s, u) => None(() => loss.HessianProduct<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Labels("labels"), s.Numbers("v"), s.Numbers("output"), Classes(s, u, false))))
            .Input("v", All).Gradient("output", All);
        yield return ClassEntry("categorical-focal HessianProduct of distributions", "targets",
            (s, u) => None(() => loss.HessianProduct<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("v"), s.Numbers("output"), Classes(s, u, false))))
            .Input("v", All).Gradient("output", All);
        yield return ClassEntry("categorical-focal TargetGradient", "targets",
            (s, u) => None(() => loss.TargetGradient<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("output"), Classes(s, u, false)))).Gradient("output", All);
        yield return ClassEntry("categorical-focal WeightGradient", "labels",
            (s, u) => None(() => loss.WeightGradient<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Labels("labels"), s.Numbers("output"), Classes(s, u, false)))).Gradient("output", Columns);
        yield return ClassEntry("categorical-focal WeightGradient of distributions", "targets",
            (s, u) => None(() => loss.WeightGradient<CategoricalFocal, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("output"), Classes(s, u, false)))).Gradient("output", Columns);
        yield return ClassEntry("categorical-focal Values", "labels",
            (s, u) => None(() => loss.Values<CategoricalFocal, float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), s.Numbers("output"), Classes(s, u, true))))
            .Output("output", Rows).Output("log-sum-exp", Rows);
        yield return ClassEntry("categorical-focal Values of distributions", "targets",
            (s, u) => None(() => loss.Values<CategoricalFocal, float>(
                s.Numbers("logits"), Columns, s.Numbers("targets"), s.Numbers("output"), Classes(s, u, true))))
            .Output("output", Rows).Output("log-sum-exp", Rows);
    }

    private static IEnumerable<BatchEntry> Centred()
    {
        MultiMargin labelled = new();
        NegativeLogLikelihood loss = new();
        const int All = Rows * Columns;
        yield return ClassEntry("multi-margin ValueAndGradient", "labels",
            (s, u) => labelled.ValueAndGradient<MultiMargin, float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), s.Numbers("output"), Classes(s, u, false)))
            .Gradient("output", All);
        yield return ClassEntry("multi-margin Values", "labels",
            (s, u) => None(() => labelled.Values<MultiMargin, float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), s.Numbers("output"), Classes(s, u, false))))
            .Output("output", Rows);
        yield return ClassEntry("multi-margin ValueGradientAndCurvature", "labels",
            (s, u) => labelled.ValueGradientAndCurvature<MultiMargin, float>(s.Numbers("logits"), Columns,
                s.Labels("labels"), s.Numbers("output"), s.Numbers("curvature"), Classes(s, u, false)))
            .Gradient("output", All).Gradient("curvature", All);
        yield return ClassEntry("nll ValueGradientAndCurvature", "targets",
            (s, u) => loss.ValueGradientAndCurvature<NegativeLogLikelihood, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("output"), s.Numbers("curvature"), Classes(s, u, false)))
            .Gradient("output", All).Gradient("curvature", All);
        yield return ClassEntry("multi-margin HessianProduct", "labels",
            (s, u) => None(() => labelled.HessianProduct<MultiMargin, float>(s.Numbers("logits"), Columns,
                s.Labels("labels"), s.Numbers("v"), s.Numbers("output"), Classes(s, u, false))))
            .Input("v", All).Gradient("output", All);
        yield return ClassEntry("nll HessianProduct", "targets",
            (s, u) => None(() => loss.HessianProduct<NegativeLogLikelihood, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("v"), s.Numbers("output"), Classes(s, u, false))))
            .Input("v", All).Gradient("output", All);
        yield return ClassEntry("multi-margin WeightGradient", "labels",
            (s, u) => None(() => labelled.WeightGradient<MultiMargin, float>(s.Numbers("logits"), Columns,
                s.Labels("labels"), s.Numbers("output"), Classes(s, u, false)))).Gradient("output", Columns);
        yield return ClassEntry("nll WeightGradient of distributions", "targets",
            (s, u) => None(() => loss.WeightGradient<NegativeLogLikelihood, float>(s.Numbers("logits"), Columns,
                s.Numbers("targets"), s.Numbers("output"), Classes(s, u, false)))).Gradient("output", Columns);
        yield return ClassEntry("nll ValueAndGradient", "targets",
            (s, u) => loss.ValueAndGradient<NegativeLogLikelihood, float>(
            s.Numbers("logits"), Columns, s.Numbers("targets"), s.Numbers("output"), Classes(s, u, false)))
            .Gradient("output", All);
        yield return ClassEntry("nll Values", "targets", (s, u) => None(() => loss.Values<NegativeLogLikelihood, float>(
            s.Numbers("logits"), Columns, s.Numbers("targets"), s.Numbers("output"), Classes(s, u, false))))
            .Output("output", Rows);
    }

    private static IEnumerable<BatchEntry> Linear()
    {
        CrossEntropy loss = default;
        const int Features = 2;
        LinearLayer<float> Layer(BatchMemory s) => new()
        {
            Hidden = s.Numbers("logits"),
            Weight = s.Numbers("weight"),
            Bias = s.Numbers("bias"),
            Features = Features,
            Classes = Columns,
        };
        BatchEntry Of(string verb, string targets, Call call)
        {
            BatchEntry entry = new BatchEntry($"linear cross-entropy {verb}", call).Input("logits", Rows * Features)
                .Input("weight", Features * Columns).Input("bias", Columns).Samples(Rows)
            .Input("class weights", Columns)
                .Whole("ignore", 2, 100, 50).Workspace(2 * Columns).Output("log-sum-exp", Rows);
            return targets == "labels" ? entry.Whole("labels", Rows, Columns) : entry.Input("targets", Rows * Columns);
        }
        LinearGradients<float> All(BatchMemory s)
            => new() { Hidden = s.Numbers("d hidden"), Weight = s.Numbers("d weight"), Bias = s.Numbers("d bias") };
        BatchEntry WithGradients(BatchEntry entry)
            => entry.Gradient("d hidden", Rows * Features).Gradient("d weight", Features * Columns)
            .Gradient("d bias", Columns);
        yield return Of("Value", "labels", (s, u) => loss.Value<CrossEntropy, float>(
            Layer(s), s.Labels("labels"), s.Numbers("workspace"), Classes(s, u, true)));
        yield return WithGradients(
            Of("ValueAndGradient", "labels", (s, u) => loss.ValueAndGradient<CrossEntropy, float>(
            Layer(s), s.Labels("labels"), All(s), s.Numbers("workspace"), Classes(s, u, true))));
        yield return WithGradients(Of("ValueAndGradient of distributions", "targets",
            (s, u) => loss.ValueAndGradient<CrossEntropy, float>(
                Layer(s), s.Numbers("targets"), All(s), s.Numbers("workspace"), Classes(s, u, true))));
        yield return Of("Values", "labels", (s, u) => None(() => loss.Values<CrossEntropy, float>(
            Layer(s), s.Labels("labels"), s.Numbers("output"), s.Numbers("workspace"), Classes(s, u, true))))
            .Output("output", Rows);
        yield return Of("Values of distributions", "targets", (s, u) => None(() => loss.Values<CrossEntropy, float>(
            Layer(s), s.Numbers("targets"), s.Numbers("output"), s.Numbers("workspace"), Classes(s, u, true))))
            .Output("output", Rows);
        BatchEntry Taught(string verb, Call call, bool byLayer) => byLayer
            ? Student(verb, call).Input("teacher hidden", Rows * Features).Input("teacher weight", Features * Columns)
            : Student(verb, call).Input("teacher", Rows * Columns);
        BatchEntry Student(string verb, Call call) => new BatchEntry($"linear distillation {verb}", call)
            .Input("logits", Rows * Features).Input("weight", Features * Columns).Input("bias", Columns).Samples(Rows)
            .Workspace(4 * Columns);
        LinearLayer<float> Teacher(BatchMemory s) => new()
        {
            Hidden = s.Numbers("teacher hidden"),
            Weight = s.Numbers("teacher weight"),
            Features = Features,
            Classes = Columns,
        };
        Distillation distillation = new(2);
        yield return Taught("Value", (s, u) => distillation.Value(Layer(s), s.Numbers("teacher"),
            s.Numbers("workspace"), Options(s, u)), byLayer: false);
        yield return WithGradients(Taught("ValueAndGradient", (s, u) => distillation.ValueAndGradient(
            Layer(s), s.Numbers("teacher"), All(s), s.Numbers("workspace"), Options(s, u)), byLayer: false));
        yield return Taught("Values", (s, u) => None(() => distillation.Values(Layer(s), s.Numbers("teacher"),
            s.Numbers("output"), s.Numbers("workspace"), Options(s, u))), byLayer: false).Output("output", Rows);
        yield return Taught("Value by a layer", (s, u) => distillation.Value(Layer(s), Teacher(s),
            s.Numbers("workspace"), Options(s, u)), byLayer: true);
        yield return WithGradients(Taught("ValueAndGradient by a layer", (s, u) => distillation.ValueAndGradient(
            Layer(s), Teacher(s), All(s), s.Numbers("workspace"), Options(s, u)), byLayer: true));
        BatchEntry Logs(string verb, Call call) => new BatchEntry($"linear log-probabilities {verb}", call)
            .Input("logits", Rows * Features).Input("weight", Features * Columns).Input("bias", Columns)
            .Whole("labels", Rows, Columns).Whole("ignore", 2, 100, 50).Workspace(2 * Columns)
            .Output("log-sum-exp", Rows).Masked(Rows);
        ClassOptions<float> Plain(BatchMemory s, double upstream) => new()
        {
            Batch = new() { Mask = s.Marks("mask"), Upstream = upstream },
            Ignore = s.Labels("ignore"),
            LogSumExp = s.Numbers("log-sum-exp"),
        };
        yield return Logs("Values", (s, u) => None(() => LinearLogProbabilities.Values(
            Layer(s), s.Labels("labels"), s.Numbers("output"), s.Numbers("workspace"), Plain(s, u))))
            .Output("output", Rows);
        yield return WithGradients(Logs("ValueAndGradient", (s, u) => LinearLogProbabilities.ValueAndGradient(
            new Halves(), Layer(s), s.Labels("labels"), s.Numbers("logs"), s.Numbers("slopes"), All(s),
            s.Numbers("workspace"), Plain(s, u))).Output("logs", Rows).Output("slopes", Rows));
        yield return WithGradients(Logs("Gradient", (s, u) => None(() => LinearLogProbabilities.Gradient(
            Layer(s), s.Labels("labels"), s.Numbers("slopes"), All(s), s.Numbers("workspace"), Plain(s, u))))
            .Input("slopes", Rows));
    }

    private static IEnumerable<BatchEntry> Adaptive()
    {
        const int Features = 16, Head = 4 * Features, Tails = 4 * (Features + 2) + (Features + 3);
        AdaptiveLayer<float> Layer(BatchMemory s) => new()
        {
            Hidden = s.Numbers("hidden"),
            Head = s.Numbers("head"),
            HeadBias = s.Numbers("bias"),
            Tails = s.Numbers("tails"),
            Cutoffs = (int[])[2, 4],
            Features = Features,
            Classes = 7,
        };
        BatchEntry Layered(string verb, Call call) => new BatchEntry($"adaptive softmax {verb}", call)
            .Input("hidden", Rows * Features).Input("head", Head).Input("bias", 4).Input("tails", Tails);
        BatchEntry Of(string verb, Call call) => Layered(verb, call).Whole("labels", Rows, 7).Samples(Rows);
        yield return Layered("LogProbabilities", (s, _) => None(
            () => AdaptiveSoftmax.LogProbabilities(Layer(s), s.Numbers("output")))).Output("output", Rows * 7);
        yield return Layered("Predict", (s, _) => None(
            () => AdaptiveSoftmax.Predict(Layer(s), s.Labels("output")))).Output("output", Rows);
        yield return Of("Value", (s, u) => AdaptiveSoftmax.Value(Layer(s), s.Labels("labels"), Options(s, u)));
        yield return Of("ValueAndGradient", (s, u) => AdaptiveSoftmax.ValueAndGradient(
            Layer(s), s.Labels("labels"), new()
            {
                Hidden = s.Numbers("d hidden"),
                Head = s.Numbers("d head"),
                HeadBias = s.Numbers("d bias"),
                Tails = s.Numbers("d tails"),
            }, Options(s, u)))
            .Gradient("d hidden", Rows * Features).Gradient("d head", Head).Gradient("d bias", 4)
            .Gradient("d tails", Tails);
        yield return Of("Values", (s, u) => None(() => AdaptiveSoftmax.Values(
            Layer(s), s.Labels("labels"), s.Numbers("output"), Options(s, u)))).Output("output", Rows);
    }

    private readonly struct Halves : ILogProbabilityLoss<float>
    {
        public double ValueAndSlopes(ReadOnlySpan<float> logProbabilities, Span<float> slopes)
        {
            double sum = 0;
            for (int row = 0; row < slopes.Length; row++)
                sum += (slopes[row] = 0.5f * logProbabilities[row]) * logProbabilities[row];
            return sum;
        }
    }

    private static IEnumerable<BatchEntry> Own()
    {
        const int All = Rows * Columns;
        MultilabelMargin margin = default;
        BatchEntry Margin(string verb, Call call) => new BatchEntry($"multilabel-margin {verb}", call)
            .Input("logits", All).Whole("labels", All, Columns, -1).Samples(Rows);
        yield return Margin("ValueAndGradient", (s, u) => margin.ValueAndGradient<float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), s.Numbers("output"), Options(s, u)))
            .Gradient("output", All);
        yield return Margin("Values", (s, u) => None(() => margin.Values<float>(
            s.Numbers("logits"), Columns, s.Labels("labels"), s.Numbers("output"), Options(s, u))))
            .Output("output", Rows);

        SupervisedContrastive contrast = new(0.5);
        BatchEntry Labelled(string verb, Call call) => new BatchEntry($"sup-con {verb}", call)
            .Input("rows", All).Whole("labels", Rows, 2).Samples(Rows);
        yield return Labelled("ValueAndGradient", (s, u) => contrast.ValueAndGradient<SupervisedContrastive, float>(
            s.Numbers("rows"), Columns, s.Labels("labels"), s.Numbers("output"), Options(s, u)))
            .Gradient("output", All);
        yield return Labelled("Values", (s, u) => None(() => contrast.Values<SupervisedContrastive, float>(
            s.Numbers("rows"), Columns, s.Labels("labels"), s.Numbers("output"), Options(s, u))))
            .Output("output", Rows);
        yield return Labelled("HessianProduct", (s, u) => None(() =>
            contrast.HessianProduct<SupervisedContrastive, float>(s.Numbers("rows"), Columns, s.Labels("labels"),
                s.Numbers("v"), s.Numbers("output"), Options(s, u))))
            .Input("v", All).Gradient("output", All);
        ProxyNca proxies = new();
        yield return new BatchEntry("proxy-nca HessianProduct", (s, u) => None(() =>
            proxies.HessianProduct<ProxyNca, float>(s.Numbers("rows"), Columns, s.Labels("labels"),
                s.Numbers("v"), s.Numbers("output"), Options(s, u))))
            .Input("rows", All).Whole("labels", Rows, 2).Samples(Rows).Input("v", All).Gradient("output", All);

        BatchEntry Tempered(string verb, Call call)
            => Labelled($"of a temperature {verb}", call).Input("temperature", 1);
        yield return Tempered("ValueAndGradient", (s, u) => contrast.ValueAndGradient(s.Numbers("rows"), Columns,
            s.Labels("labels"), s.Numbers("temperature"), new LossGradients<float>
            {
                First = s.Numbers("d rows"),
                Third = s.Numbers("d temperature"),
            }, Options(s, u))).Gradient("d rows", All).Gradient("d temperature", 1);
        yield return Tempered("Values", (s, u) => None(() => contrast.Values<SupervisedContrastive, float>(
            s.Numbers("rows"), Columns, s.Labels("labels"), s.Numbers("temperature"), s.Numbers("output"),
            Options(s, u)))).Output("output", Rows);
        yield return Tempered("HessianProduct", (s, u) => None(() => contrast.HessianProduct(s.Numbers("rows"),
            Columns, s.Labels("labels"), s.Numbers("temperature"), s.Numbers("v"), s.Numbers("w"),
            new LossGradients<float> { First = s.Numbers("d rows"), Third = s.Numbers("d temperature") },
            Options(s, u)))).Input("v", All).Input("w", 1).Gradient("d rows", All).Gradient("d temperature", 1);

        foreach (BatchEntry entry in OfSequences("ctc", default(ConnectionistTemporalClassification), Steps * All)
            .Concat(OfSequences("rnn-t", default(RecurrentTransducer), Steps * All * 3)))
            yield return entry;
    }

    private static IEnumerable<BatchEntry> OfSequences<TLoss>(string name, TLoss loss, int count)
        where TLoss : struct, ISequenceLoss
    {
        SequenceBatch<float> Sequences(BatchMemory s) => new()
        {
            LogProbabilities = s.Numbers("logs"),
            Classes = Columns,
            Labels = s.Labels("labels"),
            Steps = s.Labels("steps"),
            LabelCounts = s.Labels("counts"),
        };
        BatchEntry Of(string verb, Call call) => new BatchEntry($"{name} {verb}", call).Input("logs", count)
            .Whole("labels", 2 * Rows, Columns, 1).Whole("steps", Rows, Steps + 1, 4)
            .Whole("counts", Rows, 3, 1).Samples(Rows);
        yield return Of("ValueAndGradient", (s, u) => loss.ValueAndGradient(
            Sequences(s), s.Numbers("output"), Options(s, u))).Gradient("output", count);
        yield return Of("ValueGradientAndCurvature", (s, u) => loss.ValueGradientAndCurvature(
            Sequences(s), s.Numbers("output"), s.Numbers("curvature"), Options(s, u))).Gradient("output", count)
            .Gradient("curvature", count);
        yield return Of("HessianProduct", (s, u) => None(() => loss.HessianProduct(
            Sequences(s), s.Numbers("v"), s.Numbers("output"), Options(s, u)))).Input("v", count)
            .Gradient("output", count);
        yield return Of("Values", (s, u) => None(() => loss.Values(
            Sequences(s), s.Numbers("output"), Options(s, u)))).Output("output", Rows);
    }
}
