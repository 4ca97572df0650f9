namespace VectorLoss.Cli;

/// <summary>Finds the names that an unknown word was probably meant to be.</summary>
internal static class Nearest
{
    private const int Most = 3;

    // What a description begins with is what the name is for.
    private const int MostWords = 8;

    // Of shorter words of a name, too many are near.
    private const int LeastPart = 4;

    /// <summary>
    /// The end of an error message: <c>; did you mean 'huber'?</c>, or nothing where no name is near.
    /// </summary>
    public static string Hint(string word, IEnumerable<string> names) => Hint(To(word, names));

    /// <summary>
    /// The same, where no name need be near: then names whose description has the word first, so that
    /// <c>--learning-rate</c> finds <c>--lr</c>.
    /// </summary>
    public static string Hint(string word, IEnumerable<(string Name, string Description)> known)
    {
        IReadOnlyList<string> near = To(word, known.Select(one => one.Name));
        return Hint(near.Count > 0 ? near : Described(word, known));
    }

    private static string Hint(IReadOnlyList<string> near)
        => near.Count == 0 ? "" : $"; did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?";

    /// <summary>What was probably meant by the value of an option, or null.</summary>
    public static string? Question(string word, IEnumerable<string> names)
        => To(word, names) is { Count: > 0 } near ? $"did you mean {string.Join(" or ", near)}?" : null;

    /// <summary>At most three names, nearest first. Capitals and dashes do not count.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> names)
    {
        string plain = Plain(word);
        if (plain.Length is 0 or > Printable.Longest)
            return [];
        var whole = names.Distinct().Select(name => (Name: name, Away: Distance(plain, Plain(name))))
            .Where(pair => pair.Away <= Allowed(plain, Plain(pair.Name)))
            .OrderBy(pair => pair.Away).ThenBy(pair => pair.Name, StringComparer.Ordinal).ToArray();
        var near = whole.Length > 0 ? whole : OfParts(plain, names);
        // Beside an equal name, a similar one only distracts.
        return [.. near.TakeWhile(pair => pair.Away == near[0].Away || near[0].Away > 0)
            .Take(Most).Select(pair => pair.Name)];
    }

    // "lerning" is near the first word of "learning-rate".
    private static (string Name, int Away)[] OfParts(string plain, IEnumerable<string> names)
        => [.. names.Distinct().Select(name => (Name: name, Away: name.Split('-', '_', ' ').Select(Plain)
                .Where(part => Math.Min(part.Length, plain.Length) >= LeastPart)
                .Select(part => Distance(plain, part) is var away
                    && away <= Math.Min(part.Length, plain.Length) / 3 ? away : int.MaxValue)
                .DefaultIfEmpty(int.MaxValue).Min()))
            .Where(pair => pair.Away < int.MaxValue)
            .OrderBy(pair => pair.Away).ThenBy(pair => pair.Name, StringComparer.Ordinal)];

    // Whose words, from one of them on, begin with the word: the sooner, the nearer.
    private static string[] Described(string word, IEnumerable<(string Name, string Description)> known)
    {
        string plain = Plain(word);
        return plain.Length < LeastPart ? [] : [.. known.Select(one => (one.Name, At: Place(one.Description, plain)))
            .Where(pair => pair.At >= 0).GroupBy(pair => pair.At, pair => pair.Name).OrderBy(group => group.Key)
            .FirstOrDefault()?.Take(Most) ?? []];
    }

    private static int Place(string description, string plain)
    {
        string[] words = [.. description.Split((char[]?)null, MostWords + 1).Take(MostWords).Select(Plain)];
        return Enumerable.Range(0, words.Length).Where(i => string.Concat(words[i..])
            .StartsWith(plain, StringComparison.Ordinal)).DefaultIfEmpty(-1).First();
    }

    /// <summary>Letters and digits only, in lower case: "Cross_Entropy" is "crossentropy".</summary>
    public static string Plain(string word)
        => string.Concat(word.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    // A third of the letters may differ; the beginning of a long name is near too.
    private static int Allowed(string word, string name)
        => word.Length >= 3 && name.StartsWith(word, StringComparison.Ordinal)
            ? name.Length : Math.Max(1, Math.Min(word.Length, name.Length) / 3);

    /// <summary>
    /// How many letters must be inserted, left out, replaced or swapped with their neighbour to make one word of the
    /// other: the distance of Damerau and Levenshtein in its restricted form.
    /// </summary>
    public static int Distance(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1], last = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++)
            last[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            int[] now = new int[to.Length + 1];
            now[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                now[j] = Math.Min(replaced, Math.Min(last[j], now[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    now[j] = Math.Min(now[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last) = (last, now);
        }
        return last[to.Length];
    }
}
