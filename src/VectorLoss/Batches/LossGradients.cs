using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Where the gradients of a loss of several inputs go, each of the length of its input; what is left out is not
/// computed.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct LossGradients<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Receives the gradient with respect to the first input, or is empty.</summary>
    public Span<T> First { [MethodImpl(Inline)] get; init; }

    /// <summary>Receives the gradient with respect to the second input, or is empty.</summary>
    public Span<T> Second { [MethodImpl(Inline)] get; init; }

    /// <summary>Receives the gradient with respect to the third input, or is empty.</summary>
    public Span<T> Third { [MethodImpl(Inline)] get; init; }

    /// <summary>Whether there is room for none.</summary>
    internal bool IsEmpty { [MethodImpl(Inline)] get => First.IsEmpty && Second.IsEmpty && Third.IsEmpty; }

    /// <summary>Writes zeros.</summary>
    internal void Clear()
    {
        First.Clear();
        Second.Clear();
        Third.Clear();
    }

    /// <summary>Refuses one that touches an input or another output.</summary>
    /// <exception cref="ArgumentException">One does.</exception>
    internal void CheckApart(ReadOnlySpan<T> other, string name)
    {
        Require.Apart(First, other, "output of First", name);
        Require.Apart(Second, other, "output of Second", name);
        Require.Apart(Third, other, "output of Third", name);
    }

    /// <summary>Refuses one that touches one of other outputs.</summary>
    /// <exception cref="ArgumentException">One does.</exception>
    internal void CheckApart(in LossGradients<T> others)
    {
        CheckApart(others.First, "gradient of First");
        CheckApart(others.Second, "gradient of Second");
        CheckApart(others.Third, "gradient of Third");
    }

    /// <summary>A part of each that there is room for.</summary>
    [MethodImpl(Compiled.Early)]
    internal LossGradients<T> Piece(int start, int count) => new()
    {
        First = First.IsEmpty ? First : First.Slice(start, count),
        Second = Second.IsEmpty ? Second : Second.Slice(start, count),
        Third = Third.IsEmpty ? Third : Third.Slice(start, count),
    };

    /// <summary>Checks the lengths, that no gradient overlaps another, and that none overlaps an option.</summary>
    /// <param name="length">The length of the first two gradients.</param>
    /// <param name="thirdLength">The length of the third; 0 where the loss gives none.</param>
    /// <param name="options">The options of the call.</param>
    /// <exception cref="ArgumentException">One of these does not hold.</exception>
    internal void Check(int length, int thirdLength, in BatchOptions<T> options)
    {
        Require.SameLengthOrEmpty(First.Length, length, "gradient of First", "the first input");
        Require.SameLengthOrEmpty(Second.Length, length, "gradient of Second", "the second input");
        Require.SameLengthOrEmpty(Third.Length, thirdLength, "gradient of Third", "a third input that has a gradient");
        Require.Apart(First, (ReadOnlySpan<T>)Second, "gradient of First", "gradient of Second");
        Require.Apart(First, (ReadOnlySpan<T>)Third, "gradient of First", "gradient of Third");
        Require.Apart(Second, (ReadOnlySpan<T>)Third, "gradient of Second", "gradient of Third");
        options.CheckApart(First, "gradient of First");
        options.CheckApart(Second, "gradient of Second");
        options.CheckApart(Third, "gradient of Third");
    }

    /// <summary>Checks that every gradient is the very span of an input or touches none of it.</summary>
    /// <exception cref="ArgumentException">One overlaps at an offset.</exception>
    internal void CheckSameOrApart(ReadOnlySpan<T> input, string name)
    {
        Require.SameOrApart(First, input, "gradient of First", name);
        Require.SameOrApart(Second, input, "gradient of Second", name);
        Require.SameOrApart(Third, input, "gradient of Third", name);
    }
}
