using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>OpenBLAS by its C interface, where the system has it.</summary>
internal static unsafe class OpenBlas
{
    private const int RowMajor = 101, NoTranspose = 111, Transposed = 112;

    private static readonly nint library = Load();
    private static readonly delegate* unmanaged<int, int, int, int, int, int,
        float, float*, int, float*, int, float, float*, int, void> sgemm
        = (delegate* unmanaged<int, int, int, int, int, int,
            float, float*, int, float*, int, float, float*, int, void>)Export("cblas_sgemm");
    private static readonly delegate* unmanaged<int, int, int, int, int, int,
        double, double*, int, double*, int, double, double*, int, void> dgemm
        = (delegate* unmanaged<int, int, int, int, int, int,
            double, double*, int, double*, int, double, double*, int, void>)Export("cblas_dgemm");

    public static bool IsPresent => library != 0;

    /// <summary>Version and the kernels it chose for this machine.</summary>
    public static string Version { get; } = Describe();

    public static void SetThreads(int threads)
    {
        if (IsPresent)
            ((delegate* unmanaged<int, void>)Export("openblas_set_num_threads"))(threads);
    }

    /// <summary>C = op(A)·op(B), row-major without gaps.</summary>
    public static void Multiply(bool transposeA, bool transposeB, int m, int n, int k, float[] a, float[] b, float[] c)
    {
        fixed (float* pa = a, pb = b, pc = c)
            sgemm(RowMajor, transposeA ? Transposed : NoTranspose, transposeB ? Transposed : NoTranspose, m, n, k,
                1, pa, transposeA ? m : k, pb, transposeB ? k : n, 0, pc, n);
    }

    /// <summary>The same in double.</summary>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, double[] a, double[] b, double[] c)
    {
        fixed (double* pa = a, pb = b, pc = c)
            dgemm(RowMajor, transposeA ? Transposed : NoTranspose, transposeB ? Transposed : NoTranspose, m, n, k,
                1, pa, transposeA ? m : k, pb, transposeB ? k : n, 0, pc, n);
    }

    /// <summary>What OpenBLAS should read from its environment, in this process or in a child.</summary>
    public static void ChooseBest(IDictionary<string, string?> environment)
    {
        foreach ((string name, string value) in Settings())
            environment[name] = value;
    }

    private static IEnumerable<(string Name, string Value)> Settings()
    {
        // Its own detection, or a variable that somebody set, takes the AVX2 kernels on some machines with AVX-512.
        // Where we run without AVX-512, so does it.
        yield return ("OPENBLAS_CORETYPE", Vector512.IsHardwareAccelerated ? "SkylakeX" : "Haswell");
        // Its threads spin for 2^28 clocks after each call and would share the core with whoever is timed next. After
        // 2^20 (0.4 ms) they sleep; a training step's gaps are shorter, and its time was the same.
        yield return ("OPENBLAS_THREAD_TIMEOUT", "20");
    }

    /// <summary>Sets a variable that a native library of this process will read.</summary>
    public static void Set(string name, string value) => _ = SetEnvironment(name, value, 1);

    private static nint Load()
    {
        foreach ((string name, string value) in Settings())
            Set(name, value);
        return NativeLibrary.TryLoad("libopenblas.so.0", out nint handle) ? handle : 0;
    }

    private static string Describe()
    {
        if (!IsPresent)
            return "";
        string? config = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Export("openblas_get_config"))());
        string? core = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Export("openblas_get_corename"))());
        return $"{config?.Split(' ').ElementAtOrDefault(1)} {core}";
    }

    private static nint Export(string name) => IsPresent ? NativeLibrary.GetExport(library, name) : 0;

    // Environment.SetEnvironmentVariable does not reach the C runtime, which is what the library reads.
    [DllImport(
        "libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPStr)] string name, [MarshalAs(UnmanagedType.LPStr)] string value, int overwrite);
}
