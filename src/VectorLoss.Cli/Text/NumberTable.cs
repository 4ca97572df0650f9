using System.Text;

namespace VectorLoss.Cli;

/// <summary>
/// A table of a name and some numbers a row that fits its terminal: names wrap beside their numbers, or stand above
/// them where too little room is left.
/// </summary>
/// <param name="heads">What stands above the names, and above each of the numbers.</param>
internal sealed class NumberTable(params string[] heads)
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [heads];

    /// <summary>Adds a row: a name, and as many numbers as there are heads of numbers.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>The rows under their heads.</summary>
    /// <param name="columns">The width of the terminal.</param>
    public string ToText(int columns)
    {
        int[] widths = [.. Enumerable.Range(1, heads.Length - 1).Select(k => rows.Max(row => Layout.Width(row[k])))];
        int longest = rows.Max(row => Layout.Width(row[0]));
        int word = rows.Max(row => row[0].Split(' ').Max(Layout.Width));
        int left = columns - widths.Sum(width => Gap.Length + width);
        // What goes on is indented.
        bool isBeside = longest <= left || word + Gap.Length <= left;
        int room = Math.Min(longest, isBeside ? left : columns);
        int wrapped = longest <= room ? room : room - Gap.Length;
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            string numbers = string.Concat(widths.Select((width, k) => Gap + Left(row[k + 1], width)));
            string[] lines = Layout.Hanging("", row[0], wrapped).TrimEnd('\n').Split('\n');
            lines[0] = isBeside ? Layout.Pad(lines[0], room) + numbers : lines[0];
            text.AppendJoin($"\n{Gap}", lines).Append(isBeside ? "\n" : $"\n{numbers}\n");
        }
        return text.ToString();
    }

    private static string Left(string text, int columns) => new string(' ', columns - Layout.Width(text)) + text;
}
