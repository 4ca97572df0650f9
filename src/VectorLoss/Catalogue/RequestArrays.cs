using System.Globalization;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The arrays of a <see cref="LossRequest"/>, looked up by name and checked against the shapes they must have.
/// </summary>
internal sealed class RequestArrays(LossRequest request)
{
    /// <summary>The array, which must be there.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public LossArray Get(string name) => request.Inputs.GetValueOrDefault(name)
        ?? throw new ArgumentException($"{request.Card.Name} needs the array '{name}'{Instead(name)}.", name);

    /// <summary>The array, or null.</summary>
    public LossArray? Find(string name) => request.Inputs.GetValueOrDefault(name);

    /// <summary>The array of a given shape, or null if it is not there.</summary>
    /// <exception cref="ArgumentException">Its shape differs.</exception>
    public LossArray? Find(string name, ReadOnlySpan<int> shape, string owner)
        => Find(name) is { } array ? Fitting(array, name, shape, owner) : null;

    /// <summary>The array with at least one number in its last dimension.</summary>
    /// <exception cref="ArgumentException">It is not there, or is no rows.</exception>
    public LossArray Rows(string name)
    {
        LossArray array = Get(name);
        return array.Shape.Length > 0 && array.Columns > 0 ? array
            : throw new ArgumentException($"{name} has shape {array}; rows of at least one number are wanted.", name);
    }

    /// <summary>The whole numbers of an array that must be there.</summary>
    /// <exception cref="ArgumentException">It is not there, or holds something else.</exception>
    public int[] Labels(string name)
    {
        LossArray array = Get(name);
        Refuse(array, name, value => (int)value == value, "no whole number");
        return Array.ConvertAll(array.Values, value => (int)value);
    }

    /// <summary>The array <c>mask</c> of a given shape, or null if it is not there.</summary>
    /// <exception cref="ArgumentException">Its shape differs, or it holds another number than 0 and 1.</exception>
    public LossArray? Mask(ReadOnlySpan<int> shape)
    {
        LossArray? mask = Find("mask", shape, "the losses");
        if (mask is not null)
            Refuse(mask, "mask", value => value is 0 or 1, "neither 0 nor 1");
        return mask;
    }

    /// <summary>Checks that the arrays of the card have the shapes that the card says beside the first.</summary>
    /// <exception cref="ArgumentException">One is missing, or its shape differs.</exception>
    public void CheckShapes(LossArray first)
    {
        string owner = request.Card.Inputs[0].Name;
        foreach (LossInput input in request.Card.Inputs.Skip(1).Where(input => input.Kind != LossInputKind.Own))
        {
            if (input.Optional && Find(input.Name) is null)
                continue;
            LossArray array = Get(input.Name);
            bool isSingle = input.Kind == LossInputKind.Single && array.Values.Length == 1;
            if (!isSingle && !(input.Repeats && array.Shape.Length == 1 && array.Columns == first.Columns))
                Fitting(array, input.Name, Expected(input.Kind, first), owner);
        }
    }

    /// <summary>Checks that there is no array that the loss does not take.</summary>
    /// <param name="common">The names that are legal beside those of the card.</param>
    /// <exception cref="ArgumentException">There is one.</exception>
    public void RefuseOthers(IReadOnlyList<string> common)
    {
        string? unknown = request.Inputs.Keys.FirstOrDefault(
            name => !common.Contains(name) && request.Card.Inputs.All(input => input.Name != name));
        if (unknown is not null)
            throw new ArgumentException($"{request.Card.Name} takes no array '{unknown}'.", unknown);
    }

    private string Instead(string name) => request.Card.ArrayOption is { } option
        && option.Card().Inputs.All(input => input.Name != name) ? $" or '{option.Option}'" : "";

    private static void Refuse(LossArray array, string name, Predicate<double> isRight, string what)
    {
        int wrong = Array.FindIndex(array.Values, value => !isRight(value));
        if (wrong >= 0)
        {
            string place = array.PlaceOf(wrong);
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{name} holds {array.Values[wrong]:R}{(place == "" ? "" : " at " + place)}, which is {what}."), name);
        }
    }

    private static int[] Expected(LossInputKind kind, LossArray first) => kind switch
    {
        LossInputKind.PerRow => first.Shape[..^1],
        LossInputKind.PerColumn => [first.Columns],
        LossInputKind.Single => [],
        _ => first.Shape,
    };

    /// <summary>The array, which must be of a given shape.</summary>
    /// <exception cref="ArgumentException">Its shape differs.</exception>
    public static LossArray Fitting(LossArray array, string name, ReadOnlySpan<int> shape, string owner)
        => array.Shape.AsSpan().SequenceEqual(shape) ? array
        : throw new ArgumentException($"{name} has shape {array}; beside {owner} it must be {LossArray.Text(shape)}.",
            name);
}
