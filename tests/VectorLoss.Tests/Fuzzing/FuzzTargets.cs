using System.Text;
using VectorLoss.Autodiff;
using VectorLoss.Cli;
using VectorLoss.Cli.Tables;
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
        new("net", [net, Tensors()], FileGrammar.Renoted(net), bytes =>
            StoredModel.Of("x", Opened(bytes), null).Build(new Tape<float>()), 100),
        new("chain", [Tensors()], FileGrammar.Renoted(Tensors()), bytes =>
            StoredModel.Of("x", Opened(bytes), Activation.Relu).Build(new Tape<double>()), 100),
        new("state", [state], FileGrammar.Renoted(state), bytes => new StateFile("x", Opened(bytes)).Read<float>()),
        new("reference", [File.ReadAllBytes(RepositoryFiles.Data("vectors/huber.json"))[..2000],
            "{\"loss\":\"mse\",\"cases\":[]}"u8.ToArray()], JsonGrammar.Reference,
            bytes => ReferenceFile.Of("x", bytes)),
        new("metrics",
            ["{\"event\":\"step\",\"step\":1,\"loss\":0.5}\n{\"event\":\"step\",\"step\":2}\n"u8.ToArray()],
            JsonGrammar.Metrics, bytes => KeptMetrics.Count(new MemoryStream(bytes), 3, 3)) { IsLenient = true },
        new("csv", ["a,b,c\n1,2,x\n3,,\"y\"\n"u8.ToArray(), "a;b\n1;2\n"u8.ToArray()], TextGrammar.Table, bytes =>
            CsvTable.Of("x", bytes, _ => name => name == "b" ? ColumnUse.Text : ColumnUse.Found), 200),
        new("notes", ["""
            {"format":1,"kind":"Classes","signs":false,"missing":"Refuse","quantiles":[],
            "inputs":[{"name":"a","mean":1,"deviation":2,"scaled":true}],
            "targets":[{"name":"y","categories":["p","q"]}]}
            """u8.ToArray()], TextGrammar.Notes,
            bytes => PreparationNotes.Parse("x", Encoding.UTF8.GetString(bytes)), 200),
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

    private static SafetensorsFile Opened(byte[] bytes) => SafetensorsFile.Read(new MemoryStream(bytes), "x");

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
