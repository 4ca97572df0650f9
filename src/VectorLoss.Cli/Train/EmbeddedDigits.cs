using System.Reflection;
using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>
/// The generated digits that the program carries: what <c>train</c> learns when no directory is given.
/// </summary>
internal static class EmbeddedDigits
{
    /// <summary>What reports call this data.</summary>
    internal const string Name = "generated digits (embedded)";

    /// <summary>12,000 images to train on and 2,000 others to test with.</summary>
    internal static (DigitSet Train, DigitSet Test) Load() => (Part("train"), Part("t10k"));

    private static DigitSet Part(string part)
    {
        string images = $"digits/{part}-images-idx3-ubyte.gz";
        string labels = $"digits/{part}-labels-idx1-ubyte.gz";
        using Stream imageStream = Open(images);
        using Stream labelStream = Open(labels);
        return DigitSet.Read(imageStream, images, labelStream, labels);
    }

    private static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
        ?? throw new DataFormatException(name, "the program was built without this resource");
}
