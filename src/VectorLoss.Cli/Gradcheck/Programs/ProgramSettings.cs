using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>How the gradient of a program is checked.</summary>
/// <param name="Command">The command line of the program.</param>
/// <param name="Words">The same in words.</param>
/// <param name="Point">The point.</param>
/// <param name="Workers">How many copies of the program run.</param>
/// <param name="Timeout">How long one answer may take.</param>
/// <param name="Precision">The format that the program computes in.</param>
/// <param name="Mode">Every element, or random directions.</param>
/// <param name="Seed">The seed of the directions.</param>
internal sealed record ProgramSettings(string Command, IReadOnlyList<string> Words, ProgramPoint Point, int Workers,
    TimeSpan Timeout, NumberPrecision Precision, CheckMode Mode, int Seed)
{
    // A number takes at most 25 bytes with its comma, in x, g, and the values and gradients of some stages.
    private const int BytesPerNumber = 1000, BytesBeside = 1 << 20;

    /// <summary>The longest answer that is read, in bytes.</summary>
    public int LongestAnswer => (int)Math.Min(BytesBeside + ((long)BytesPerNumber * Point.Vector.Length),
        Array.MaxLength / 2);
}
