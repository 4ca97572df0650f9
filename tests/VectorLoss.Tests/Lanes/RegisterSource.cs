using System.Text.RegularExpressions;

namespace VectorLoss.Tests.Lanes;

/// <summary>The source text of one register's struct: its public members and what they compute.</summary>
internal sealed class RegisterSource
{
    private const string Member =
        @"^public static (unsafe )?\w+ (?<name>(operator \S+?|\w+(<\w+>)?)(\([^)]*\))?) "
        + @"(where \w+ : [\w, ]+? (?=\{|=>))?(=> )?(?<body>.*)$";

    private RegisterSource(IReadOnlyList<KeyValuePair<string, string>> members) => Members = members;

    /// <summary>
    /// Each member by its name and parameters, where V is the register, Doubles that of doubles and Vector the type of
    /// its numbers; then its body, without comments, line breaks and repeated spaces.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Members { get; }

    /// <summary>The body of each member by its name and parameters.</summary>
    public IReadOnlyDictionary<string, string> Bodies => Members.ToDictionary();

    /// <summary>Reads the file of a register.</summary>
    /// <param name="register">The name of the struct, such as Lanes512.</param>
    /// <param name="numbers">The type of its numbers, such as Vector512.</param>
    public static RegisterSource Read(string register, string numbers)
    {
        string path = Path.Combine(
            RepositoryFiles.Root, "src", "VectorLoss", "Lanes", "Registers", $"{register}.cs");
        IEnumerable<string> lines = File.ReadLines(path)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
        string text = Regex.Replace(string.Join(' ', lines), @"\s+", " ");
        text = text.Replace("[MethodImpl(Inline)] ", "", StringComparison.Ordinal);
        text = Regex.Replace(text, $@"\b{register}<T>", "V");
        text = Regex.Replace(text, $@"\b{register}<double>", "Doubles");
        text = Regex.Replace(text, $@"\b{numbers}\b", "Vector");
        // A line break may stand after an opening and before a closing bracket, and before a point.
        text = Regex.Replace(Regex.Replace(text, @"([(]) ", "$1"), @" ([).])", "$1");
        int start = text.IndexOf('{', text.IndexOf("struct ", StringComparison.Ordinal)) + 1;
        return new([.. Split(text[start..text.LastIndexOf('}')]).SelectMany(Named)]);
    }

    /// <summary>
    /// Splits the body of the struct where a member ends: at a semicolon or brace outside of all brackets.
    /// </summary>
    private static IEnumerable<string> Split(string body)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < body.Length; i++)
        {
            depth += body[i] is '{' or '(' ? 1 : body[i] is '}' or ')' ? -1 : 0;
            if (depth == 0 && body[i] is ';' or '}')
            {
                yield return body[start..(i + 1)].Trim();
                start = i + 1;
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Named(string member)
    {
        Match match = Regex.Match(member, Member);
        return match.Success ? [new(match.Groups["name"].Value, match.Groups["body"].Value)] : [];
    }
}
