using System.Reflection;

/// <summary>
/// Runs inside a test program, which the runtime starts with DOTNET_STARTUP_HOOKS: at its end, writes which sites of
/// the instrumented engine it reached. The runtime asks for this name and no namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>Names the folder that receives one file a process.</summary>
    internal const string Folder = "VECTORLOSS_MUTANT_HITS";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        Assembly? engine = AppDomain.CurrentDomain.GetAssemblies()
            .FirstOrDefault(assembly => assembly.GetName().Name == "VectorLoss");
        object? hits = engine?.GetType(VectorLoss.Mutants.Instrumented.TypeName)?
            .GetField(VectorLoss.Mutants.Instrumented.FieldName)!.GetValue(null);
        if (hits is byte[] sites && Environment.GetEnvironmentVariable(Folder) is { } folder)
            File.WriteAllBytes(Path.Combine(folder, $"{Environment.ProcessId}.hits"), sites);
    };
}
