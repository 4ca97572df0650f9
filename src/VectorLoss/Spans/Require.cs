using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>
/// The checks of the public methods, so that all of them refuse in the same words: argument name and both shapes.
/// </summary>
internal static class Require
{
    /// <summary>Checks that T is float or double.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="method">The public method that was called.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FloatOrDouble<T>([CallerMemberName] string method = "")
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            ThrowNotSupported(typeof(T), method);
        }
    }

    /// <summary>Checks that S is a storage of 16 bits.</summary>
    /// <typeparam name="S">The type of the numbers.</typeparam>
    /// <param name="where">The public type that was called.</param>
    public static void Narrow<S>(string where)
    {
        if (typeof(S) != typeof(BFloat16) && typeof(S) != typeof(Half))
            throw new NotSupportedException($"{where} does not support {typeof(S).Name}: S must be BFloat16 or Half.");
    }

    /// <summary>Checks that two spans have one length.</summary>
    public static void SameLength(int length, int expected, string name, string expectedName)
    {
        if (length != expected)
        {
            ThrowLength(length, expected, name, expectedName);
        }
    }

    /// <summary>Checks that a span is empty or has the length of another.</summary>
    public static void SameLengthOrEmpty(int length, int expected, string name, string expectedName)
    {
        if (length != 0)
        {
            SameLength(length, expected, name, expectedName);
        }
    }

    /// <summary>Checks that a span is not empty.</summary>
    public static void NotEmpty<T>(ReadOnlySpan<T> span, [CallerArgumentExpression(nameof(span))] string name = "")
    {
        if (span.IsEmpty)
        {
            throw new ArgumentException($"{name} is empty; it must have at least one element.", name);
        }
    }

    /// <summary>
    /// Checks that an output is the input itself or does not overlap it: a shifted one, or one of
    /// another length, would be overwritten while it is read.
    /// </summary>
    public static void SameOrApart<T>(Span<T> output, ReadOnlySpan<T> input, string name, string inputName)
    {
        if (output.Overlaps(input, out int offset) && (offset != 0 || output.Length != input.Length))
        {
            ThrowOffset(offset, name, inputName);
        }
    }

    /// <summary>Checks that an output does not overlap an input, of whatever type that is.</summary>
    public static void Apart<TOutput, TInput>(
        Span<TOutput> output, ReadOnlySpan<TInput> input, string name, string inputName)
        where TOutput : unmanaged where TInput : unmanaged
    {
        if (Refs.Overlap<TOutput, TInput>(output, input))
        {
            throw new ArgumentException($"{name} overlaps {inputName}; it must be a separate span.", name);
        }
    }

    /// <summary>Checks that all weights are finite and not below zero.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="name">The name of the argument.</param>
    /// <param name="one">What a single one is called in the message.</param>
    public static void Weights<T>(ReadOnlySpan<T> weights, string name, string one = "Weight")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.IsEmpty || Widest.Run<WeightCheck<T>, T, bool>(new(weights)))
        {
            return;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= T.Zero && T.IsFinite(weights[i])))
            {
                throw new ArgumentException(
                    $"{one} {i} is {weights[i]}; weights must be finite and not below 0.", name);
            }
        }
    }

    /// <summary>
    /// The number of rows in a row-major matrix with this number of columns; checks that they are whole.
    /// </summary>
    /// <param name="length">The length of the matrix.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="name">The argument that holds the matrix.</param>
    /// <param name="columnsName">The argument that says the length of a row.</param>
    public static int Rows(int length, int columns, string name, string columnsName = "columns")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1, columnsName);
        return length % columns == 0
            ? length / columns
            : throw new ArgumentException(
                $"{name} has {length} elements, which are no whole rows of {columns} {columnsName}.", name);
    }

    // Messages are made in methods of their own: inlined into an entry point, they gave each call a larger stack frame
    // to clear.
    [DoesNotReturn]
    private static void ThrowLength(int length, int expected, string name, string expectedName)
        => throw new ArgumentException($"{name} has {length} elements, {expectedName} has {expected}.", name);

    [DoesNotReturn]
    private static void ThrowOffset(int offset, string name, string inputName)
        => throw new ArgumentException($"{name} overlaps {inputName} at an offset of {offset} elements; "
            + "it may be the same span or a separate one.", name);

    [DoesNotReturn]
    private static void ThrowNotSupported(Type type, string method)
        => throw new NotSupportedException($"{method} does not support {type.Name}: T must be float or double.");
}
