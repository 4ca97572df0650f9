using System.Diagnostics.CodeAnalysis;
using VectorLoss.Cli.Pages;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>The files of a loss of one's own, under its name.</summary>
/// <param name="Type">The name of the type, such as OneSided.</param>
/// <param name="Name">The name on the card, such as one-sided.</param>
/// <param name="Family">One of <see cref="Families"/>.</param>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal sealed record LossTemplate(string Type, string Name, string Family = "point")
{
    /// <summary>The families whose kernels take a loss of one's own.</summary>
    public static readonly string[] Families = ["point", "class", "triple", "row"];

    private const string TypeMark = "LossName";
    private const string NameMark = "loss-name";
    private const int Longest = 60;

    // The files of a template: those of the family, and which of the others make a program of it.
    private static readonly (string Name, bool IsOfFamily, bool IsProgram)[] Parts =
    [
        ("LossName.cs", true, false), ("LossNameLaws.cs", true, false), ("LossNameCheck.cs", false, false),
        ("Program.cs", false, true), ("Project.xml", false, true),
    ];

    /// <summary>How many files make a whole program.</summary>
    public static int Whole => Parts.Length;

    /// <summary>The template under a name in any spelling: one-sided, one_sided, OneSided.</summary>
    /// <param name="name">The name.</param>
    /// <param name="family">The family.</param>
    /// <exception cref="UserError">It is no name, or a loss has it.</exception>
    public static LossTemplate Of(string name, string family = "point")
    {
        string[] words = [.. Parted(name)];
        if (words.Length == 0 || !char.IsAsciiLetter(words[0][0]) || name.Length > Longest
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new UserError($"'{Printable.Cut(name)}' is no name for a loss; a name is made of letters and digits, "
                + "such as OneSided or one-sided");
        }
        LossTemplate template = new(string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..])),
            string.Join('-', words.Select(word => word.ToLowerInvariant())), family);
        if (LossLookup.TryFind(template.Name, out _) is { } card)
            throw new UserError($"'{Printable.Cut(name)}' is a loss already (see 'vectorloss losses {card.Name}')");
        return template.IsTaken ? throw new UserError($"'{Printable.Cut(name)}' cannot name a loss: its files use "
            + $"'{template.Type}' for something else; {template.Type}Loss would be free") : template;
    }

    /// <summary>Writes the files that are not there; a directory with a project gets no second one.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="engine">A project or an assembly to refer to; null for the project of the clone that this program
    /// was built in, else the package.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="UserError">A file is there already or cannot be written; then none is.</exception>
    public IReadOnlyList<string> Write(NamedFile directory, string? engine)
    {
        if (engine is not null && !File.Exists(engine))
            throw new UserError($"--engine {Printable.Cut(engine)}: there is no such file");
        if (engine is not null && !IsAssembly(engine) && !IsProject(engine))
            throw new UserError($"--engine {Printable.Cut(engine)}: this is no VectorLoss.csproj or VectorLoss.dll");
        Files.RequireDirectory(directory);
        bool hasProject = Directory.EnumerateFiles(directory.Path, "*.*proj").Any();
        (NamedFile File, string Text)[] files = [.. Parts.Where(file => !hasProject || !file.IsProgram)
            .Select(file => (new NamedFile(directory.Option, Path.Combine(directory.Path, Target(file.Name))),
                Text(Template(file.Name, file.IsOfFamily), engine)))];
        if (Array.Find(files, file => File.Exists(file.File.Path)).File is { } taken)
            throw new UserError($"{Printable.Message(taken.Path)} is there already; give another --dir or name");
        Files.Check(files.Select(file => file.File));
        foreach ((NamedFile file, string text) in files)
            Files.WriteText(file, text);
        return [.. files.Select(file => file.File.Path)];
    }

    // A type that has the name of another would stand before it, and before its own member of that name.
    private bool IsTaken => Array.Exists(Parts, part => part.Name.EndsWith(".cs", StringComparison.Ordinal)
        && (part.Name == Type + ".cs" || Words(part.Name, part.IsOfFamily).Any(word
            => word == Type || word + nameof(Attribute) == Type)));

    private IEnumerable<string> Words(string file, bool isOfFamily) => Template(file, isOfFamily).Split('\n')
        .SelectMany(line => line.Split("//")[0].Split([.. line.Where(letter => !char.IsAsciiLetterOrDigit(letter))]));

    private string Template(string file, bool isOfFamily)
        => Page.Resource("new-loss/" + (isOfFamily ? $"{Family}/{file}" : file));

    private string Target(string file)
        => file == "Project.xml" ? Type + ".csproj" : file.Replace(TypeMark, Type, StringComparison.Ordinal);

    private string Text(string template, string? engine) => template
        .Replace(TypeMark, Type, StringComparison.Ordinal).Replace(NameMark, Name, StringComparison.Ordinal)
        .Replace("<Engine />", Engine(engine), StringComparison.Ordinal);

    private static string Engine(string? engine) => (engine ?? OwnProject()) is not { } path
        ? $"<PackageReference Include=\"VectorLoss\" Version=\"{Version}\" />"
        : IsAssembly(path)
            ? $"<Reference Include=\"VectorLoss\" HintPath=\"{Escaped(path)}\" />"
            : $"<ProjectReference Include=\"{Escaped(path)}\" />";

    private static bool IsAssembly(string path) => IsOf(path, ".dll");

    private static bool IsProject(string path) => IsOf(path, ".csproj");

    private static bool IsOf(string path, string extension)
        => Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase);

    // A program that was built from a clone refers to the engine beside it; an installed tool refers to the package.
    private static string? OwnProject()
    {
        for (string? place = AppContext.BaseDirectory; place is not null; place = Path.GetDirectoryName(place))
            if (Path.Combine(place, "src", "VectorLoss", "VectorLoss.csproj") is var project && File.Exists(project))
                return project;
        return null;
    }

    private static string Version => typeof(LossCard).Assembly.GetName().Version!.ToString(3);

    private static string Escaped(string path) => System.Security.SecurityElement.Escape(Path.GetFullPath(path))!;

    // "one-sided", "one_sided" and "OneSided" are two words.
    private static IEnumerable<string> Parted(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            bool ends = i == name.Length || name[i] is '-' or '_'
                || char.IsAsciiLetterUpper(name[i]) && !char.IsAsciiLetterUpper(name[i - 1]);
            if (!ends)
                continue;
            string word = name[start..i].Trim('-', '_');
            if (word.Length > 0)
                yield return word;
            start = i;
        }
    }
}
