using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>Checks at the public doors, so that every door refuses in the same words: argument name and both shapes.</summary>
internal static class Require
{
    /// <summary>Two spans of one length.</summary>
    public static void SameLength(int length, int expected, string name, string expectedName)
    {
        if (length != expected)
            throw new ArgumentException($"{name} has {length} elements, {expectedName} has {expected}.", name);
    }

    /// <summary>A span that is either left out or of one length with another.</summary>
    public static void SameLengthOrEmpty(int length, int expected, string name, string expectedName)
    {
        if (length != 0)
            SameLength(length, expected, name, expectedName);
    }

    /// <summary>An output that is the input itself or does not touch it: a shifted one would be overwritten while read.</summary>
    public static void SameOrApart<T>(Span<T> output, ReadOnlySpan<T> input, string name, string inputName)
    {
        if (output.Overlaps(input, out int offset) && offset != 0)
            throw new ArgumentException($"{name} overlaps {inputName} at an offset of {offset} elements; it may be the same span or a separate one.", name);
    }

    /// <summary>An output that does not touch an input.</summary>
    public static void Apart<T>(Span<T> output, ReadOnlySpan<T> input, string name, string inputName)
    {
        if (output.Overlaps(input))
            throw new ArgumentException($"{name} overlaps {inputName}; it must be a separate span.", name);
    }

    /// <summary>Weights that are finite and not below zero.</summary>
    public static void Weights<T>(ReadOnlySpan<T> weights, [CallerArgumentExpression(nameof(weights))] string name = "")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Widest.Run<WeightCheck<T>, T, bool>(new(weights)))
            return;
        for (int i = 0; i < weights.Length; i++)
            if (!(weights[i] >= T.Zero && T.IsFinite(weights[i])))
                throw new ArgumentException($"{name}[{i}] is {weights[i]}; weights must be finite and not below 0.", name);
    }

    /// <summary>The number of rows of so many classes in a row-major matrix.</summary>
    public static int Rows(int length, int classes, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        return length % classes == 0
            ? length / classes
            : throw new ArgumentException($"{name} has {length} elements, which are no whole rows of {classes} classes.", name);
    }
}
