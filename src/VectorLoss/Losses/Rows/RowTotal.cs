using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of a loss that is the sum of one term over the row.</summary>
internal static class RowTotal
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>The term as the first of three.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Terms<R>(R term) where R : struct, IReal<R> => new(term, R.Of(0), R.Of(0));

    /// <summary>The slopes by both inputs, which are the second and the third of what a term is made with.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Slopes<R>(R slope, Triple<R> terms) where R : struct, IReal<R>
        => new(slope * terms.Second, slope * terms.Third, R.Of(0));

    /// <summary>The sum may have any size.</summary>
    [MethodImpl(Inline)]
    public static Triple<R> Sizes<R>() where R : struct, IReal<R> => new(R.Of(1), R.Of(1), R.Of(1));
}
