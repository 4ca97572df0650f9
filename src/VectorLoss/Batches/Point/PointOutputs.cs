using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>What a run of <see cref="PointKernel{TLoss, T, TOutput}"/> produces; folded away by the compiler.</summary>
internal interface IPointOutput
{
    /// <summary>Whether the weighted values are stored.</summary>
    static abstract bool Values { get; }

    /// <summary>Whether the scaled, weighted slopes are stored.</summary>
    static abstract bool Slopes { get; }

    /// <summary>
    /// What it needs of the formula, and 0 for the rest. A method, because a branch that is never taken still counts
    /// against what the compiler inlines into the loop.
    /// </summary>
    static abstract Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>;
}

/// <summary>The sum of the values.</summary>
internal readonly struct SumOnly : IPointOutput
{
    public static bool Values => false;
    public static bool Slopes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => new(loss.Value(prediction, target), R.Of(0));
}

/// <summary>The slopes, without the values.</summary>
internal readonly struct SlopesOnly : IPointOutput
{
    public static bool Values => false;
    public static bool Slopes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => new(R.Of(0), loss.Slope(prediction, target));
}

/// <summary>The sum of the values, and the slopes.</summary>
internal readonly struct SumAndSlopes : IPointOutput
{
    public static bool Values => false;
    public static bool Slopes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => TLoss.ValueAndSlope(loss, prediction, target);
}

/// <summary>Every value.</summary>
internal readonly struct ValuesOnly : IPointOutput
{
    public static bool Values => true;
    public static bool Slopes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => new(loss.Value(prediction, target), R.Of(0));
}
