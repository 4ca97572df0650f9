using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// Checks at the public doors, so that every door refuses in the same words: argument name and both shapes.
/// </summary>
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

    /// <summary>
    /// An output that is the input itself or does not touch it: a shifted one, or a longer one, would be overwritten
    /// while read.
    /// </summary>
    public static void SameOrApart<T>(Span<T> output, ReadOnlySpan<T> input, string name, string inputName)
    {
        if (output.Overlaps(input, out int offset) && (offset != 0 || output.Length != input.Length))
            throw new ArgumentException(
                $"{name} overlaps {inputName} at an offset of {offset} elements; it may be the same span or a separate one.",
                name);
    }

    /// <summary>An output that does not touch an input, of whatever type that is.</summary>
    public static void Apart<TOutput, TInput>(Span<TOutput> output, ReadOnlySpan<TInput> input, string name,
        string inputName)
        where TOutput : unmanaged where TInput : unmanaged
    {
        if (Refs.Overlap<TOutput, TInput>(output, input))
            throw new ArgumentException($"{name} overlaps {inputName}; it must be a separate span.", name);
    }

    /// <summary>
    /// Refuses every number type but <see cref="float"/> and <see cref="double"/>: the compiler folds the question
    /// away.
    /// </summary>
    /// <exception cref="NotSupportedException">T is another type; the message names it and the method.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FloatOrDouble<T>([CallerMemberName] string method = "")
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"{method} computes in float or double, not in {typeof(T).Name}.");
    }

    /// <summary>Weights that are finite and not below zero.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="name">The name of the argument.</param>
    /// <param name="one">What a single one is called in the message.</param>
    public static void Weights<T>(ReadOnlySpan<T> weights, string name, string one = "Weight")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.IsEmpty || Widest.Run<WeightCheck<T>, T, bool>(new(weights)))
            return;
        for (int i = 0; i < weights.Length; i++)
            if (!(weights[i] >= T.Zero && T.IsFinite(weights[i])))
                throw new ArgumentException($"{one} {i} is {weights[i]}; weights must be finite and not below 0.",
                    name);
    }

    /// <summary>The number of rows of so many classes in a row-major matrix.</summary>
    public static int Rows(int length, int classes, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        return length % classes == 0
            ? length / classes
            : throw new ArgumentException(
                $"{name} has {length} elements, which are no whole rows of {classes} classes.", name);
    }

    /// <summary>An option between two bounds, both included; NaN is refused.</summary>
    public static void Within(double value, double lower, double upper,
        [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= lower && value <= upper))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {lower} to {upper}.");
    }
}
