using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>Work that is written once for any width.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TResult">What one run gives.</typeparam>
internal interface IKernel<T, TResult> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does the work in registers of the given width.</summary>
    TResult Run<V>() where V : struct, ILanes<V, T>;
}

/// <summary>The one place that asks the hardware anything.</summary>
internal static class Widest
{
    /// <summary>Runs the kernel in the widest registers that this machine has. The result is the same in all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TResult Run<TKernel, T, TResult>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T, TResult>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Where it lies: a call by its interface would copy it first, and 20 ns of a small product are that copy.
        ref TKernel it = ref Unsafe.AsRef(in kernel);
        return Vector512.IsHardwareAccelerated ? it.Run<Lanes512<T>>()
            : Vector.IsHardwareAccelerated ? it.Run<LanesN<T>>()
            : it.Run<Lane1<T>>();
    }

    /// <summary>
    /// The same for a kernel of long formulas, whose steps wait for one another: two registers at once where there are 32 of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TResult RunTwofold<TKernel, T, TResult>(scoped in TKernel kernel)
        where TKernel : struct, IKernel<T, TResult>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Vector512.IsHardwareAccelerated ? Unsafe.AsRef(in kernel).Run<Lanes1024<T>>() : Run<TKernel, T, TResult>(kernel);

    /// <summary>Bits of the register that <see cref="Run"/> picks here: 512, 256, 128, or 0 for one number at a time.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512
        : Vector.IsHardwareAccelerated ? 8 * Vector<byte>.Count
        : 0;
}

/// <summary>The lanes of the contract, which are the same number on every machine.</summary>
internal static class Logical
{
    /// <summary>
    /// Sums run in this many lanes, however wide the registers are: 256 bytes, so 64 floats or 32 doubles. It is four
    /// registers of AVX-512 and eight of AVX2, enough to hide the latency of an addition on both. The bits of every
    /// sum depend on it: it is chosen once.
    /// </summary>
    public static int Lanes<T>() where T : unmanaged => 256 / Unsafe.SizeOf<T>();
}
