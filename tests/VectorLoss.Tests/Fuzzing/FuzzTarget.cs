using VectorLoss.Data;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>A reader that is attacked.</summary>
/// <param name="Name">Its name, and that of its folder under data/fuzz.</param>
/// <param name="Seeds">Good files, to be changed.</param>
/// <param name="Draw">Makes a file by the grammar of the format, mostly nearly right.</param>
/// <param name="Read">Reads the content of a file.</param>
/// <param name="BytesPerByte">How much memory a byte of the file may cost.</param>
internal sealed record FuzzTarget(
    string Name, byte[][] Seeds, Func<SeededRandom, byte[]> Draw, Action<byte[]> Read, int BytesPerByte = 40)
{
    /// <summary>The exceptions that say what is wrong with the file.</summary>
    public Func<Exception, bool> IsRefusal { get; init; } = problem => problem is DataFormatException;

    /// <summary>Whether it takes what it knows of any file and refuses none.</summary>
    public bool IsLenient { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
