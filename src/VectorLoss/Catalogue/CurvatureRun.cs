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
        RowInputs<T> rows = run.Rows();
        T[] first = new T[rows.First.Length], second = Like(first);
        T[] third = run.HasThird ? Like(first) : [];
        loss.ValueGradientAndCurvature(rows, default,
            new LossGradients<T> { First = first, Second = second, Third = third }, run.Batch);
        return Named(first, second, third);
    }

    public Dictionary<string, double[]> Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        => ByClasses(new SoftmaxCurvature<TLoss, T>(loss));

    public Dictionary<string, double[]> Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
        => ByClasses(new CentredCurvature<TLoss, T>(loss));

    private Dictionary<string, double[]> ByClasses<TCurvature>(TCurvature curvature)
        where TCurvature : IClassCurvature<T>
    {
        T[] curvatures = Like(run.Numbers(0));
        ClassCurvature.Diagonal(curvature, run.Classes(), Like(curvatures), curvatures);
        return Named(curvatures);
    }

    // Piecewise linear.
    public Dictionary<string, double[]> LabelSet(MultilabelMargin loss) => Named(Like(run.Numbers(0)));

    public Dictionary<string, double[]> Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        if (!GroupCurvatures.HasDiagonal(loss.Rule))
            return ByProducts(reading.Columns);
        RowInputs<T> rows = run.Groups();
        T[] first = new T[rows.First.Length], second = inputs[1].Differentiable ? Like(first) : [];
        loss.ValueGradientAndCurvature(
            rows, default, new LossGradients<T> { First = first, Second = second }, run.Batch);
        return Named(first, second);
    }

    public Dictionary<string, double[]> Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
        => ByProducts(int.MaxValue);

    public Dictionary<string, double[]> Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        => ByProducts(TLoss.HasProxies ? reading.Columns : int.MaxValue);

    public Dictionary<string, double[]> Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        T[] gradient = run.Numbers(0), curvature = Like(gradient);
        SequenceBatch<T> batch = run.Sequences();
        loss.ValueGradientAndCurvature(batch, gradient, curvature, run.Batch);
        return Named(curvature);
    }

    /// <summary>By products of the Hessian with directions that are 1 at numbers which no loss sees together.</summary>
    /// <param name="apart">How far these are apart.</param>
    private Dictionary<string, double[]> ByProducts(int apart)
    {
        Follow(default);
        return reading.Inputs.Where(reading.HasGradient).ToDictionary(input => input.Name, input =>
        {
            double[] curvature = new double[reading.Arrays.Get(input.Name).Values.Length];
            for (int first = 0; first < Math.Min(apart, curvature.Length); first++)
            {
                double[] way = new double[curvature.Length];
                for (long at = first; at < way.Length; at += apart)
                    way[at] = 1;
                double[] product = reading.Visit(new ProductRun<T>(
                    reading, new Dictionary<string, double[]> { [input.Name] = way }))[input.Name];
                for (long at = first; at < way.Length; at += apart)
                    curvature[at] = product[at];
            }
            return curvature;
        });
    }

    private Dictionary<string, double[]> Named(params T[][] numbers)
    {
        Follow(numbers[0]);
        return inputs.Zip(numbers).Where(pair => pair.First.Differentiable)
            .ToDictionary(pair => pair.First.Name, pair => Wide(pair.Second));
    }

    /// <summary>Makes exact second derivatives those of another library, where it has its own of the loss.</summary>
    private void Follow(Span<T> curvature)
    {
        if (convention == HessianConvention.Exact)
            return;
        BoostedHessian rule = BoostedHessian.Of(convention, reading);
        int classes = reading.Classes is null ? 1 : reading.Columns;
        for (int i = 0; i < curvature.Length; i++)
        {
            int loss = i / classes;
            if (!reading.Counts(loss))
                continue;
            double constant = rule.Constant * reading.Weight(loss) * reading.Factor(loss);
            curvature[i] = T.Max((curvature[i] * T.CreateTruncating(rule.Factor)) + T.CreateTruncating(constant),
                T.CreateTruncating(rule.Least));
        }
    }
}
