using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>The files that a training run writes.</summary>
/// <param name="settings">What was asked for.</param>
internal sealed class TrainOutputs(TrainSettings settings)
{
    /// <summary>The net.</summary>
    public NamedFile? Save { get; } = NamedFile.Of("--save", settings.Save, FileFormat.Net);

    /// <summary>The page.</summary>
    public NamedFile? Report { get; } = NamedFile.Of("--report", settings.Report, FileFormat.Html);

    /// <summary>The lines of steps and evaluations.</summary>
    public NamedFile? Metrics { get; } = NamedFile.Of("--metrics", settings.Metrics, FileFormat.Lines);

    /// <summary>The directory of an event file.</summary>
    public NamedFile? TensorBoard { get; } = NamedFile.Of("--tensorboard", settings.TensorBoard);

    /// <summary>Refuses what cannot be written, what is one file, and what is part of the data.</summary>
    /// <exception cref="UserError">An output is refused.</exception>
    public void Check()
    {
        Files.Check([Save, Report, Metrics], settings.Table is { } table
            ? [new(table.Csv is null ? "--data" : "--csv", table.File)]
            : settings.Data is { } data ? Images(data) : null);
        if (TensorBoard is { } directory)
        {
            Files.CheckApart(directory, Save, Report, Metrics);
            Files.RequireDirectory(directory);
        }
        // The net may take the place of the state that it comes from; nothing else may.
        Files.Check([Report, Metrics], [NamedFile.Of("--resume", settings.Resume)]);
    }

    // The names under which a data set is found; which of them are there does not matter.
    private static IEnumerable<NamedFile> Images(string directory)
        => from part in (string[])["train", "t10k"]
           from kind in (string[])["images-idx3-ubyte", "images.idx3-ubyte", "labels-idx1-ubyte", "labels.idx1-ubyte"]
           from packed in (string[])["", ".gz"]
           select new NamedFile("--data", Path.Combine(directory, $"{part}-{kind}{packed}"));
}
