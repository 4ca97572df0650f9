using System.Reflection;
using System.Text.RegularExpressions;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Architecture;

/// <summary>The folders of the engine, which are its namespaces, and which of them may name which.</summary>
public class RoomTests
{
    /// <summary>Which namespaces each namespace may name: those below it.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Lanes"] = [],
        ["Losses"] = ["Lanes"],
        ["Spans"] = ["Lanes"],
        ["Matrices"] = ["Spans", "Lanes"],
        ["Rows"] = ["Spans", "Lanes"],
        ["Batches"] = ["Losses", "Matrices", "Rows", "Spans", "Lanes"],
        ["Catalogue"] = ["Batches", "Rows", "Losses", "Lanes"],
        ["Autodiff"] = ["Batches", "Matrices", "Rows", "Spans", "Losses", "Lanes"],
        ["Data"] = ["Lanes"],
        ["Training"] = ["Autodiff", "Data", "Batches", "Matrices", "Spans", "Losses", "Lanes"],
        ["Checking"] = ["Autodiff", "Catalogue", "Batches", "Matrices", "Rows", "Spans", "Losses", "Lanes"],
    };

    [Fact]
    public void Folders_are_the_namespaces()
    {
        Assert.Equal(Arrows.Keys.Order(), Folders().Order());
        Assert.All(SourceFile.Engine.Where(source => source.Path.Contains('/', StringComparison.Ordinal)),
            source => Assert.Contains($"namespace VectorLoss.{source.Room};", source.Lines));
    }

    [Fact]
    public void Folders_name_only_what_stands_before_them()
    {
        string named = $@"VectorLoss\.({string.Join('|', Arrows.Keys)}|Cli|Mpi)\b";
        Assert.Empty(SourceFile.Engine.SelectMany(source => source.Code
            .SelectMany(line => Regex.Matches(line.Text, named).Select(name => name.Groups[1].Value))
            .Where(room => room != source.Room && !Arrows[source.Room].Contains(room))
            .Select(room => $"{source.Path} names {room}")));
    }

    [Fact]
    public void The_order_has_no_circle()
    {
        List<string> below = [];
        foreach (string room in Arrows.Keys)
        {
            Assert.Subset(below.ToHashSet(), Arrows[room].ToHashSet());
            below.Add(room);
        }
    }

    /// <summary>
    /// The using lines alone can hide a reference, for types of one name; the names of declared types cannot. A name
    /// that two folders declare, or that is also an everyday word of members, tells nothing and is left out.
    /// </summary>
    [Fact]
    public void Declared_types_are_used_only_above_them()
    {
        ILookup<string, string> rooms = SourceFile.Engine
            .SelectMany(source => source.Types.Select(type => (type.Name, source.Room)))
            .Distinct().ToLookup(type => type.Name, type => type.Room);
        HashSet<string> members = [.. typeof(LossCard).Assembly.GetTypes()
            .SelectMany(type => type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.Instance | BindingFlags.Static))
            .Where(member => member is not Type).Select(member => member.Name)];
        Assert.Empty(from source in SourceFile.Engine
                     from word in source.Words
                     where rooms.Contains(word) && rooms[word].Count() == 1 && !members.Contains(word)
                     let room = rooms[word].Single()
                     where room != source.Room && !Arrows[source.Room].Contains(room)
                     select $"{source.Path} uses {word} of {room}");
    }

    /// <summary>
    /// The tree in ARCHITECTURE.md names every folder of the engine, each with the folders that it may name.
    /// </summary>
    [Fact]
    public void The_architecture_page_draws_these_folders_and_arrows()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "ARCHITECTURE.md"));
        Dictionary<string, string[]> drawn =
            Regex.Matches(page, @"^  (\w+)/ .*?(?:-> ([\w, ]+))?$", RegexOptions.Multiline)
            .ToDictionary(line => line.Groups[1].Value, line => line.Groups[2].Value
                .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Arrows.Keys.Order(), drawn.Keys.Order());
        Assert.All(Arrows, arrow => Assert.Equal(arrow.Value.Order(), drawn[arrow.Key].Order()));
        string[] sub = [.. Directory.GetDirectories(Engine, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Engine, path).Replace('\\', '/'))
            .Where(path => path.Contains('/', StringComparison.Ordinal) && !IsBuilt(path))];
        Assert.All(sub, path => Assert.Contains($"{path.Split('/')[1]}/", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_Lanes_names_hardware()
        => Assert.Empty(SourceFile.Engine.Where(source => source.Room != "Lanes").SelectMany(source => source.Matches(
            @"Vector(64|128|256|512)\b|\bVector<|IsHardwareAccelerated|\bAvx|\bSse|\bUnsafe\b|\bMemoryMarshal\b"
            + "|Intrinsics")));

    [Fact]
    public void Losses_are_formulas_without_loops_and_memory()
        => Assert.Empty(SourceFile.Engine
            .Where(source => source.Room == "Losses"
            && source.Path is not ("Losses/LossCard.cs" or "Losses/LossFactory.cs"))
            .SelectMany(source => source.Matches(
                @"\b(for|while|foreach)\s*\(|\bstackalloc\b|\bSpan<|\bnew\s+\w+\[|\[\d*\]\s*=")));

    [Fact]
    public void The_engine_depends_on_nothing_but_the_class_library()
    {
        string project = File.ReadAllText(Path.Combine(Engine, "VectorLoss.csproj"));
        Assert.All(Regex.Matches(project, "<PackageReference [^>]*>"),
            reference => Assert.Contains("PrivateAssets=\"all\"", reference.Value, StringComparison.Ordinal));
        string shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        AssemblyName[] references = typeof(LossCard).Assembly.GetReferencedAssemblies();
        Assert.All(references, reference => Assert.True(File.Exists(Path.Combine(shared, $"{reference.Name}.dll")),
            reference.Name));
    }

    [Fact]
    public void The_assembly_of_MPI_depends_on_the_engine_and_the_class_library()
    {
        string shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Assert.All(typeof(global::VectorLoss.Mpi.MpiWorld).Assembly.GetReferencedAssemblies(), reference => Assert.True(
            reference.Name == "VectorLoss" || File.Exists(Path.Combine(shared, $"{reference.Name}.dll")),
            reference.Name));
    }

    private static string Engine { get; } = Path.Combine(RepositoryFiles.Root, "src", "VectorLoss");

    private static bool IsBuilt(string path) => path.StartsWith("obj", StringComparison.Ordinal)
        || path.StartsWith("bin", StringComparison.Ordinal);

    private static IEnumerable<string> Folders() => Directory.GetDirectories(Engine)
        .Select(path => Path.GetFileName(path)!).Where(path => !IsBuilt(path));
}
