using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using static VectorLoss.Catalogue.NumberArrays;

namespace VectorLoss.Catalogue;

/// <summary>The second derivatives of one <see cref="LossRequest"/> by each number of its inputs alone.</summary>
internal sealed class CurvatureRun<T>(RequestReading reading, HessianConvention convention)
    : ILossVisitor<Dictionary<string, double[]>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;
    private readonly RunInputs<T> run = new(reading);

    public Dictionary<string, double[]> Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        T[] p = run.Numbers(0), gradient = Like(p), curvature = Like(p);
        loss.ValueGradientAndCurvature<TLoss, T>(p, run.Numbers(1), gradient, curvature, run.Batch);
        return Named(curvature);
    }

    public Dictionary<string, double[]> Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        T[] a = run.Numbers(0), first = Like(a), second = Like(a), third = Like(a);
        loss.ValueGradientAndCurvature<TLoss, T>(a, run.Numbers(1), run.Repeated(2),
            inputs.Count > 3 ? run.Numbers(3) : [], default,
            new() { First = first, Second = second, Third = third }, run.Batch);
        return Named(first, second, third);
    }

    public Dictionary<string, double[]> Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        if (!RowCurvatures.Has<TLoss>())
            return ByFormula();
        RowInputs<T> rows = run.Rows();
        T[] first = new T[rows.First.Length], second = Like(first);
        T[] third = run.HasThird ? Like(first) : [];
        loss.ValueGradientAndCurvature(rows, default,
            new LossGradients<T> { First = first, Second = second, Third = third }, run.Batch);
        return Named(first, second, third);
    }

    public Dictionary<string, double[]> Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        T[] logits = run.Numbers(0), gradient = Like(logits), curvature = Like(logits);
        if (reading.Classes!.Labels is { } labels)
            loss.ValueGradientAndCurvature(logits, reading.Columns, labels, gradient, curvature, run.Options());
        else
            loss.ValueGradientAndCurvature(logits, reading.Columns, Targets, gradient, curvature, run.Options());
        return Named(curvature);
    }

    public Dictionary<string, double[]> Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        T[] logits = run.Numbers(0), gradient = Like(logits), curvature = Like(logits);
        if (reading.Classes!.Labels is { } labels)
            loss.ValueGradientAndCurvature(logits, reading.Columns, labels, gradient, curvature, run.Options());
        else
            loss.ValueGradientAndCurvature(logits, reading.Columns, Targets, gradient, curvature, run.Options());
        return Named(curvature);
    }

    // Piecewise linear.
    public Dictionary<string, double[]> LabelSet(MultilabelMargin loss) => Named(Like(run.Numbers(0)));

    public Dictionary<string, double[]> Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => ByFormula();

    public Dictionary<string, double[]> Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => ByFormula();

    public Dictionary<string, double[]> Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        => ByFormula();

    public Dictionary<string, double[]> Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        T[] gradient = run.Numbers(0), curvature = Like(gradient);
        SequenceBatch<T> batch = run.Sequences();
        loss.ValueGradientAndCurvature(batch, gradient, curvature, run.Batch);
        return Named(curvature);
    }

    private Dictionary<string, double[]> ByFormula()
    {
        if (convention != HessianConvention.Exact)
            Follow(default);
        return FormulaCurvature.Of(reading);
    }

    private ReadOnlySpan<T> Targets => Narrow<T>(reading.Classes!.Targets);

    private Dictionary<string, double[]> Named(params T[][] numbers)
    {
        if (convention != HessianConvention.Exact)
            Follow(numbers[0]);
        return inputs.Zip(numbers).Where(pair => pair.First.Differentiable)
            .ToDictionary(pair => pair.First.Name, pair => Wide(pair.Second));
    }

    private void Follow(Span<T> curvature)
    {
        bool isSoftmax = reading.Card == CrossEntropy.Card && reading.Classes?.Labels is not null;
        if (!isSoftmax && reading.Card != BinaryCrossEntropyWithLogits.Card)
            throw new ArgumentException(
                $"HessianConvention {convention} is for cross-entropy of labels and for bce-with-logits; "
                + $"{reading.Card.Name} has the exact one.", nameof(convention));
        if (reading.Divisor != 1)
            throw new ArgumentException(
                $"HessianConvention {convention} is of losses that are not averaged: reduce by sum or none.",
                nameof(convention));
        int classes = isSoftmax ? reading.Columns : 1;
        bool isLightGbm = convention == HessianConvention.LightGbm;
        double factor = !isSoftmax ? 1 : isLightGbm ? classes / (classes - 1.0) : 2;
        T least = T.CreateTruncating(isLightGbm ? double.NegativeInfinity : 1e-16);
        for (int i = 0; i < curvature.Length; i++)
            if (reading.Counts(i / classes))
                curvature[i] = T.Max(curvature[i] * T.CreateTruncating(factor), least);
    }
}
