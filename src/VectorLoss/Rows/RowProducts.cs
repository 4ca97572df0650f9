using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// The vector-Jacobian product of a row function, computed from its output y and the gradient d with respect to y.
/// </summary>
internal interface IRowProduct
{
    /// <summary>An output above this is that of the one class with p above a half.</summary>
    static abstract double Half { get; }

    /// <summary>The term that is summed over the row.</summary>
    static abstract R Term<R>(R output, R upstream) where R : struct, IReal<R>;

    /// <summary>The gradient with respect to the input, given that sum.</summary>
    static abstract R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R>;

    /// <summary>The term by which 1 − p of the class with p above a half is summed over the others.</summary>
    static abstract R Rest<R>(R output) where R : struct, IReal<R>;

    /// <summary>The gradient of the class with p above a half, given both sums over the others.</summary>
    static abstract R OfLargest<R>(R output, R upstream, R others, R rest) where R : struct, IReal<R>;
}

/// <summary>The products of <see cref="RowFunctions"/>.</summary>
/// <remarks>
/// The gradient of a class is what it and the others contribute: of log-softmax d·(1 − p) − p·Σ′ d, of softmax
/// p·(d·(1 − p) − Σ′ p·d), with Σ′ the sum over the other classes. Where p ≤ ½, 1 − p is not small and the whole sums
/// do as well.
/// </remarks>
internal static class RowProducts
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>p·(d − Σ p·d).</summary>
    internal readonly struct Softmax : IRowProduct
    {
        public static double Half => 0.5;

        [MethodImpl(Inline)]
        public static R Term<R>(R output, R upstream) where R : struct, IReal<R> => output * upstream;

        [MethodImpl(Inline)]
        public static R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R> => output * (upstream - sum);

        [MethodImpl(Inline)]
        public static R Rest<R>(R output) where R : struct, IReal<R> => output;

        [MethodImpl(Inline)]
        public static R OfLargest<R>(R output, R upstream, R others, R rest) where R : struct, IReal<R>
            => output * R.MulAdd(upstream, rest, -others);
    }

    /// <summary>d − p·Σ d.</summary>
    internal readonly struct LogSoftmax : IRowProduct
    {
        /// <summary>log ½, rounded up to a number of both formats.</summary>
        public static double Half => -0.69314706325531005859375;

        [MethodImpl(Inline)]
        public static R Term<R>(R output, R upstream) where R : struct, IReal<R> => upstream;

        [MethodImpl(Inline)]
        public static R Of<R>(R output, R upstream, R sum) where R : struct, IReal<R>
            => R.MulAdd(-R.Exp(output), sum, upstream);

        /// <summary>1 − p needs no sum: it is −expm1(log p).</summary>
        [MethodImpl(Inline)]
        public static R Rest<R>(R output) where R : struct, IReal<R> => R.Of(0);

        [MethodImpl(Inline)]
        public static R OfLargest<R>(R output, R upstream, R others, R rest) where R : struct, IReal<R>
            => -R.MulAdd(R.Exp(output), others, upstream * R.Expm1(output));
    }
}
