using Xunit;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>What the runtime compiles while a test runs.</summary>
internal static class Listing
{
    /// <summary>The namespaces that hold kernels, as the runtime's listing wants them.</summary>
    public const string Kernels =
        "VectorLoss.Spans.*:* VectorLoss.Matrices.*:* VectorLoss.Rows.*:* VectorLoss.Batches.*:* "
        + "VectorLoss.Training.*:*";

    private static readonly Lazy<IReadOnlyList<MachineCode>> ofKernels = new(() => Of(
        typeof(HotKernelTests), nameof(HotKernelTests.Every_hot_kernel_runs), Kernels));

    private static readonly Lazy<IReadOnlyList<MachineCode>> ofLosses = new(() => Of(
        typeof(LossKernelTests), nameof(LossKernelTests.Every_loss_runs),
        $"{Kernels} VectorLoss.Losses.*:* VectorLoss.Lanes.*:*"));

    /// <summary>What is compiled for the hot kernels.</summary>
    public static IReadOnlyList<MachineCode> OfKernels => ofKernels.Value;

    /// <summary>What is compiled for all losses.</summary>
    public static IReadOnlyList<MachineCode> OfLosses => ofLosses.Value;

    /// <summary>This test program once more, for one test, in the same width.</summary>
    /// <param name="type">The class of the test.</param>
    /// <param name="test">Its name.</param>
    /// <param name="methods">The methods to list.</param>
    private static IReadOnlyList<MachineCode> Of(Type type, string test, string methods)
    {
        string path = Path.GetTempFileName();
        // As users run it, whatever the settings of this run: compiled at once, a loop may read a pointer from the
        // stack. But nothing is compiled once more in the background, whose lines would stand between those of others.
        try
        {
            (int code, string output) = OwnProgram.Run(
                type, test, ("DOTNET_JitStdOutFile", path), ("DOTNET_JitDisasm", methods),
                ("DOTNET_TieredCompilation", "1"), ("DOTNET_TieredPGO", "1"), ("DOTNET_ReadyToRun", "1"),
                ("DOTNET_TC_CallCountThreshold", "7FFFFFFF"));
            Assert.True(code == 0, output);
            return MachineCode.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
