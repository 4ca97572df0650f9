using System.Globalization;
using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Pages;

namespace VectorLoss.Cli.Lessons;

/// <summary>
/// The words of a lesson in one language: lines "key: text", where a line that starts with a space goes on with the one
/// above. Keys: title, question, and "say", "time", "claim", "why", "chart", "control",
/// "caption" or "name" with a name.
/// </summary>
internal sealed class Texts
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>Loads the texts of a lesson.</summary>
    public Texts(string lesson, Words words)
    {
        Words = words;
        Source = $"lesson/{lesson}.{words.Language}.txt";
        string key = "";
        foreach (string line in Page.Resource(Source).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line[0] == ' ')
                texts[key] += line.TrimEnd();
            else
                texts.Add(key = line[..colon], line[(colon + 2)..].TrimEnd());
        }
    }

    /// <summary>Where they come from.</summary>
    public string Source { get; }

    /// <summary>The language.</summary>
    public Words Words { get; }

    /// <summary>All keys.</summary>
    public IReadOnlyCollection<string> Keys => texts.Keys;

    /// <summary>The text of a key that must be there.</summary>
    public string this[string key] => Find(key) ?? throw new KeyNotFoundException($"{Source} has no text '{key}'.");

    /// <summary>The text of a key, or null.</summary>
    public string? Find(string key) => texts.GetValueOrDefault(key);

    /// <summary>A text with numbers in its holes {0}, {1} …; {0:5} shows five digits, {0} shows three.</summary>
    public string Fill(string key, ReadOnlySpan<object> values)
    {
        var holes = new object[values.Length];
        for (int i = 0; i < holes.Length; i++)
            holes[i] = new Hole(values[i]);
        return string.Format(CultureInfo.InvariantCulture, this[key], holes);
    }

    // What is measured once means two or three digits; what is computed exactly means more.
    private sealed class Hole(object value) : IFormattable
    {
        private const int Usual = 3;

        public string ToString(string? format, IFormatProvider? provider)
        {
            int digits = string.IsNullOrEmpty(format) ? Usual : int.Parse(format, CultureInfo.InvariantCulture);
            return value switch
            {
                double number => Figures.Show(number, digits),
                float number => Figures.Show(number, digits),
                int or long => string.Format(CultureInfo.InvariantCulture, "{0:N0}", value),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            };
        }
    }
}
