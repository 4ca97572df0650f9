using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request whose classes, or other rows, are on any axis, as one that has them on the last, and its outcome back. The
/// kernels take any axis and give the same bits; readers, bounds and witnesses need to know of one only. Losses of
/// classes at places have them behind the samples, as (N, C, d₁ …).
/// </summary>
internal sealed class MovedClasses
{
    private readonly string[] moved = [];
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
        bool hasAxis = hasPlaces || HasRows(request.Card);
        if (!hasAxis && request.ClassAxis is not null)
            throw new ArgumentException(
                $"ClassAxis has no meaning for {request.Card.Name}.", nameof(request.ClassAxis));
        if (!hasAxis || request.Inputs.GetValueOrDefault(request.Card.Inputs[0].Name) is not { } first
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
        moved = [.. request.Card.Inputs.Select(input => input.Name).Where(
            name => request.Inputs.GetValueOrDefault(name)?.Shape.AsSpan().SequenceEqual(first.Shape) == true)];
        // What has one number a row may keep a dimension of length 1 for that of the classes.
        LossArray Laid(string name, LossArray array) => moved.Contains(name) ? new(shape, Moved(array.Values))
            : !hasPlaces && array.Shape.Length == first.Shape.Length && array.Shape[axis] == 1
            ? array with { Shape = [.. array.Shape[..axis], .. array.Shape[(axis + 1)..], 1] } : array;
        Request = request with
        {
            ClassAxis = hasPlaces ? 1 : -1,
            Inputs = request.Inputs.ToDictionary(pair => pair.Key, pair => Laid(pair.Key, pair.Value)),
        };
    }

    /// <summary>The request with the classes where readers know them.</summary>
    public LossRequest Request { get; }

    /// <summary>The outcome in the shape of the request as it was.</summary>
    public LossOutcome Back(LossOutcome outcome) => moved.Length == 0 ? outcome : outcome with
    {
        Gradients = outcome.Gradients.ToDictionary(pair => pair.Key,
            pair => moved.Contains(pair.Key) ? Ordered(pair.Value) : pair.Value),
    };

    /// <summary>What is said of a number, at its place in the request as it was.</summary>
    public OutOfDomainException Back(OutOfDomainException problem)
        => !moved.Contains(problem.Input) ? problem : new(problem.ParamName!, Place(problem.Index), problem.Value,
            Request.Card.Name, problem.Input, problem.Domain);

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

    /// <summary>Along which dimension the rows of a loss lie.</summary>
    /// <exception cref="ArgumentException">It has none there, or two might be meant.</exception>
    public static int Axis(LossRequest request, int[] shape)
    {
        string name = request.Card.Inputs[0].Name;
        if (Said(request, shape, name) is int axis)
            return axis;
        int last = shape.Length - 1;
        if (last < 2 || !IsOfClasses(request.Card)
            || request.Inputs.GetValueOrDefault(request.Card.Inputs[1].Name)?.Shape is not { } of)
            return last;
        // One label a row tells where the classes are, unless both readings fit; a number a class does not.
        int[] behind = [shape[0], .. shape.AsSpan(2)], before = shape[..^1];
        (bool isSecond, bool isLast) = (of.AsSpan().SequenceEqual(behind), of.AsSpan().SequenceEqual(before));
        if (!isSecond && !isLast)
            (isSecond, isLast) = (Repetitions.Fits(of, behind), Repetitions.Fits(of, before));
        if (request.TargetKind != "labels" || of.Length == shape.Length || (isSecond && isLast))
            throw Unsaid(request, shape, name);
        return isSecond ? 1 : last;
    }

    /// <summary>Whether a loss is of rows that each lie along one dimension, and know of no other row.</summary>
    public static bool HasRows(LossCard card) => !card.RowIsSample && (IsOfClasses(card)
        || card.Family is LossFamily.Row or LossFamily.LabelSet or LossFamily.Group);

    private static bool IsOfClasses(LossCard card) => card.Family is LossFamily.Label or LossFamily.Centred;

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
