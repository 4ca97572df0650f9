using System.Globalization;
using System.Text;

namespace VectorLoss.Data;

/// <summary>
/// The Python dictionary at the head of a NumPy file, by a fixed grammar: three keys, each once, in any order;
/// strings without escapes, True or False, one tuple of whole numbers. Nothing nests, so nothing recurses.
/// </summary>
internal ref struct NpyHeader
{
    /// <summary>As many as NumPy 2 allows.</summary>
    private const int MaxRank = 64;

    // NumPy leaves room so that the growing axis can be rewritten in place up to 21 digits.
    private const int GrowthDigits = 21;

    private readonly string file;
    private ReadOnlySpan<char> rest;

    private NpyHeader(ReadOnlySpan<char> text, string file)
    {
        rest = text;
        this.file = file;
    }

    /// <summary>The type string, such as &lt;f4.</summary>
    internal string Descr { get; private set; } = "";

    /// <summary>Whether the first index moves fastest.</summary>
    internal bool FortranOrder { get; private set; }

    /// <summary>The sizes, outermost first.</summary>
    internal int[] Shape { get; private set; } = [];

    /// <exception cref="DataFormatException">The text is not such a dictionary.</exception>
    internal static NpyHeader Parse(ReadOnlySpan<char> text, string file)
    {
        var header = new NpyHeader(text, file);
        header.ParseDictionary();
        return header;
    }

    /// <summary>The text as NumPy writes it, before the padding to 64 bytes.</summary>
    internal static string Format(string descr, ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (");
        for (int axis = 0; axis < shape.Length; axis++)
        {
            text.Append(axis == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{shape[axis]}");
            text.Append(axis < shape.Length - 1 || shape.Length == 1 ? "," : "");
        }
        text.Append("), }");
        int digits = shape.Length == 0 ? GrowthDigits : shape[0].ToString(CultureInfo.InvariantCulture).Length;
        return text.Append(' ', GrowthDigits - digits).ToString();
    }

    private void ParseDictionary()
    {
        int seen = 0;
        Expect('{');
        while (!Accept('}'))
        {
            string key = ParseString();
            int bit = key switch { "descr" => 1, "fortran_order" => 2, "shape" => 4, _ => 0 };
            if (bit == 0 || (seen & bit) != 0)
                throw Wrong($"the key '{Excerpt.Of(key)}' is unknown or stands twice");
            seen |= bit;
            Expect(':');
            ParseValue(bit);
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }
        SkipSpace();
        if (seen != 7 || rest.Length > 0)
            throw Wrong(seen == 7 ? "text follows the dictionary" : "descr, fortran_order or shape is missing");
    }

    private void ParseValue(int key)
    {
        switch (key)
        {
            case 1:
                SkipSpace();
                Descr = rest is ['[', ..] ? throw Wrong("structured types are not read") : ParseString();
                break;
            case 2:
                FortranOrder = ParseTruth();
                break;
            default:
                Shape = ParseTuple();
                break;
        }
    }

    private string ParseString()
    {
        SkipSpace();
        if (rest is not ['\'' or '"', ..])
            throw Wrong("a quoted string was expected");
        int length = rest[1..].IndexOf(rest[0]);
        if (length < 0 || rest.Slice(1, length).Contains('\\'))
            throw Wrong("a string does not end, or has escapes");
        string text = rest.Slice(1, length).ToString();
        rest = rest[(length + 2)..];
        return text;
    }

    private bool ParseTruth()
    {
        SkipSpace();
        bool truth = rest.StartsWith("True");
        if (!truth && !rest.StartsWith("False"))
            throw Wrong("fortran_order is neither True nor False");
        rest = rest[(truth ? 4 : 5)..];
        return truth;
    }

    private int[] ParseTuple()
    {
        var sizes = new List<int>();
        Expect('(');
        while (!Accept(')'))
        {
            if (sizes.Count == MaxRank)
                throw Wrong($"the shape has more than {MaxRank} sizes");
            sizes.Add(ParseSize());
            if (!Accept(','))
            {
                Expect(')');
                // (3) is a number to Python, (3,) a tuple.
                return sizes.Count > 1 ? [.. sizes] : throw Wrong("the shape is not a tuple");
            }
        }
        return [.. sizes];
    }

    private int ParseSize()
    {
        SkipSpace();
        int digits = 0;
        long size = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            size = Math.Min((size * 10) + (rest[digits++] - '0'), int.MaxValue + 1L);
        if (digits == 0 || size > int.MaxValue)
            throw Wrong(digits == 0 ? "a size was expected" : $"a size is above {int.MaxValue}");
        rest = rest[digits..];
        // Python 2 wrote long numbers as 3L.
        Accept('L');
        return (int)size;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted))
            throw Wrong($"'{wanted}' was expected");
    }

    private bool Accept(char wanted)
    {
        SkipSpace();
        bool found = rest.Length > 0 && rest[0] == wanted;
        rest = found ? rest[1..] : rest;
        return found;
    }

    private void SkipSpace() => rest = rest.TrimStart(" \t\r\n");

    private readonly DataFormatException Wrong(string reason)
        => new(file, $"the NPY header is not one that is read: {reason}");
}
