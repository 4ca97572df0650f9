using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace VectorLoss.Cli.Charts;

/// <summary>
/// HTML and SVG in the making. Text put into a hole of an interpolated string is escaped, numbers are rounded to two
/// places without a culture: so nothing a title says can become a tag, and the same data give the same bytes.
/// </summary>
/// <param name="words">The language of the page.</param>
internal sealed class Markup(Words? words = null)
{
    private readonly StringBuilder text = new();

    /// <summary>The words of the page's language.</summary>
    public Words Words { get; } = words ?? Words.English;

    /// <summary>Appends a piece whose holes are escaped.</summary>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref Holes piece)
    {
        _ = piece; // The holes wrote themselves while the argument was formed.
        return this;
    }

    /// <summary>Appends text that is markup already.</summary>
    public Markup Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    /// <summary>Escapes for element content and for attribute values in double quotes.</summary>
    public static string Escape(string value) => value
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A coordinate: two places are a hundredth of a pixel.</summary>
    public static string Coordinate(double value) =>
        (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    [InterpolatedStringHandler]
    internal readonly ref struct Holes
    {
        private readonly StringBuilder text;

        public Holes(int literalLength, int holes, Markup markup)
        {
            _ = (literalLength, holes);
            text = markup.text;
        }

        public void AppendLiteral(string value) => text.Append(value);

        public void AppendFormatted(string? value) => text.Append(Escape(value ?? ""));

        public void AppendFormatted(double value) => text.Append(Coordinate(value));

        public void AppendFormatted(int value) => text.Append(CultureInfo.InvariantCulture, $"{value}");
    }
}
