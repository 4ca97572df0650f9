using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using static VectorLoss.Catalogue.NumberArrays;

namespace VectorLoss.Catalogue;

/// <summary>
/// The product of the Hessian of one <see cref="LossRequest"/> with a direction: by the kernels of its family where it
/// has closed forms, by its formula elsewhere.
/// </summary>
internal sealed class ProductRun<T>(RequestReading reading, IReadOnlyDictionary<string, double[]> direction)
    : ILossVisitor<Dictionary<string, double[]>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;
    private readonly RunInputs<T> run = new(reading);

    public Dictionary<string, double[]> Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        T[][] products = Room();
        loss.HessianProduct(run.Numbers(0), run.Numbers(1), Way(0), Way(1), Outputs(products), run.Batch);
        return Named(products);
    }

    public Dictionary<string, double[]> Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        T[][] products = Room();
        loss.HessianProduct<TLoss, T>(run.Numbers(0), run.Numbers(1), run.Repeated(2),
            inputs.Count > 3 ? run.Numbers(3) : [], Way(0), Way(1), Way(2), Outputs(products),
            run.Batch);
        return Named(products);
    }

    public Dictionary<string, double[]> Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        RowInputs<T> rows = run.Rows();
        T[][] products = Room();
        loss.HessianProduct(rows, Ways(rows.Columns), Outputs(products), run.Batch);
        return Named(products);
    }

    public Dictionary<string, double[]> Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
        => ByClasses(new SoftmaxCurvature<TLoss, T>(loss));

    public Dictionary<string, double[]> Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
        => ByClasses(new CentredCurvature<TLoss, T>(loss));

    public Dictionary<string, double[]> LabelSet(MultilabelMargin loss) => ByFormula();

    public Dictionary<string, double[]> Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        RowInputs<T> rows = run.Groups();
        T[][] products = Room();
        loss.HessianProduct(rows, Ways(rows.Columns), Outputs(products), run.Batch);
        return Named(products);
    }

    public Dictionary<string, double[]> Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        RowInputs<T> rows = run.Rows();
        T[][] products = Room();
        loss.HessianProduct(rows, Ways(rows.Columns), Outputs(products), run.Batch);
        return Named(products);
    }

    public Dictionary<string, double[]> Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        T[][] products = Room();
        loss.HessianProduct(run.Numbers(0), reading.Columns, reading.Arrays.Labels(inputs[1].Name),
            inputs.Count > 2 ? run.Numbers(2) : [], Way(0), Way(2), Outputs(products), run.Batch);
        return Named(products);
    }

    public Dictionary<string, double[]> Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        T[] product = Like(run.Numbers(0));
        loss.HessianProduct(run.Sequences(), Way(0), product, run.Batch);
        return Named(product);
    }

    private Dictionary<string, double[]> ByFormula() => FormulaCurvature.Product(reading, direction);

    private Dictionary<string, double[]> ByClasses<TCurvature>(TCurvature curvature)
        where TCurvature : IClassCurvature<T>
    {
        // These kernels know of logits alone.
        if (reading.Inputs.Skip(1).Any(reading.HasGradient) || !direction.ContainsKey(inputs[0].Name))
            return ByFormula();
        T[] product = Like(run.Numbers(0));
        ClassCurvature.Product(curvature, run.Classes(), Way(0), product);
        return Named(product);
    }

    /// <summary>How an input of the card moves; nothing where it does not.</summary>
    private T[] Way(int input)
        => input < inputs.Count && direction.TryGetValue(inputs[input].Name, out double[]? way) ? Narrow<T>(way) : [];

    private RowInputs<T> Ways(int columns)
        => new() { First = Way(0), Second = Way(1), Third = Way(2), Columns = columns };

    private T[][] Room() => [.. inputs.Select((input, at) => reading.HasGradient(input) ? Like(run.Numbers(at)) : [])];

    private static LossGradients<T> Outputs(T[][] products)
        => new() { First = products[0], Second = products[1], Third = products.ElementAtOrDefault(2) };

    private Dictionary<string, double[]> Named(params T[][] products)
        => inputs.Zip(products).Where(pair => reading.HasGradient(pair.First))
            .ToDictionary(pair => pair.First.Name, pair => Wide(pair.Second));
}
