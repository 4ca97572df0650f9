namespace VectorLoss.Data;

/// <summary>Tells from the first bytes what a file of another kind is, for the message that refuses it.</summary>
internal static class FileSignature
{
    private const byte FirstPrintable = 0x20, LastPrintable = 0x7e;

    /// <summary>The kind with its article, such as "a zip archive"; null if the bytes say nothing.</summary>
    /// <param name="start">The first bytes of the file; eight are enough.</param>
    public static string? Kind(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive, as .pt of PyTorch and .npz of NumPy are",
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => "an array of NumPy (.npy)",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "an HDF5 file, as .h5 of Keras is",
        [(byte)'G', (byte)'G', (byte)'U', (byte)'F', ..] => "a GGUF file",
        [0x1f, 0x8b, ..] => "a gzip file",
        [0x80, >= 2 and <= 5, ..] => "a pickle of Python",
        [0, 0, >= 8 and <= 14, >= 1 and <= 4, ..] => "an IDX file",
        // The first fields of the message: version of the format, name of the producer.
        [8, >= 3 and <= 20, 0x12, ..] => "an ONNX model",
        _ => IsText(start) ? "a text" : null,
    };

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte next in start)
        {
            if (next is (< FirstPrintable or > LastPrintable) and not ((byte)'\n' or (byte)'\r' or (byte)'\t'))
                return false;
        }
        return true;
    }
}
