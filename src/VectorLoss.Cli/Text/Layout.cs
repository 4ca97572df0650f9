using System.Globalization;
using System.Text;

namespace VectorLoss.Cli;

/// <summary>Text on a terminal: lines end between words, and what goes on is indented under its beginning.</summary>
internal static class Layout
{
    /// <summary>The width that stands for "do not wrap": where output goes to a file, a program reads it.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>A paragraph whose first line starts with a mark or a name.</summary>
    /// <param name="start">What the first line starts with; later lines are indented by as much.</param>
    /// <param name="text">The paragraph.</param>
    /// <param name="columns">The width of the terminal. A word that is longer than a line is not broken.</param>
    /// <returns>Lines, each with its line end.</returns>
    public static string Hanging(string start, string text, int columns)
    {
        int indent = Width(start), at = indent;
        StringBuilder lines = new(start);
        bool isFirst = true;
        int gap = 0;
        foreach (string word in text.Split(' '))
        {
            int width = Width(word);
            if (!isFirst && word.Length == 0)
            {
                gap++;
                continue;
            }
            if (!isFirst && (long)at + gap + width > columns)
            {
                lines.Append('\n').Append(' ', indent);
                (at, gap) = (indent, 0);
            }
            lines.Append(' ', gap).Append(word);
            (at, gap, isFirst) = (at + gap + width, 1, false);
        }
        return lines.Append('\n').ToString();
    }

    /// <summary>Lines of a text, each wrapped; what goes on stands under the beginning of its line.</summary>
    public static string Lines(string text, int columns) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line
        => Hanging(line[..^line.TrimStart(' ').Length], line.TrimStart(' '), columns)));

    /// <summary>How many columns a text takes: letters of Korean, Chinese and Japanese take two.</summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
            width += Width(rune);
        return width;
    }

    /// <summary>A text filled up with blanks to a width.</summary>
    public static string Pad(string text, int columns) => text + new string(' ', Math.Max(0, columns - Width(text)));

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        _ when rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3
            or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60
            or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };
}
