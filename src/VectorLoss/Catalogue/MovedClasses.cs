using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose classes are on any axis, as one whose classes are on the last, and its outcome back again. The
/// kernels take any axis and give the same bits; readers, bounds and witnesses need to know of one only. Losses of
/// classes at places have them behind the samples, as (N, C, d₁ …).
/// </summary>
internal sealed class MovedClasses
{
    private readonly int classes = 1;
    private readonly int inner = 1;
    // How many places stand before the classes; 0 where these go to the last axis.
    private readonly int between;

    /// <summary>Reads the class axis of a request.</summary>
    /// <exception cref="ArgumentException">The loss has none, the array has none there, or none is said.</exception>
    public MovedClasses(LossRequest request)
    {
        Request = request;
        bool hasPlaces = request.Card.HasClasses;
        bool isOfClasses = hasPlaces || request.Card.Family is LossFamily.Label or LossFamily.Centred;
        if (!isOfClasses && request.ClassAxis is not null)
            throw new ArgumentException(
                $"ClassAxis has no meaning for {request.Card.Name}.", nameof(request.ClassAxis));
        if (!isOfClasses || request.Inputs.GetValueOrDefault(request.Card.Inputs[0].Name) is not { } first
            || first.Shape.Length == 0)
            return;
        int axis = hasPlaces ? PlacesAxis(request, first.Shape) ?? 1 : Axis(request, first.Shape);
        if (hasPlaces ? axis < 2 : axis == first.Shape.Length - 1)
            return;
        classes = first.Shape[axis];
        inner = first.Shape.Skip(axis + 1).Aggregate(1, (product, length) => product * length);
        between = hasPlaces ? first.Shape[1..axis].Aggregate((product, length) => product * length) : 0;
        int[] rest = [.. first.Shape.AsSpan(0, axis), .. first.Shape.AsSpan(axis + 1)];
        int[] shape = hasPlaces ? [rest[0], classes, .. rest.AsSpan(1)] : [.. rest, classes];
        Request = request with
        {
            ClassAxis = hasPlaces ? 1 : null,
            Inputs = request.Inputs.ToDictionary(pair => pair.Key,
                pair => request.Card.Inputs.Any(input => input.Name == pair.Key)
                    && pair.Value.Shape.AsSpan().SequenceEqual(first.Shape)
                    ? new LossArray(shape, Moved(pair.Value.Values)) : pair.Value),
        };
    }

    /// <summary>The request with the classes where readers know them.</summary>
    public LossRequest Request { get; }

    /// <summary>The outcome in the shape of the request as it was.</summary>
    public LossOutcome Back(LossOutcome outcome) => classes == 1 ? outcome : outcome with
    {
        Gradients = outcome.Gradients.ToDictionary(pair => pair.Key,
            pair => pair.Key == Request.Card.ClassWeights?.Name ? pair.Value : Ordered(pair.Value)),
    };

    /// <summary>What is said of a number, at its place in the request as it was.</summary>
    public OutOfDomainException Back(OutOfDomainException problem)
        => classes == 1 ? problem : new(problem.ParamName!, Place(problem.Index), problem.Value, Request.Card.Name,
            problem.Input, problem.Domain);

    /// <summary>
    /// Which dimension of an array counts the classes of a loss of classes at places; null where a row is a sample.
    /// </summary>
    /// <exception cref="ArgumentException">None does, or two might.</exception>
    public static int? PlacesAxis(LossRequest request, int[] shape)
    {
        int count = request.Card.PartsWith(request.Options);
        if (request.ClassAxis is null && shape.Length < 3)
            return null;
        string name = request.Card.Inputs[0].Name;
        int axis = Said(request, shape, name) ?? (shape[1] == count ? 1 : shape.Length - 1);
        if (shape[axis] != count)
            throw new ArgumentException($"{name} has shape {LossArray.Text(shape)}; {request.Card.Name} has {count} "
                + $"{CommonOptions.Classes}: of (N, classes, …) dimension 1 counts them.", name);
        return request.ClassAxis is not null || shape[1] != shape[^1] ? axis : throw Unsaid(request, shape, name);
    }

    private static int? Said(LossRequest request, int[] shape, string name)
        => request.ClassAxis is not int axis ? null
            : axis >= -shape.Length && axis < shape.Length ? axis < 0 ? axis + shape.Length : axis
            : throw new ArgumentException(
                $"ClassAxis is {axis}; {name} has shape {LossArray.Text(shape)}.", nameof(request.ClassAxis));

    private static ArgumentException Unsaid(LossRequest request, int[] shape, string name)
        => new($"ClassAxis must be said for {name} of shape {LossArray.Text(shape)}: "
            + "1 where dimension 1 counts the classes, as PyTorch has it, or -1 for the last.",
            nameof(request.ClassAxis));

    private static int Axis(LossRequest request, int[] shape)
    {
        string name = request.Card.Inputs[0].Name, target = request.Card.Inputs[1].Name;
        if (Said(request, shape, name) is int axis)
            return axis;
        if (shape.Length < 3 || request.Inputs.GetValueOrDefault(target)?.Shape is not { } of)
            return shape.Length - 1;
        // One label a row tells where the classes are, unless both readings have the same shape.
        bool second = of.AsSpan().SequenceEqual([shape[0], .. shape.AsSpan(2)]);
        bool last = of.AsSpan().SequenceEqual(shape.AsSpan(0, shape.Length - 1));
        return second != last ? second ? 1 : shape.Length - 1
            : !second && !of.AsSpan().SequenceEqual(shape) ? shape.Length - 1
            : throw Unsaid(request, shape, name);
    }

    /// <summary>Where a number was.</summary>
    private int Place(int index)
    {
        if (between > 0)
        {
            (int rest, int i) = Math.DivRem(index, inner);
            (rest, int before) = Math.DivRem(rest, between);
            return ((rest / classes * between + before) * classes + rest % classes) * inner + i;
        }
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
