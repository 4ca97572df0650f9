namespace VectorLoss.Cli.Tables;

/// <summary>
/// Columns that an option names, with commas between them. Which commas those are is known once the header is: names of
/// columns may have commas themselves.
/// </summary>
internal sealed record ColumnList
{
    public ColumnList(string word) => Word = string.Join(',', word.Split(',').Select(one => one.Trim()));

    /// <summary>What was given, without blanks around commas.</summary>
    public string Word { get; }

    /// <summary>The names: as many parts together as make the name of a column, else one part.</summary>
    /// <param name="header">The names of all columns.</param>
    /// <param name="option">Where the names are from.</param>
    /// <exception cref="UserError">A name is empty or given twice.</exception>
    public string[] In(IEnumerable<string> header, string option)
    {
        Dictionary<string, string> known = [];
        foreach (string name in header)
            known.TryAdd(new ColumnList(name).Word, name);
        string[] parts = Word.Split(',');
        List<string> names = [];
        for (int start = 0; start < parts.Length;)
        {
            int end = parts.Length;
            while (end > start + 1 && !known.ContainsKey(string.Join(',', parts[start..end])))
                end--;
            string word = string.Join(',', parts[start..end]);
            names.Add(known.GetValueOrDefault(word, word));
            start = end;
        }
        return names.Contains("") || names.Distinct().Count() < names.Count ? throw new UserError(
            $"{option} takes names of columns with commas between them, each once, not '{Printable.Cut(Word)}'")
            : [.. names];
    }
}
