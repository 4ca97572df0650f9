using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>The larger of a and b; of two equal ones each gets half of the gradient.</summary>
internal readonly struct MaxMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.Max(a, b);

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => Share(dy, b, a);

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => Share(dy, a, b);

    /// <summary>dy where the smaller one is less, half of it where both are equal; NaN of a NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Share<R>(R dy, R smaller, R larger) where R : struct, IReal<R>
        => R.WhereLess(smaller, larger, dy, R.WhereLess(larger, smaller, R.Of(0),
            R.WhereEqual(smaller, larger, R.Of(0.5) * dy, smaller + larger)));
}

/// <summary>The smaller of a and b; of two equal ones each gets half of the gradient.</summary>
internal readonly struct MinMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.Min(a, b);

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => MaxMap.Share(dy, a, b);

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => MaxMap.Share(dy, b, a);
}

/// <summary>1 where a &lt; b, else 0; NaN where either is NaN.</summary>
internal readonly struct LessMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R>
        => R.WhereLess(a, b, R.Of(1), EqualMap.Of(a, b) * R.Of(0));

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => R.Of(0);

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => R.Of(0);
}

/// <summary>1 where a ≤ b, else 0; NaN where either is NaN.</summary>
internal readonly struct LessOrEqualMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R> => R.WhereLess(a, b, R.Of(1), EqualMap.Of(a, b));

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => R.Of(0);

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => R.Of(0);
}

/// <summary>1 where a = b, else 0; NaN where either is NaN.</summary>
internal readonly struct EqualMap : IPairMap
{
    public static R Of<R>(R a, R b) where R : struct, IReal<R>
        => R.WhereEqual(a, b, R.Of(1), R.WhereEqual(a, a, R.WhereEqual(b, b, R.Of(0), b), a));

    public static R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R> => R.Of(0);

    public static R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R> => R.Of(0);
}

/// <summary>b where a is not 0, c where a is 0; NaN where a is NaN.</summary>
internal readonly struct SelectMap : ITernaryMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Of<R>(R a, R b, R c) where R : struct, IReal<R>
        => R.WhereEqual(a, R.Of(0), c, R.WhereEqual(a, a, b, a));
}
