using VectorLoss.Data;

/// <summary>
/// What a process does that a test kills, in the place of its program: it is there in a twentieth of the time that a
/// program of tests takes to look for its tests. The runtime asks for this name and no namespace.
/// </summary>
internal static class StartupHook
{
    private const string Target = "VECTORLOSS_SAVE_TO";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Target) is not { } path)
            return;
        for (byte i = 0; ; i++)
            AtomicFile.Write(path, stream => stream.Write(Content(i)));
    }

    /// <summary>How to start a process that saves one file again and again.</summary>
    internal static System.Diagnostics.ProcessStartInfo Saving(string path)
    {
        System.Diagnostics.ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli"));
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[Target] = path;
        return start;
    }

    /// <summary>A length and bytes that tell which one it is.</summary>
    internal static byte[] Content(byte which)
    {
        byte[] bytes = new byte[200_000 + (1000 * which)];
        Array.Fill(bytes, which);
        return bytes;
    }
}
