using System.Globalization;
using System.Text;

namespace VectorLoss.Data;

/// <summary>
/// Text that came out of a file, made safe for a message: on one line, without characters that a terminal obeys, and
/// short.
/// </summary>
public static class Excerpt
{
    /// <summary>The most characters that <see cref="Of"/> keeps.</summary>
    public const int Limit = 80;

    /// <summary>The text, escaped and cut.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>About <see cref="Limit"/> characters at most; … where some were cut.</returns>
    public static string Of(string text) => Escape(text, Limit);

    /// <summary>The text, escaped: control, format and unassigned characters become \u and their code.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">The most characters to keep.</param>
    internal static string Escape(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder line = new(Math.Min(text.Length, limit));
        // Half a surrogate pair is no rune and comes as U+FFFD.
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length >= limit)
                return line.Append('…').ToString();
            if (IsPlain(rune))
                line.Append(rune.ToString());
            else
                line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        return line.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
