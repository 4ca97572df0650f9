using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace VectorLoss.Lanes;

/// <summary>The instructions that the kernels use on this machine. The results do not depend on them.</summary>
public static class Simd
{
    /// <summary>Bits of a register in use: 512, 256, 128, or 0 for one number at a time.</summary>
    public static int Bits => Widest.Bits;

    /// <summary>The path in use, such as "256 bits (AVX2, FMA)".</summary>
    public static string Path => Bits == 0 ? "one number at a time" : $"{Bits} bits ({Instructions})";

    /// <summary>
    /// What to change where the kernels use less than this processor has, which is slow: one sentence or two for the
    /// person who builds or starts the program; null where nothing is left unused. A program that was published with
    /// Native AOT for any x64 processor has no FMA, and its kernels take 8 to 90 times as long.
    /// </summary>
    public static string? Advice => AdviceFor(Bits, Processor.Bits, RuntimeFeature.IsDynamicCodeCompiled,
        Avx512F.VL.IsSupported);

    /// <summary>
    /// The instruction sets that this processor offers to this process, as the runtime sees them. A switch such as
    /// DOTNET_EnableAVX2=0 hides some of them.
    /// </summary>
    public static IReadOnlyList<string> Offered =>
    [
        .. from feature in new (string Name, bool Here)[]
        {
            ("SSE2", Sse2.IsSupported), ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported),
            ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("BMI2", Bmi2.IsSupported),
            ("AVX-512F", Avx512F.IsSupported), ("AVX-512VL", Avx512F.VL.IsSupported),
            ("AVX-512VBMI", Avx512Vbmi.IsSupported), ("AVX10.1", Avx10v1.IsSupported),
            ("AdvSimd", AdvSimd.IsSupported), ("AdvSimd Arm64", AdvSimd.Arm64.IsSupported),
            ("PackedSimd", PackedSimd.IsSupported),
        }
        where feature.Here
        select feature.Name,
    ];

    private static string Instructions => Vector512.IsHardwareAccelerated ? "AVX-512"
        : Avx2.IsSupported ? (Fma.IsSupported ? "AVX2, FMA" : "AVX2")
        : AdvSimd.IsSupported ? "AdvSimd"
        : PackedSimd.IsSupported ? "PackedSimd"
        : Sse.IsSupported ? "SSE" : "portable";

    /// <summary>The sentence of <see cref="Advice"/>.</summary>
    /// <param name="used">Bits of the register in use.</param>
    /// <param name="present">Bits of the widest register that the processor has.</param>
    /// <param name="isJit">Whether the code is compiled where it runs.</param>
    /// <param name="isOffered512">
    /// Whether the runtime offers AVX-512. It then prefers narrower registers by itself, because this processor slows
    /// down with wide ones.
    /// </param>
    internal static string? AdviceFor(int used, int present, bool isJit, bool isOffered512)
    {
        if (used >= present || (isJit && isOffered512))
            return null;
        string slow = used < 256 && present >= 256
            ? " Without fused multiply-add the kernels take 8 to 90 times as long." : "";
        string change = isJit
            ? "An environment variable or setting such as DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or "
                + "DOTNET_EnableHWIntrinsic=0 hides the rest."
            : used < 256
                ? "Publish with <IlcInstructionSet>x86-64-v3</IlcInstructionSet>, or native for processors like this."
                : "Publish with <IlcInstructionSet>native</IlcInstructionSet> for processors like this alone.";
        return $"Registers of {used} bits in use, {present} in the processor.{slow} {change}";
    }
}
