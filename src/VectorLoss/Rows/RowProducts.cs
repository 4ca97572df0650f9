using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// The vector-Jacobian product of a row function, computed from its output y and the gradient d with respect to y.
/// </summary>
internal interface IRowProduct
{
    /// <summary>The term that is summed over the row.</summary>
    static abstract R Term<R>(R output, R upstream) where R : struct, IReal<R>;

    /// <summary>The gradient with respect to the input, given that sum.</summary>
    static abstract R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R>;
}

/// <summary>The products of <see cref="RowFunctions"/>.</summary>
internal static class RowProducts
{
    /// <summary>p·(d − Σ p·d).</summary>
    internal readonly struct Softmax : IRowProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R output, R upstream) where R : struct, IReal<R> => output * upstream;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R> => output * (upstream - sum);
    }

    /// <summary>d − p·Σ d.</summary>
    internal readonly struct LogSoftmax : IRowProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R output, R upstream) where R : struct, IReal<R> => upstream;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R>
            => R.MulAdd(-R.Exp(output), sum, upstream);
    }
}
