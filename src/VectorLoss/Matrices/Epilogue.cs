using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Matrices;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => x;
}

/// <summary>max(x, 0).</summary>
internal readonly struct Relu : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.AtLeast(x, R.Of(0));
}

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal readonly struct Logistic : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x);
}

/// <summary>tanh x.</summary>
internal readonly struct HyperbolicTangent : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Of<R>(R x) where R : struct, IReal<R> => R.Tanh(x);
}

/// <summary>What follows a matrix product: C = activation(C + bias), the bias added to every row.</summary>
internal static class Epilogue
{
    /// <summary>Applies the activation to m rows of n numbers that lie ldc apart. An empty bias adds nothing.</summary>
    public static void Apply<V, T>(Activation activation, int m, int n, ReadOnlySpan<T> bias, Span<T> c, int ldc)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.None when !bias.IsEmpty: Rows<V, T, Identity>(m, n, bias, c, ldc); break;
            case Activation.Relu: Rows<V, T, Relu>(m, n, bias, c, ldc); break;
            case Activation.Sigmoid: Rows<V, T, Logistic>(m, n, bias, c, ldc); break;
            case Activation.Tanh: Rows<V, T, HyperbolicTangent>(m, n, bias, c, ldc); break;
        }
    }

    /// <summary>C = β·C; −0, which any sum leaves as it is, where β is 0.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Scale<V, T>(T beta, int m, int n, Span<T> c, int ldc)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V factor = V.Broadcast(beta);
        for (int column = 0; column < n; column += V.Count)
        {
            V mask = V.First(Math.Min(n - column, V.Count));
            ref T place = ref Refs.On(ref Refs.Start(c), column);
            for (int row = 0; row < m; row++)
            {
                V scaled = beta == T.Zero ? V.Of(-0.0) : factor * V.Load(in place, 0, mask);
                V.Store(scaled, ref place, 0, mask);
                place = ref Refs.On(ref place, ldc);
            }
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rows<V, T, TActivation>(int m, int n, ReadOnlySpan<T> bias, Span<T> c, int ldc)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        bool biased = !bias.IsEmpty;
        for (int column = 0; column < n; column += V.Count)
        {
            V mask = V.First(Math.Min(n - column, V.Count));
            V shift = biased ? V.Load(in Refs.Start(bias), column, mask) : default;
            ref T place = ref Refs.On(ref Refs.Start(c), column);
            for (int row = 0; row < m; row++)
            {
                V x = V.Load(in place, 0, mask);
                V.Store(TActivation.Of(biased ? x + shift : x), ref place, 0, mask);
                place = ref Refs.On(ref place, ldc);
            }
        }
    }
}
