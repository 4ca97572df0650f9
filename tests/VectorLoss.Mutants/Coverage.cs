using System.Diagnostics;
using System.Text.Json;

namespace VectorLoss.Mutants;

/// <summary>Which classes of tests reach which mutants, and how long each takes.</summary>
internal sealed class Coverage
{
    /// <summary>Judges of the text of programs or of machine code: they say nothing about results.</summary>
    private static readonly string[] Unsuited = [".Architecture.", ".CodeGeneration.", "CustomOpsBuildTests",
        "DataReadmeTests"];

    public sealed record Entry(string Program, string Class, double Seconds, string[] Reached);

    private readonly List<Entry> entries;
    private readonly Func<Mutant, string[]>? given;

    /// <summary>Nothing is measured: the classes of each mutant are given, with * for any letters.</summary>
    public Coverage(Func<Mutant, string[]> given) : this([]) => this.given = given;

    private Coverage(List<Entry> entries) => this.entries = entries;

    /// <summary>Whether it holds every class that reaches a mutant.</summary>
    public bool IsMeasured => given is null;

    /// <summary>The classes that reach a mutant: those of its own room first, and quick ones first.</summary>
    public IReadOnlyList<(TestClass Class, double Seconds)> Of(Mutant mutant) => given is not null
        ? [.. given(mutant).Select(name => (new TestClass("VectorLoss.Tests", name), name.EndsWith('*') ? 100.0 : 1.0))]
        : [.. entries.Where(entry => entry.Reached.Contains(mutant.Name))
            .OrderBy(entry => !entry.Class.Contains($".{mutant.Room}.", StringComparison.Ordinal))
                .ThenBy(entry => entry.Seconds)
            .Select(entry => (new TestClass(entry.Program, entry.Class), entry.Seconds))];

    /// <summary>Reads what was measured, or measures: classes that are not in the file, while there is time.</summary>
    public static Coverage Take(string root, string built, Engine plain, Engine counting, Mutant[] mutants,
        Stopwatch watch, TimeSpan limit)
    {
        string store = Path.Combine(root, "artifacts", "mutants", "coverage.json");
        List<Entry> entries = File.Exists(store) ? JsonSerializer.Deserialize<List<Entry>>(File.ReadAllText(store))!
            : [];
        HashSet<string> known = [.. entries.Select(entry => entry.Program + entry.Class)];
        Workplace intact = new(root, built, "intact"), counted = new(root, built, "counted");
        TestClass[] missing = [.. intact.Classes().Where(one => !known.Contains(one.Program + one.Name)
            && !Unsuited.Any(word => one.Name.Contains(word, StringComparison.Ordinal)))];
        if (missing.Length == 0)
            return new Coverage(entries);
        intact.Put(path => plain.Write(path, null));
        counted.Put(path => counting.WriteInstrumented(path, Match(counting, mutants)));
        foreach (TestClass one in missing.TakeWhile(_ => watch.Elapsed < limit))
        {
            var time = Stopwatch.StartNew();
            string hits = Directory.CreateTempSubdirectory("mutants-").FullName;
            string? failure = counted.FirstFailure([one], TimeSpan.FromMinutes(8), hits);
            double seconds = time.Elapsed.TotalSeconds;
            if (failure is not null && (failure = intact.FirstFailure([one], TimeSpan.FromMinutes(5))) is not null)
            {
                Console.WriteLine($"{one.Name} fails on the intact engine ({failure}) and is left out");
                foreach (string file in Directory.GetFiles(hits))
                    File.Delete(file);
            }
            HashSet<string> reached = [];
            foreach (byte[] bytes in Directory.GetFiles(hits).Select(File.ReadAllBytes))
                reached.UnionWith(Enumerable.Range(0, bytes.Length).Where(i => bytes[i] != 0)
                    .Select(i => mutants[i].Name));
            Directory.Delete(hits, recursive: true);
            entries.Add(new Entry(one.Program, one.Name, seconds, [.. reached]));
            Console.WriteLine($"{one.ShortName}: {seconds:F1} s, reaches {reached.Count}");
            File.WriteAllText(store, JsonSerializer.Serialize(entries));
        }
        return new Coverage(entries);
    }

    private static Mutant[] Match(Engine engine, Mutant[] mutants)
    {
        Dictionary<string, Mutant> named = engine.Mutants.DistinctBy(mutant => mutant.Name)
            .ToDictionary(mutant => mutant.Name);
        return [.. mutants.Select(mutant => named[mutant.Name])];
    }
}
