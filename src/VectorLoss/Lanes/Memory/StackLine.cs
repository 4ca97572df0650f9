using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>Where the stack lies within a cache line.</summary>
/// <remarks>
/// .NET aligns the stack to 16 bytes, and a method places the registers that it keeps there by their distance
/// from the stack of its caller. So a register of 64 bytes lies across two lines in three of four processes, and
/// a formula that keeps or passes some takes up to three times as long. A loop of formulas is therefore called
/// with <c>Span&lt;byte&gt; gap = stackalloc byte[StackLine.Gap()];</c> in its caller, and has a gap of its own
/// for those that it calls. (What is taken from the stack stays in its method, so a kernel writes it itself.)
/// </remarks>
internal static class StackLine
{
    /// <summary>How far the stack of the caller must go down, so that callees keep registers in lines.</summary>
    // The place of an own register tells, whatever the calls of a system put between two methods.
    [MethodImpl(Compiled.AtOnce)]
    public static unsafe int Gap()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<byte> register = default;
            return Within(&register, Vector512<byte>.Count);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> register = default;
            return Within(&register, Vector256<byte>.Count);
        }

        return 0;
    }

    /// <summary>Names a gap that is no span: the compiler leaves one out of which nobody reads the pointer.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static unsafe void Hold(void* gap)
    {
    }

    private static unsafe int Within(void* place, int bytes) => (int)((nuint)place & (nuint)(bytes - 1));
}
