namespace VectorLoss.Cli;

/// <summary>What an option writes, by the extensions that name it.</summary>
/// <param name="Extensions">Each with its dot, the usual one first.</param>
internal sealed record FileFormat(params string[] Extensions)
{
    public static readonly FileFormat Array = new(".npy"), Html = new(".html", ".htm"), Onnx = new(".onnx"),
        Net = new(".safetensors"), Lines = new(".jsonl", ".ndjson", ".txt"), JUnit = new(".xml"),
        Tabs = new(".tsv", ".tab"), Rows = new([".csv", .. Tabs.Extensions, ".txt", .. Array.Extensions]);

    // What is written here, and what a reader takes for something else by its name.
    private static readonly HashSet<string> Known = new(
        [
            .. new[] { Array, Html, Onnx, Net, Lines, JUnit, Rows }.SelectMany(format => format.Extensions),
            ".arrow", ".bin", ".bmp", ".bz2", ".db", ".doc", ".docx", ".feather", ".gguf", ".gif", ".gz", ".h5",
            ".hdf5", ".jpeg", ".jpg", ".json", ".keras", ".mat", ".md", ".npz", ".ods", ".orc", ".parquet", ".pb",
            ".pdf", ".pickle", ".pkl", ".png", ".pt", ".pth", ".rds", ".sqlite", ".svg", ".tar", ".tflite", ".toml",
            ".xls", ".xlsx", ".xz", ".yaml", ".yml", ".zip", ".zst",
        ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the extension of a path is one of this format.</summary>
    public bool Names(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a path promises another format than this one, or null; other extensions say nothing.</summary>
    public string? Refusal(string path) => Names(path) || !Known.Contains(Path.GetExtension(path)) ? null
        : $"no {Path.GetExtension(path)} file is written here; what is written ends in {Words}";

    private string Words => Extensions.Length == 1 ? Extensions[0]
        : $"{string.Join(", ", Extensions[..^1])} or {Extensions[^1]}";
}
