using System.Globalization;
using System.Text;

namespace VectorLoss.Cli;

/// <summary>
/// Makes text that this program did not write safe to show. A file can hold anything: escape sequences that take over a
/// terminal, marks that reverse the direction of reading, a name of 16 MB.
/// </summary>
internal static class Printable
{
    /// <summary>The usual length of a text from a file; a name that is longer says nothing more.</summary>
    public const int Longest = 80;

    // What a message may be in all: a path of the user, and a reason with a list of what is possible.
    private const int LongestMessage = 2000;
    private const int LongestReason = 240;

    /// <summary>The text without what a terminal would obey, at most <paramref name="most"/> characters long.</summary>
    /// <param name="text">Text of a file or of the user.</param>
    /// <param name="most">The length; what is cut is replaced by one "…".</param>
    public static string Cut(string text, int most = Longest)
    {
        StringBuilder shown = new();
        int whole = 0;
        // A rune gives at least one character, so that of a long text only the beginning is looked at.
        foreach (Rune rune in text.Length > most ? text[..most].EnumerateRunes() : text.EnumerateRunes())
        {
            shown.Append(Piece(rune));
            if (shown.Length < most)
                whole = shown.Length;
            else if (shown.Length > most)
                break;
        }
        return shown.Length > most || text.Length > most ? shown.ToString(0, whole) + "…" : shown.ToString();
    }

    /// <summary>
    /// A whole message on one line: nothing to obey in it, and of a length that can be read. What is too long is cut in
    /// its middle, as the file stands at the start and the reason at the end.
    /// </summary>
    public static string Message(string text)
    {
        const int Half = LongestMessage / 2;
        return text.Length <= LongestMessage ? Cut(text, LongestMessage) : Cut(text, Half) + Cut(text[^Half..], Half);
    }

    /// <summary>The reason why a file was refused, which may quote the file.</summary>
    public static string Reason(string text) => Cut(text, LongestReason);

    private static string Piece(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => Escaped(rune.Value),
        _ => rune.ToString(),
    };

    private static string Escaped(int value)
        => value <= 0xFFFF ? $"\\u{value:x4}" : $"\\U{value:x8}";
}
