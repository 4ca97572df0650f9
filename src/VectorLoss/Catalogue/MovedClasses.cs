using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose classes are on any axis, as one whose classes are on the last, and its outcome back again. The
/// kernels take any axis and give the same bits; readers, bounds and witnesses need to know of one only.
/// </summary>
internal sealed class MovedClasses
{
    private readonly int classes = 1;
    private readonly int inner = 1;

    /// <summary>Reads the class axis of a request.</summary>
    /// <exception cref="ArgumentException">The loss has none, the array has none there, or none is said.</exception>
    public MovedClasses(LossRequest request)
    {
        Request = request;
        bool isOfClasses = request.Card.Family is LossFamily.Label or LossFamily.Centred;
        if (!isOfClasses && request.ClassAxis is not null)
            throw new ArgumentException(
                $"ClassAxis has no meaning for {request.Card.Name}.", nameof(request.ClassAxis));
        if (!isOfClasses || request.Inputs.GetValueOrDefault(request.Card.Inputs[0].Name) is not { } first
            || first.Shape.Length == 0)
            return;
        int axis = Axis(request, first.Shape);
        if (axis == first.Shape.Length - 1)
            return;
        classes = first.Shape[axis];
        inner = first.Shape.Skip(axis + 1).Aggregate(1, (product, length) => product * length);
        int[] shape = [.. first.Shape.AsSpan(0, axis), .. first.Shape.AsSpan(axis + 1), classes];
        Request = request with
        {
            ClassAxis = null,
            Inputs = request.Inputs.ToDictionary(pair => pair.Key,
                pair => request.Card.Inputs.Any(input => input.Name == pair.Key)
                    && pair.Value.Shape.AsSpan().SequenceEqual(first.Shape)
                    ? new LossArray(shape, Moved(pair.Value.Values)) : pair.Value),
        };
    }

    /// <summary>The request with the classes on the last axis.</summary>
    public LossRequest Request { get; }

    /// <summary>The outcome in the shape of the request as it was.</summary>
    public LossOutcome Back(LossOutcome outcome) => inner == 1 ? outcome : outcome with
    {
        Gradients = outcome.Gradients.ToDictionary(pair => pair.Key,
            pair => pair.Key == Request.Card.ClassWeights?.Name ? pair.Value : Ordered(pair.Value)),
    };

    /// <summary>What is said of a number, at its place in the request as it was.</summary>
    public OutOfDomainException Back(OutOfDomainException problem)
        => inner == 1 ? problem : new(problem.ParamName!, Place(problem.Index), problem.Value, Request.Card.Name,
            problem.Input, problem.Domain);

    private static int Axis(LossRequest request, int[] shape)
    {
        string name = request.Card.Inputs[0].Name, target = request.Card.Inputs[1].Name;
        if (request.ClassAxis is int axis)
            return axis >= -shape.Length && axis < shape.Length ? axis < 0 ? axis + shape.Length : axis
                : throw new ArgumentException(
                    $"ClassAxis is {axis}; {name} has shape {LossArray.Text(shape)}.", nameof(request.ClassAxis));
        if (shape.Length < 3 || request.Inputs.GetValueOrDefault(target)?.Shape is not { } of)
            return shape.Length - 1;
        // One label a row tells where the classes are, unless both readings have the same shape.
        bool second = of.AsSpan().SequenceEqual([shape[0], .. shape.AsSpan(2)]);
        bool last = of.AsSpan().SequenceEqual(shape.AsSpan(0, shape.Length - 1));
        return second != last ? second ? 1 : shape.Length - 1
            : !second && !of.AsSpan().SequenceEqual(shape) ? shape.Length - 1
            : throw new ArgumentException($"ClassAxis must be said for {name} of shape {LossArray.Text(shape)}: "
                + "1 where dimension 1 counts the classes, as PyTorch has it, or -1 for the last.",
                nameof(request.ClassAxis));
    }

    /// <summary>Where a number of the last axis was.</summary>
    private int Place(int index)
    {
        (int row, int c) = Math.DivRem(index, classes);
        (int sample, int place) = Math.DivRem(row, inner);
        return (((sample * classes) + c) * inner) + place;
    }

    private double[] Moved(double[] numbers) => [.. numbers.Select((_, index) => numbers[Place(index)])];

    private double[] Ordered(double[] numbers)
    {
        double[] ordered = new double[numbers.Length];
        for (int index = 0; index < numbers.Length; index++)
            ordered[Place(index)] = numbers[index];
        return ordered;
    }
}
