using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>
/// What the processor has, whether or not this process may use it: a build that was compiled ahead of time for an older
/// processor, or a switch of the runtime, hides instructions from <c>IsSupported</c> but not from CPUID.
/// </summary>
internal static class Processor
{
    private const int Basic = 1, Extended = 7, SavedState = 13;

    /// <summary>
    /// Bits of the widest register that processor and operating system have and the kernels can use: 512 or 256 (with
    /// FMA) on x86, else 128; 0 for processors without a known width, WebAssembly among them.
    /// </summary>
    public static int Bits { get; } = X86Base.IsSupported ? X86()
        : RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64 ? 128 : 0;

    // Intel's manual names the bits: volume 2, CPUID. AVX-512 is F, DQ, CD, BW and VL: what the runtime asks for.
    private static int X86()
    {
        const int fma = 1 << 12, savesState = 1 << 27, avx = 1 << 28, avx2 = 1 << 5;
        const int avx512 = 1 << 16 | 1 << 17 | 1 << 28 | 1 << 30 | 1 << 31;
        if (X86Base.CpuId(0, 0).Eax < SavedState || !Has(X86Base.CpuId(Basic, 0).Ecx, fma | savesState | avx))
            return 128;
        int extended = X86Base.CpuId(Extended, 0).Ebx;
        return !Has(extended, avx2) || !IsSaved(2) ? 128 : Has(extended, avx512) && IsSaved(7) ? 512 : 256;
    }

    private static bool Has(int found, int wanted) => (found & wanted) == wanted;

    /// <summary>
    /// Whether the operating system saves a part of the registers: the area that it saves reaches to the end of it.
    /// </summary>
    private static bool IsSaved(int part)
    {
        (int size, int offset, _, _) = X86Base.CpuId(SavedState, part);
        return size > 0 && X86Base.CpuId(SavedState, 0).Ebx >= offset + size;
    }
}
