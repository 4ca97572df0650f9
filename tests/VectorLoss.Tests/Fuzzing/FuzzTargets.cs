using VectorLoss.Autodiff;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Tests.Training;
using VectorLoss.Training;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>Every reader of files, streams and lines that strangers may have made.</summary>
internal static class FuzzTargets
{
    // Deflate packs up to 1,032 bytes into one.
    private const int Deflated = 1032;

    private static readonly byte[] net = Written(path => StoredModel.Save(path,
        new Mlp<float>(new Tape<float>(), [4, 3, 2], Activation.Relu)));

    private static readonly byte[] state = Written(path =>
    {
        TrainingPlan plan = SmallTraining.Plan with { Steps = 2, EvaluateEvery = 1 };
        Trainer<float> trainer = SmallTraining.New<float>(plan).Trainer;
        trainer.Run(null, CancellationToken.None);
        trainer.Capture().Save(path);
    });

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("idx", [Images(), Labels()], FileGrammar.Idx, bytes =>
        {
            if (bytes.Length > 3 && bytes[3] == 1)
                Idx.ReadLabels(new MemoryStream(bytes), "x");
            else
                Idx.ReadImages(new MemoryStream(bytes), "x");
        }),
        new("gzip", [Gzip(Images()), [.. Gzip(Images()[..9]), .. Gzip(Images()[9..])]], FileGrammar.Gzip,
            bytes => Idx.ReadImages(new MemoryStream(bytes), "x"), Deflated),
        new("npy", [.. Directory.EnumerateFiles(RepositoryFiles.Data("npy"), "*.npy").Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)], FileGrammar.Npy, bytes => Npy.Read(new MemoryStream(bytes), "x").ToDoubles()),
        new("npz", [Archive(false), Archive(true)], FileGrammar.Zip,
            bytes => Npz.Read(new MemoryStream(bytes), "x"), Deflated),
        new("safetensors", [Tensors()], FileGrammar.Safetensors, bytes =>
        {
            SafetensorsFile file = SafetensorsFile.Read(new MemoryStream(bytes), "x");
            foreach (StoredTensor tensor in file.Tensors.Where(tensor => tensor.CanRead))
                tensor.CopyTo(new double[tensor.Count]);
        }),
        OfPath("net", [net, Tensors()], random => FileGrammar.Renoted(random, net), path =>
            StoredModel.Load(path).Build(new Tape<float>())) with { BytesPerByte = 100 },
        OfPath("chain", [Tensors()], random => FileGrammar.Renoted(random, Tensors()), path =>
            StoredModel.Load(path, Activation.Relu).Build(new Tape<double>())) with { BytesPerByte = 100 },
        OfPath("state", [state], random => FileGrammar.Renoted(random, state),
            path => TrainingState<float>.Load(path)),
        OfPath("reference", [File.ReadAllBytes(RepositoryFiles.Data("vectors/huber.json"))[..2000],
            "{\"loss\":\"mse\",\"cases\":[]}"u8.ToArray()], JsonGrammar.Reference, path => ReferenceFile.In(path)
                .Count()),
        OfPath("metrics",
            ["{\"event\":\"step\",\"step\":1,\"loss\":0.5}\n{\"event\":\"step\",\"step\":2}\n"u8.ToArray()],
            JsonGrammar.Metrics, path => KeptMetrics.Count(path, 3, 3)) with { IsLenient = true },
        new("answer",
            [("{\"f\":1.5,\"g\":{\"a\":[1,[2,3]]},"u8
            + "\"outputs\":[{\"name\":\"s\",\"value\":[1],\"gradient\":[2]}]}"u8).ToArray()],
            JsonGrammar.Answer, bytes =>
            {
                try
                {
                    AnswerReader.Read(bytes, bytes.Length % 2 == 0);
                }
                catch (FormatException problem)
                {
                    throw new UserError(problem.Message);
                }
            })
        {
            IsRefusal = problem => problem is UserError,
        },
    ];

    public static FuzzTarget Named(string name) => All.Single(target => target.Name == name);

    /// <summary>The files that once broke a reader.</summary>
    public static IEnumerable<string> Corpus(string reader)
        => Directory.Exists(RepositoryFiles.Data($"fuzz/{reader}"))
            ? Directory.EnumerateFiles(RepositoryFiles.Data($"fuzz/{reader}")).Order(StringComparer.Ordinal) : [];

    private static FuzzTarget OfPath(string name, byte[][] seeds, Func<SeededRandom, byte[]> draw, Action<string> read)
    {
        string path = Path.Combine(Folder, $"{Environment.ProcessId}-{name}");
        return new(name, seeds, draw, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            try
            {
                read(path);
            }
            finally
            {
                File.Delete(path);
            }
        });
    }

    // Memory where there is such a folder: a disk takes a hundred times as long.
    private static string Folder => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private static byte[] Images() => Bytes(stream => Idx.Write(stream, [2, 3, 4], new byte[24]));

    private static byte[] Labels() => Bytes(stream => Idx.Write(stream, [40], new byte[40]));

    private static byte[] Archive(bool compress) => Bytes(stream => Npz.Write(stream, [new("a", NpyArray.Of<float>(
        [2, 3], new float[6])), new("b", NpyArray.Of<byte>([3], new byte[3]))], compress));

    private static byte[] Tensors()
    {
        var file = new SafetensorsFile();
        file.Add<float>("0.weight", [3, 2], new float[6]);
        file.Add<float>("0.bias", [3], new float[3]);
        file.Metadata["k"] = "v";
        return Bytes(file.Write);
    }

    private static byte[] Written(Action<string> write)
    {
        string path = Path.GetTempFileName();
        write(path);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
