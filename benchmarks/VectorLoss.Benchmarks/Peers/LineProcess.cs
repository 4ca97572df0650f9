using System.Diagnostics;
using System.Globalization;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>A program that answers every line with a line, so that it and we take turns in one run.</summary>
internal sealed class LineProcess : IDisposable
{
    private readonly string name;
    private readonly Process process;

    /// <summary>Starts it.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="start">Program, arguments and environment.</param>
    public LineProcess(string name, ProcessStartInfo start)
    {
        this.name = name;
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    /// <summary>What it answers to a line, without the leading "ok".</summary>
    /// <exception cref="IOException">It answered anything else, or has ended.</exception>
    public string Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        string? answer = process.StandardOutput.ReadLine();
        return answer is ['o', 'k', ' ', ..] ? answer[3..]
            : throw new IOException($"{name} answered '{answer ?? "nothing"}' to '{line}'.");
    }

    /// <summary>A number as both sides write it.</summary>
    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(2000))
            process.Kill();
        process.Dispose();
    }
}
