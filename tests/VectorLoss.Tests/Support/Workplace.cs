using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Tests.Training;

namespace VectorLoss.Tests;

/// <summary>A directory of its own with a small data set, and the command line run inside this process.</summary>
public abstract class Workplace : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    /// <summary>600 images of 4×4 pixels to learn from and 230 to test with.</summary>
    protected string Data => At("small");

    protected Workplace()
    {
        Directory.CreateDirectory(Data);
        Write("train", SmallDigits.Make(600, 1));
        Write("t10k", SmallDigits.Make(230, 2));
    }

    public void Dispose()
    {
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string At(string name) => Path.Combine(directory, name);

    internal static Answer Run(params string[] args) => Run(CancellationToken.None, args);

    internal static Answer Run(CancellationToken stop, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int exit = CommandLine.Run(args, new Terminal(output, error, Watched: false, stop));
        return new(exit, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command and interrupts it when something is so, which on a busy machine takes a while.</summary>
    internal static Answer RunUntil(Func<bool> isSo, params string[] args)
    {
        using CancellationTokenSource stop = new();
        var command = Task.Run(() => Run(stop.Token, args));
        try
        {
            Patience.Await(() => command.IsCompleted || isSo(), $"{string.Join(' ', args)}: nothing came of it");
        }
        finally
        {
            stop.Cancel();
            command.Wait();
        }
        return command.Result;
    }

    /// <summary><c>train</c> on the small data, in a moment; an option that is given replaces the usual one.</summary>
    internal Answer Train(params string[] more) => Run(["train", .. Usual(more), .. more]);

    /// <summary>The options of a run of a moment, but for those that are given.</summary>
    protected IEnumerable<string> Usual(params string[] given)
    {
        string[] usual = ["--data", Data, "--layers", "16,12,10", "--batch", "20", "--steps", "60", "--lr", "0.02",
            "--threads", "1"];
        return usual.Chunk(2).Where(pair => !given.Contains(pair[0])).SelectMany(pair => pair);
    }

    private void Write(string part, DigitSet digits)
    {
        using FileStream images = File.Create(Path.Combine(Data, $"{part}-images-idx3-ubyte"));
        Idx.Write(images, [digits.Count, digits.Rows, digits.Columns], digits.Images);
        using FileStream labels = File.Create(Path.Combine(Data, $"{part}-labels-idx1-ubyte"));
        Idx.Write(labels, [digits.Count], digits.Labels);
    }
}

/// <summary>What a command left behind.</summary>
internal sealed record Answer(int Exit, string Out, string Error)
{
    /// <summary>The one line that a failure may print.</summary>
    public string Line => Error.EndsWith('\n') && Error.Count(c => c == '\n') == 1
        ? Error.TrimEnd('\n')
        : throw new InvalidOperationException($"not one line on stderr: {Error}");
}
