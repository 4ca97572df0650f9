using System.Globalization;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// A request of classes at places whose targets are labels, one a place, as one whose targets are one-hot. Labels lack
/// the dimension of the classes, or have a length of 1 there; a row of labels is as long as there are places.
/// </summary>
internal static class PlaceLabels
{
    /// <summary>Reads the targets of a request; those of the shape of the input stay as they are.</summary>
    /// <exception cref="ArgumentException">A label is no class, or the class axis is not known.</exception>
    public static LossRequest OneHot(LossRequest request)
    {
        LossCard card = request.Card;
        string name = card.Inputs[1].Name;
        if (!card.HasClasses || request.Inputs.GetValueOrDefault(card.Inputs[0].Name) is not { } first
            || request.Inputs.GetValueOrDefault(name) is not { } target || first.Shape.Length < 2
            || target.Shape.AsSpan().SequenceEqual(first.Shape))
            return request;
        int classes = card.PartsWith(request.Options);
        int[] shape = first.Shape, labels = target.Shape;
        int? axis = MovedClasses.PlacesAxis(request, shape);
        if (axis is int at && labels.Length == shape.Length - 1)
            labels = [.. labels[..at], 1, .. labels[at..]];
        bool areLabels = labels.Length == shape.Length && (axis is int classAxis
            ? labels[classAxis] == 1 && classes > 1 : labels[^1] * classes == shape[^1]);
        int[] whole = [.. labels];
        if (areLabels)
            whole[axis ?? whole.Length - 1] *= classes;
        if (!areLabels || !Repetitions.Fits(whole, shape))
            return request;
        int inner = axis is int of ? Product(labels[(of + 1)..]) : labels[^1];
        double[] values = new double[target.Values.Length * classes];
        for (int i = 0; i < target.Values.Length; i++)
        {
            double label = target.Values[i];
            if (label != Math.Floor(label) || label < 0 || label >= classes)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{name} holds the label {label:R} at {target.PlaceOf(i)}; there are {classes} classes."), name);
            values[((i / inner * classes) + (int)label) * inner + i % inner] = 1;
        }
        return request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs) { [name] = new(whole, values) },
        };
    }

    private static int Product(int[] lengths) => lengths.Aggregate(1, (product, length) => product * length);
}
