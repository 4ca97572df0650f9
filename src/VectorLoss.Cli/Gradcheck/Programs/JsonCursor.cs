using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace VectorLoss.Cli;

/// <summary>Walks through JSON that programs print. Beside JSON it reads the words that the usual libraries print for
/// numbers that JSON does not have: NaN, nan, Infinity and inf, with a sign or not, in quotes or not.</summary>
/// <param name="text">The text.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> text)
{
    /// <summary>How deep arrays and objects may be nested: the reader calls itself for each level.</summary>
    public const int MostDepth = 64;

    private static readonly SearchValues<byte> TokenEnds = SearchValues.Create(",]} \t\r"u8);

    private readonly ReadOnlySpan<byte> text = text;
    private int at;

    /// <summary>Whether the next character is this one.</summary>
    public bool IsAt(char next)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
            at++;
        return at < text.Length && text[at] == next;
    }

    /// <summary>Steps over a character if it is next.</summary>
    public bool Take(char next)
    {
        bool there = IsAt(next);
        at += there ? 1 : 0;
        return there;
    }

    /// <summary>Steps over a character that must be next.</summary>
    public void Expect(char next)
    {
        if (!Take(next))
            throw Wrong($"'{next}'");
    }

    /// <summary>Nothing may follow.</summary>
    public void ExpectEnd()
    {
        if (IsAt('\0') || at < text.Length)
            throw Wrong("the end of the line");
    }

    /// <summary>The name of a member, with its colon.</summary>
    public string Name()
    {
        string name = Text();
        Expect(':');
        return name;
    }

    /// <summary>A string.</summary>
    public string Text()
    {
        if (!IsAt('"'))
            throw Wrong("a string");
        ReadOnlySpan<byte> quoted = Quoted();
        Utf8JsonReader reader = new(quoted);
        try
        {
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw Wrong("a string of valid characters");
        }
    }

    /// <summary>A number.</summary>
    /// <param name="name">What it is, for the message.</param>
    public double Number(string name)
    {
        bool inQuotes = IsAt('"');
        ReadOnlySpan<byte> token = inQuotes ? Quoted()[1..^1] : Token();
        if (!inQuotes && Utf8Parser.TryParse(token, out double number, out int read) && read == token.Length)
            return number;
        return Word(token) ?? throw new FormatException(token.SequenceEqual("null"u8)
            ? $"{name} is null; NaN and the infinities are written as \"NaN\", \"Infinity\" and \"-Infinity\""
            : $"{name}: a number was expected at character {at - token.Length + 1}, not "
                + $"'{Encoding.UTF8.GetString(token[..Math.Min(token.Length, 40)])}'");
    }

    /// <summary>Steps over whatever is next.</summary>
    public void Skip() => Skip(0);

    private void Skip(int depth)
    {
        if (depth == MostDepth)
            throw new FormatException($"it is nested more than {MostDepth} deep");
        if (IsAt('"'))
        {
            Quoted();
            return;
        }
        bool isObject = IsAt('{');
        if (!isObject && !IsAt('['))
        {
            if (Token().IsEmpty)
                throw Wrong("a value");
            return;
        }
        char end = isObject ? '}' : ']';
        at++;
        if (Take(end))
            return;
        do
        {
            if (isObject)
                Name();
            Skip(depth + 1);
        }
        while (Take(','));
        Expect(end);
    }

    private ReadOnlySpan<byte> Quoted()
    {
        int begin = at++;
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                return text[begin..++at];
        }
        at = text.Length;
        throw Wrong("the quote that closes a string");
    }

    private ReadOnlySpan<byte> Token()
    {
        int length = text[at..].IndexOfAny(TokenEnds), begin = at;
        at = length < 0 ? text.Length : at + length;
        return text[begin..at];
    }

    private static double? Word(ReadOnlySpan<byte> token)
    {
        bool negative = token.StartsWith("-"u8);
        ReadOnlySpan<byte> word = negative || token.StartsWith("+"u8) ? token[1..] : token;
        if (Ascii.EqualsIgnoreCase(word, "nan"u8))
            return double.NaN;
        bool infinite = Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
        return !infinite ? null : negative ? double.NegativeInfinity : double.PositiveInfinity;
    }

    private readonly FormatException Wrong(string wanted) => new($"{wanted} was expected at character {at + 1}");
}
