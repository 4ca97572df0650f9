using System.Text;

namespace VectorLoss.Cli;

/// <summary>A command line in words, split as a POSIX shell splits it. Nothing is expanded, for no shell runs: $, *, |
/// and &gt; are ordinary characters.</summary>
/// <remarks>Source: POSIX.1-2024, Shell Command Language, 2.2 Quoting.</remarks>
internal static class ShellWords
{
    // Inside double quotes, a backslash before any other character stays.
    private const string EscapedInDoubleQuotes = "$`\"\\";

    /// <summary>The words.</summary>
    /// <exception cref="FormatException">A quote is not closed, or nothing follows the last backslash.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> words = [];
        // Null between words: '' is a word of no characters.
        StringBuilder? word = null;
        int at = 0;
        while (at < text.Length)
        {
            char next = text[at++];
            if (next is ' ' or '\t' or '\n')
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }
            word ??= new();
            at = next switch
            {
                '\'' => SingleQuoted(text, at, word),
                '"' => DoubleQuoted(text, at, word),
                '\\' => Escaped(text, at, word),
                _ => Append(word, next, at),
            };
        }
        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    private static int Append(StringBuilder word, char next, int at)
    {
        word.Append(next);
        return at;
    }

    private static int SingleQuoted(string text, int at, StringBuilder word)
    {
        int end = text.IndexOf('\'', at);
        if (end < 0)
            throw new FormatException("a single quote is not closed");
        word.Append(text, at, end - at);
        return end + 1;
    }

    private static int DoubleQuoted(string text, int at, StringBuilder word)
    {
        for (; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '\n')
                at++;
            else if (text[at] == '\\' && at + 1 < text.Length && EscapedInDoubleQuotes.Contains(text[at + 1]))
                word.Append(text[++at]);
            else
                word.Append(text[at]);
        }
        return at < text.Length ? at + 1 : throw new FormatException("a double quote is not closed");
    }

    private static int Escaped(string text, int at, StringBuilder word)
    {
        if (at == text.Length)
            throw new FormatException("nothing follows the last backslash");
        // A backslash before a line end joins two lines.
        if (text[at] != '\n')
            word.Append(text[at]);
        return at + 1;
    }
}
