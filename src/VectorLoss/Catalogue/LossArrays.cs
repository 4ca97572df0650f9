using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>The arrays of a <see cref="LossRequest"/> in one precision, each read at most as what it is.</summary>
internal sealed class LossArrays<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly HashSet<string> read = [];

    /// <summary>The array, which must be there.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public LossArray Get(string name)
        => Find(name) ?? throw new ArgumentException($"{request.Card.Name} needs the array '{name}'.", name);

    /// <summary>The numbers of an array that must be there and of the same shape as another.</summary>
    /// <exception cref="ArgumentException">It is not there, or its shape differs.</exception>
    public T[] Like(string name, LossArray other, string otherName) => Shaped(name, other.Shape, otherName)
        ?? throw new ArgumentException($"{request.Card.Name} needs the array '{name}'.", name);

    /// <summary>The numbers of an array of a given shape, or none if it is not there.</summary>
    /// <exception cref="ArgumentException">Its shape differs.</exception>
    public T[]? Shaped(string name, ReadOnlySpan<int> shape, string likeWhat)
    {
        if (Find(name) is not { } array)
            return null;
        return array.Shape.AsSpan().SequenceEqual(shape) ? Numbers(array)
            : throw new ArgumentException($"{name} has shape {array}, {likeWhat} wants [{string.Join(", ", shape.ToArray())}].", name);
    }

    /// <summary>The numbers of an array of any shape.</summary>
    public static T[] Numbers(LossArray array) => Array.ConvertAll(array.Values, T.CreateTruncating);

    /// <summary>The whole numbers of an array that must be there.</summary>
    /// <exception cref="ArgumentException">It is not there, or holds something else.</exception>
    public int[] Labels(string name) => Array.ConvertAll(Get(name).Values, value => (int)value == value
        ? (int)value
        : throw new ArgumentException($"{name} holds {value}, which is no whole number.", name));

    /// <summary>The mask, one bit for each loss, or none.</summary>
    public bool[] Mask(ReadOnlySpan<int> shape)
        => Shaped("mask", shape, "mask") is { } mask ? Array.ConvertAll(mask, bit => bit != T.Zero) : [];

    /// <summary>The weights of losses, under any of the names, or none.</summary>
    public T[] Weights(ReadOnlySpan<int> shape, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (Shaped(name, shape, "the losses") is { } weights)
                return weights;
        return [];
    }

    /// <summary>Refuses arrays that nobody asked for.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    public void RefuseUnread()
    {
        if (request.Inputs.Keys.FirstOrDefault(name => !read.Contains(name)) is { } unknown)
            throw new ArgumentException($"{request.Card.Name} takes no array '{unknown}'.", unknown);
    }

    private LossArray? Find(string name)
    {
        read.Add(name);
        return request.Inputs.GetValueOrDefault(name);
    }
}
