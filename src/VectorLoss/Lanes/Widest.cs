using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>Chooses the registers in which a kernel runs on this machine.</summary>
internal static class Widest
{
    /// <summary>
    /// Runs the kernel in the widest registers that this machine has. Every width gives the same result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TResult Run<TKernel, T, TResult>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T, TResult>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FloatingPointState.RequireInDebugBuilds();
        // The kernel runs where it lies. A call through its interface would copy it first, and that copy takes 20 ns of
        // a small product.
        ref TKernel it = ref Unsafe.AsRef(in kernel);
        return Vector512.IsHardwareAccelerated ? it.Run<Lanes512<T>>()
            : Vector.IsHardwareAccelerated ? it.Run<LanesN<T>>()
            : it.Run<Lane1<T>>();
    }

    /// <summary>
    /// The same for a kernel of long formulas, whose steps wait for one another: it runs in two registers at once on a
    /// machine that has 32 of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TResult RunTwofold<TKernel, T, TResult>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T, TResult>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FloatingPointState.RequireInDebugBuilds();
        return Vector512.IsHardwareAccelerated
            ? Unsafe.AsRef(in kernel).Run<Lanes1024<T>>() : Run<TKernel, T, TResult>(kernel);
    }

    /// <summary>
    /// Bits of the register that <see cref="Run"/> chooses here: 512, 256, 128, or 0 for one number at a time.
    /// </summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512
        : Vector.IsHardwareAccelerated ? 8 * Vector<byte>.Count
        : 0;
}
