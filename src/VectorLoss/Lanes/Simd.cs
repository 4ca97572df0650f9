using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
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
        }
        where feature.Here
        select feature.Name,
    ];

    private static string Instructions => Vector512.IsHardwareAccelerated ? "AVX-512"
        : Avx2.IsSupported ? (Fma.IsSupported ? "AVX2, FMA" : "AVX2")
        : AdvSimd.IsSupported ? "AdvSimd"
        : Vector.IsHardwareAccelerated ? "SSE" : "none";
}
