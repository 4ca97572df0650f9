namespace VectorLoss.Mutants;

/// <summary>The committed list: a line for each mutant with what became of it.</summary>
internal sealed class Results
{
    /// <summary>What stands in the place of a test where none failed.</summary>
    public const string Survived = "survived", Uncovered = "no test reaches it", Equivalent = "equivalent: ";

    /// <summary>No test of its room failed; the other rooms were not asked.</summary>
    public const string Unfinished = "survived the tests of its room";

    /// <summary>No test failed until the time was up.</summary>
    public const string Hasty = "survived the classes that find its neighbours; the others were not run";

    private const string Head = "name,room,file,line,method,fault,change,result";

    private readonly string file;
    private readonly Dictionary<string, string[]> rows;

    public Results(string file)
    {
        this.file = file;
        rows = File.Exists(file) ? File.ReadLines(file).Skip(1).Select(line => line.Split('\t'))
            .ToDictionary(fields => fields[0]) : [];
    }

    /// <summary>What became of a mutant, or null.</summary>
    public string? Of(Mutant mutant) => rows.TryGetValue(mutant.Name, out string[]? row) ? row[^1] : null;

    /// <summary>Classes that found mutants of the same file, then of the same folder and room; the most useful
    /// first.</summary>
    public IEnumerable<string> Finders(Mutant mutant)
    {
        string[][] found;
        lock (rows)
        {
            found = [.. rows.Values.Where(row => row[1] == mutant.Room && row[^1].Contains('.')
                && !row[^1].Contains(' '))];
        }
        string[] nearby = [.. found.GroupBy(row => $"*.{row[^1][..row[^1].LastIndexOf('.')]}")
            .OrderByDescending(group => group.Sum(row => row[2] == mutant.File ? 100
                : Path.GetDirectoryName(row[2]) == Path.GetDirectoryName(mutant.File) ? 10 : 1))
            .Select(group => group.Key)];
        // The stored values of every loss reach most of these rooms, from a room of their own.
        return mutant.Room is "Losses" or "Batches" or "Rows"
            ? nearby.Take(1).Append("*.ReferenceVectorTests").Concat(nearby.Skip(1)).Distinct() : nearby;
    }

    /// <summary>Writes one result down; the file is whole at every moment.</summary>
    public void Set(Mutant mutant, string result)
    {
        lock (rows)
        {
            rows[mutant.Name] = Row(mutant, result);
            Write();
        }
    }

    /// <summary>Keeps the mutants of a sample alone, at the lines where they stand today.</summary>
    public void Keep(Mutant[] sample)
    {
        Dictionary<string, Mutant> named = sample.ToDictionary(mutant => mutant.Name);
        foreach (string name in rows.Keys.ToArray())
        {
            if (named.TryGetValue(name, out Mutant? mutant))
                rows[name] = Row(mutant, rows[name][^1]);
            else
                rows.Remove(name);
        }
        Write();
    }

    /// <summary>The score of what is known: killed of all that are not equivalent.</summary>
    public string Summary()
    {
        string[] results = [.. rows.Values.Select(row => row[^1])];
        int equivalent = results.Count(result => result.StartsWith(Equivalent, StringComparison.Ordinal));
        int alive = results.Count(result => result is Survived or Uncovered or Unfinished or Hasty);
        int counted = results.Length - equivalent;
        return $"{results.Length} mutants, {equivalent} equivalent, {counted - alive} of {counted} killed"
            + $" ({100.0 * (counted - alive) / Math.Max(counted, 1):F1} %)";
    }

    private static string[] Row(Mutant mutant, string result) => [mutant.Name, mutant.Room, mutant.File,
        $"{mutant.Line}", mutant.Method, mutant.Fault, mutant.Change, result];

    private void Write()
    {
        string text = string.Join('\n', rows.Values.OrderBy(row => row[2], StringComparer.Ordinal)
            .ThenBy(row => int.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture))
                .ThenBy(row => row[0], StringComparer.Ordinal)
            .Select(row => string.Join('\t', row)).Prepend(Head.Replace(',', '\t'))) + "\n";
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
