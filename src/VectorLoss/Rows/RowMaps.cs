using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// A function of each number x of a row. It may use the row's maximum m, e = exp(x − m), 1/S with S = Σ e, and log S.
/// </summary>
internal interface IRowMap
{
    /// <summary>Whether the result is one number for each row, instead of one for each class.</summary>
    static abstract bool OnePerRow { get; }

    /// <summary>Whether the function takes e instead of x.</summary>
    static abstract bool OfPower { get; }

    /// <summary>The result for e or for x, as <see cref="OfPower"/> says.</summary>
    static abstract R Of<R>(R number, R max, R inverse, R logSum) where R : struct, IReal<R>;
}

/// <summary>The functions of <see cref="RowFunctions"/>.</summary>
internal static class RowMaps
{
    internal readonly struct Softmax : IRowMap
    {
        public static bool OnePerRow => false;
        public static bool OfPower => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R power, R max, R inverse, R logSum) where R : struct, IReal<R> => power * inverse;
    }

    internal readonly struct LogSoftmax : IRowMap
    {
        public static bool OnePerRow => false;
        public static bool OfPower => false;

        // Not x − (m + log S): where the logits are huge, that sum has no digits left for log S.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R logit, R max, R inverse, R logSum) where R : struct, IReal<R> => logit - max - logSum;
    }

    internal readonly struct LogSumExp : IRowMap
    {
        public static bool OnePerRow => true;
        public static bool OfPower => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R logit, R max, R inverse, R logSum) where R : struct, IReal<R> => max + logSum;
    }

    /// <summary>
    /// The log-sum-exp of a row, from what the formula gave: a maximum of ±∞ is the limit, if no number is NaN.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static T Limit<T>(ReadOnlySpan<T> logits, in RowPlaces places, int row, T max, T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsInfinity(max))
            return value;
        for (int c = 0, at = places.At(row); c < places.Classes; c++, at += places.ClassStride)
            if (T.IsNaN(logits[at]))
                return logits[at];
        return max;
    }
}
