using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>A formula of two numbers, applied to each pair of numbers of two spans.</summary>
internal interface IPairFormula
{
    /// <summary>The result.</summary>
    R Of<R>(R x, R y) where R : struct, IReal<R>;
}

/// <summary>The formula of a map, which has no options.</summary>
internal readonly struct FormulaOf<TMap> : IPairFormula where TMap : struct, IPairMap
{
    public R Of<R>(R x, R y) where R : struct, IReal<R> => TMap.Of(x, y);
}

/// <summary>ψ⁽ⁿ⁾(x), whatever y is.</summary>
internal readonly struct PolygammaFormula(int n) : IPairFormula
{
    public R Of<R>(R x, R y) where R : struct, IReal<R> => R.Polygamma(n, x);
}

/// <summary>
/// destination[i] = formula(x[i], y[i]). Each of x and y may be the destination, but may not overlap it otherwise.
/// </summary>
internal readonly ref struct PairKernel<TFormula, T>(
    TFormula formula, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination) : IKernel<T, int>
    where TFormula : struct, IPairFormula
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> x = x, y = y;
    private readonly Span<T> destination = destination;

    /// <summary>Checks the arguments of a public method, and computes in the widest registers.</summary>
    public static void Apply(
        TFormula formula, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination, string xName, string yName,
        [CallerMemberName] string function = "")
    {
        Require.FloatOrDouble<T>(function);
        Require.SameLength(y.Length, x.Length, yName, xName);
        Require.SameLength(destination.Length, x.Length, nameof(destination), xName);
        Require.SameOrApart(destination, x, nameof(destination), xName);
        Require.SameOrApart(destination, y, nameof(destination), yName);
        Widest.Run<PairKernel<TFormula, T>, T, int>(new PairKernel<TFormula, T>(formula, x, y, destination));
    }

    /// <summary>Computes in registers of the type <typeparamref name="V"/>; returns how many numbers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public int Run<V>() where V : struct, ILanes<V, T>
    {
        Debug.Assert(x.Length == destination.Length && y.Length == destination.Length);
        int i = 0;
        for (; i <= x.Length - V.Count; i += V.Count)
            V.Store(formula.Of(V.Load(x, i), V.Load(y, i)), destination, i);
        if (i < x.Length)
        {
            V mask = V.FirstLanes(x.Length - i);
            V result = formula.Of(V.Load(in Refs.Start(x), i, mask), V.Load(in Refs.Start(y), i, mask));
            V.Store(result, ref Refs.Start(destination), i, mask);
        }
        return x.Length;
    }
}
