using System.Numerics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Lanes;

/// <summary>
/// tanh of floats: in each of sixteen intervals a polynomial about a centre, of which tanh is nearly a float.
/// </summary>
/// <remarks>
/// The intervals are the quarters of the octaves of 1 + 1.6129·|x|: short where tanh bends, long where it is nearly 1.
/// A look-up in sixteen numbers is one instruction of AVX-512 and three of AVX2, and there is no division.
/// </remarks>
internal static class SingleTanh
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // tanh is 1 from here on.
    private const double OneFrom = 9.25;

    /// <summary>tanh x; −0 stays −0.</summary>
    [MethodImpl(Inline)]
    public static V Of<V, T>(V x) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Of(x, in Refs.As<float, T>(in IntervalTables.Tanh));

    /// <summary>The same with the address of the table in a register, for a loop.</summary>
    [MethodImpl(Inline)]
    public static V Of<V, T>(V x, ref readonly T table)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The limit is the first argument: the machine's minimum returns its second argument when one is NaN.
        V size = V.MinNative(V.Of(OneFrom), V.Abs(x));
        V place = V.ShiftRight(V.MulAdd(size, V.Of(1.6129), V.Of(1)), 21);
        V u = size - V.LookUp(in table, 0, place);
        // In the first interval u itself, elsewhere the tanh of the centre, which is larger than every u.
        V origin = V.MaxNative(u, V.LookUp(in table, 1, place));
        V sum = LookUps.Quartic(in table, 2, place, u);
        return V.Select(Format<V, T>.Sign, x, V.MulAdd(sum, u, origin));
    }
}
