using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// Computes any loss of any family from named arrays, for tools: it allocates. Programs call the extension methods of
/// the families on spans, which do not.
/// </summary>
public static class LossTool
{
    /// <summary>Computes value and gradients in the precision of <typeparamref name="T"/>.</summary>
    /// <param name="request">The loss with its options, arrays and reduction.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">An option, array, shape or word does not fit the loss.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the request refuses that.</exception>
    public static LossOutcome Run<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Outcome(request, reading => reading.Visit(new LossRun<T>(reading)));

    /// <summary>
    /// The second derivatives of the result by each number of an input alone, the diagonal of its Hessian, by the name
    /// of the input; of point losses by the predictions. At a kink it is that of one of the pieces. Alignments
    /// cost a <see cref="HessianProduct{T}"/> for each number of a row, pairs and labelled rows one for each number of
    /// all, and entropic transports a formula: for arrays of a tool's size.
    /// </summary>
    /// <param name="request">The loss with its options, arrays and reduction.</param>
    /// <param name="convention">
    /// Another than the exact one is for the losses that it names, not averaged.
    /// </param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">An option, array, shape or word does not fit the loss.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the request refuses that.</exception>
    public static IReadOnlyDictionary<string, double[]> Curvatures<T>(
        LossRequest request, HessianConvention convention = HessianConvention.Exact)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Option.Named(convention);
        Dictionary<string, double[]> curvatures = new(Outcome(request, reading
            => new(new([], []), reading.Visit(new CurvatureRun<T>(reading, convention)))).Gradients);
        // The places of a number that repeats move together, and losses of more than elements couple them.
        if (request.Card.Family is not (LossFamily.Point or LossFamily.Triple))
            foreach (string name in new RequestLayout(request).Repeated.Where(curvatures.ContainsKey).ToArray())
                curvatures[name] = Diagonal<T>(request, name);
        return curvatures;
    }

    private static double[] Diagonal<T>(LossRequest request, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossArray array = request.Inputs[name];
        double Along(int i) => HessianProduct<T>(request, new Dictionary<string, LossArray>
        {
            [name] = array with { Values = [.. array.Values.Select((_, at) => at == i ? 1.0 : 0)] },
        })[name][i];
        return [.. Enumerable.Range(0, array.Values.Length).Select(Along)];
    }

    /// <summary>
    /// The product of the Hessian of the result with a direction, by every input that has a gradient: of every family,
    /// by its formula on dual numbers of dual numbers, once for each number, for arrays of a tool's size; of entropic
    /// transports by the kernels in double. At a kink it is that of one of the pieces.
    /// </summary>
    /// <param name="request">The loss with its options, arrays and reduction.</param>
    /// <param name="direction">Arrays of the shapes of inputs, by their names; what is left out does not move.</param>
    /// <exception cref="ArgumentException">An option, array, shape or word does not fit the loss, or a direction
    /// has no gradient to move along.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the request refuses that.</exception>
    public static IReadOnlyDictionary<string, double[]> HessianProduct(
        LossRequest request, IReadOnlyDictionary<string, LossArray> direction)
        => Product(request, direction, FormulaCurvature.Product);

    /// <summary>
    /// The same in the precision of <typeparamref name="T"/> by the kernels of the engine where the loss has closed
    /// forms: elements, losses of classes along logits, rows with rankings, pairs of rows, labelled rows, sequences,
    /// and groups. Others as above.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <inheritdoc cref="HessianProduct(LossRequest, IReadOnlyDictionary{string, LossArray})"/>
    public static IReadOnlyDictionary<string, double[]> HessianProduct<T>(
        LossRequest request, IReadOnlyDictionary<string, LossArray> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Product(request, direction, (reading, ways) => reading.Visit(new ProductRun<T>(reading, ways)));

    private static IReadOnlyDictionary<string, double[]> Product(LossRequest request,
        IReadOnlyDictionary<string, LossArray> direction,
        Func<RequestReading, IReadOnlyDictionary<string, double[]>, Dictionary<string, double[]>> product)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(direction);
        Dictionary<string, LossArray> arrays = new(request.Inputs);
        foreach ((string name, LossArray array) in direction)
            arrays[name] = arrays.TryGetValue(name, out LossArray? numbers)
                ? RequestArrays.Fitting(array, name, numbers.Shape, name)
                : throw new ArgumentException($"There is no array '{name}' that could move.", nameof(direction));
        return Outcome(request, reading =>
        {
            if (direction.Keys.FirstOrDefault(name => reading.Inputs.All(
                input => input.Name != name || !reading.HasGradient(input))) is { } still)
                throw new ArgumentException($"{request.Card.Name} gives no gradient to {still}.", nameof(direction));
            // A direction lies as the arrays lie, and takes their way.
            IReadOnlyDictionary<string, LossArray> laid
                = new RequestLayout(request with { Inputs = arrays }).Request.Inputs;
            return new(new([], []), product(
                reading, direction.Keys.ToDictionary(name => name, name => laid[name].Values)));
        }).Gradients;
    }

    /// <summary>
    /// How far the result of <see cref="Run"/> in <typeparamref name="T"/> may be from the mathematics of
    /// the inputs as they were before they were rounded to <typeparamref name="T"/>: in the place of every number of
    /// the outcome its bound. Derived by running error analysis. What the mean over nothing is, is exact.
    /// </summary>
    /// <param name="request">The loss with its options, arrays and reduction.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">An option, array, shape or word does not fit the loss.</exception>
    /// <exception cref="NotSupportedException">There are no bounds for the loss with these options.</exception>
    public static LossOutcome Bounds<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Outcome(request, reading => reading.Visit(new LossBounds<T>(reading)));

    private static LossOutcome Outcome(LossRequest request, Func<RequestReading, LossOutcome> run)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestLayout layout = new(request);
        try
        {
            return layout.Back(run(RequestReading.Of(layout.Request)));
        }
        catch (OutOfDomainException problem)
        {
            throw layout.Back(problem);
        }
    }
}
