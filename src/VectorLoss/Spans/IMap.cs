using VectorLoss.Lanes;

namespace VectorLoss.Spans;

/// <summary>A formula of one number, applied to each number of a span on its own.</summary>
internal interface IMap
{
    /// <summary>The result.</summary>
    static abstract R Of<R>(R x) where R : struct, IReal<R>;
}

/// <summary>A formula of one number with its backward pass.</summary>
internal interface IPointMap : IMap
{
    /// <summary>dy · dy/dx, computed from x or from y = f(x), whichever is simpler.</summary>
    static abstract R Backward<R>(R dy, R x, R y) where R : struct, IReal<R>;
}

/// <summary>A formula of two numbers with its backward pass to each of them.</summary>
internal interface IPairMap
{
    /// <summary>The result y.</summary>
    static abstract R Of<R>(R a, R b) where R : struct, IReal<R>;

    /// <summary>dy · ∂y/∂a.</summary>
    static abstract R BackwardLeft<R>(R dy, R a, R b) where R : struct, IReal<R>;

    /// <summary>dy · ∂y/∂b.</summary>
    static abstract R BackwardRight<R>(R dy, R a, R b) where R : struct, IReal<R>;
}

/// <summary>A formula of three numbers.</summary>
internal interface ITernaryMap
{
    /// <summary>The result.</summary>
    R Of<R>(R a, R b, R c) where R : struct, IReal<R>;
}
