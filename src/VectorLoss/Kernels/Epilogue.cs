using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Kernels;

/// <summary>What a layer applies to each of its outputs.</summary>
public enum Activation
{
    /// <summary>x itself.</summary>
    None,

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    Relu,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}

/// <summary>The formula of an <see cref="Activation"/>.</summary>
internal interface IActivation
{
    /// <summary>The activation of x.</summary>
    static abstract R Of<R>(R x) where R : struct, IReal<R>;
}

/// <summary>x.</summary>
internal readonly struct Identity : IActivation
{
    public static R Of<R>(R x) where R : struct, IReal<R> => x;
}

/// <summary>max(x, 0).</summary>
internal readonly struct Relu : IActivation
{
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Max(x, R.Of(0));
}

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal readonly struct Logistic : IActivation
{
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);
}

/// <summary>tanh x.</summary>
internal readonly struct HyperbolicTangent : IActivation
{
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Tanh(x);
}

/// <summary>What follows a matrix product: C = activation(C + bias), the bias added to every row.</summary>
internal static class Epilogue
{
    /// <summary>Applies the activation to m rows of n numbers that lie ldc apart. An empty bias adds nothing.</summary>
    public static void Apply<T>(Activation activation, int m, int n, ReadOnlySpan<T> bias, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.None when !bias.IsEmpty: Run<T, Identity>(m, n, bias, c, ldc); break;
            case Activation.Relu: Run<T, Relu>(m, n, bias, c, ldc); break;
            case Activation.Sigmoid: Run<T, Logistic>(m, n, bias, c, ldc); break;
            case Activation.Tanh: Run<T, HyperbolicTangent>(m, n, bias, c, ldc); break;
        }
    }

    private static void Run<T, TActivation>(int m, int n, ReadOnlySpan<T> bias, Span<T> c, int ldc)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        for (int row = 0; row < m; row++)
        {
            Widest.Run<Row<T, TActivation>, T, int>(new(bias, c.Slice(row * ldc, n)));
        }
    }

    /// <summary>One row of the result.</summary>
    internal readonly ref struct Row<T, TActivation>(ReadOnlySpan<T> bias, Span<T> values) : IKernel<T, int>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        private readonly ReadOnlySpan<T> bias = bias;
        private readonly Span<T> values = values;

        public int Run<V>() where V : struct, ILanes<V, T>
        {
            int at = 0;
            for (; at <= values.Length - V.Count; at += V.Count)
            {
                Step<V>(bias, values, at);
            }

            for (; at < values.Length; at++)
            {
                Step<Lane1<T>>(bias, values, at);
            }

            return values.Length;
        }

        private static void Step<V>(ReadOnlySpan<T> bias, Span<T> values, int at) where V : struct, ILanes<V, T>
        {
            V x = V.Load(values, at);
            V.Store(TActivation.Of(bias.IsEmpty ? x : x + V.Load(bias, at)), values, at);
        }
    }
}
