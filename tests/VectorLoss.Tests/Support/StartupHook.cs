using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using VectorLoss.Cli;
using VectorLoss.Data;

/// <summary>
/// What a process does that a test kills, in the place of its program: it is there in a twentieth of the time that a
/// program of tests takes to look for its tests. The runtime asks for this name and no namespace.
/// </summary>
internal static class StartupHook
{
    private const string SaveTo = "VECTORLOSS_SAVE_TO", LogTo = "VECTORLOSS_LOG_TO", Pause = "VECTORLOSS_LOG_PAUSE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(SaveTo) is { } file)
        {
            for (byte i = 0; ; i++)
                AtomicFile.Write(file, stream => stream.Write(Content(i)));
        }
        if (Environment.GetEnvironmentVariable(LogTo) is { } log)
            Log(log, int.Parse(Environment.GetEnvironmentVariable(Pause)!));
    }

    /// <summary>How to start a process that saves one file again and again.</summary>
    internal static ProcessStartInfo Saving(string path) => Start((SaveTo, path));

    /// <summary>How to start a process that writes line after line into a log, and their number beside it.</summary>
    /// <param name="path">The log.</param>
    /// <param name="pause">The milliseconds that a line takes at least.</param>
    internal static ProcessStartInfo Logging(string path, int pause) => Start((LogTo, path), (Pause, $"{pause}"));

    /// <summary>A length and bytes that tell which one it is.</summary>
    internal static byte[] Content(byte which)
    {
        byte[] bytes = new byte[200_000 + (1000 * which)];
        Array.Fill(bytes, which);
        return bytes;
    }

    /// <summary>A line of any length up to the longest that is never cut.</summary>
    internal static string Line(long which) => $"{which} {new string('x', (int)(which * 7919 % 490))}";

    /// <summary>Where a process that logs counts the lines that it has written.</summary>
    internal static string CountOf(string log) => log + ".count";

    private static void Log(string path, int pause)
    {
        using var count = MemoryMappedFile.CreateFromFile(CountOf(path), FileMode.Create, null, sizeof(long));
        using MemoryMappedViewAccessor written = count.CreateViewAccessor();
        using LineLog log = new(path, _ => { });
        for (long i = 0; ; Thread.Sleep(pause))
        {
            log.Write(Line(i));
            written.Write(0, ++i);
        }
    }

    private static ProcessStartInfo Start(params (string Name, string Value)[] orders)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli"));
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        foreach ((string name, string value) in orders)
            start.Environment[name] = value;
        return start;
    }
}
