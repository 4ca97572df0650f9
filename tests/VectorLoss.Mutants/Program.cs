using System.Diagnostics;
using System.Globalization;
using VectorLoss.Mutants;

// Puts faults into the compiled engine, one at a time, and runs the tests that reach each: a fault that no test sees
// is a gap. Build the tests first, then: dotnet run --project tests/VectorLoss.Mutants -- [--count N] [--seed N]
// [--minutes N] [--budget SECONDS] [--workers N] [--again survived|killed] [--built FOLDER] [--show NAME]
// [--only NAME,NAME] [--classes CLASS,CLASS | --by room | --by record]. Without the last three it first measures which
// classes reach which mutants; they name the classes, or take all of the mutant's room, or first those that found other
// mutants nearby and then its room (--budget 50: without its room). The list is
// tests/VectorLoss.Mutants/mutants.tsv; a run goes on where the last one stopped. A survivor whose result is changed
// there to "equivalent: reason" counts as explained.
int count = Number("--count", 504), seed = Number("--seed", 15), workers = Number("--workers", 1);
int budget = Number("--budget", 100_000);
TimeSpan limit = TimeSpan.FromMinutes(Number("--minutes", 600));
string again = Word("--again") ?? "";
var watch = Stopwatch.StartNew();

string root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "VectorLoss.sln")))
    root = Path.GetDirectoryName(root.TrimEnd('/')) ?? throw new DirectoryNotFoundException("VectorLoss.sln");
string built = Word("--built") ?? Path.Combine(root, "artifacts", "bin");
string assembly = Path.Combine(built, "VectorLoss.Tests", "debug", "VectorLoss.dll");
var engine = new Engine(assembly);
Mutant[] sample = engine.Sample(count, seed);
Console.WriteLine($"{engine.Mutants.Length} mutants, {sample.Length} drawn");
if (Word("--show") is { } shown)
{
    foreach (Mutant mutant in sample.Where(mutant => mutant.Name.StartsWith(shown, StringComparison.Ordinal)))
        Console.WriteLine($"{mutant.Name} {mutant.File}({mutant.Line}) {mutant.Method}\n{mutant.Surroundings()}");
    return 0;
}
var results = new Results(Path.Combine(root, "tests", "VectorLoss.Mutants", "mutants.tsv"));
results.Keep(sample);
Coverage coverage = Word("--classes") is { } classes ? new(_ => classes.Split(','))
    : Word("--by") == "room" ? new(mutant => [$"*.{mutant.Room}.*"])
    : Word("--by") == "record" ? new(mutant => [.. results.Finders(mutant).Take(6), $"*.{mutant.Room}.*"])
    : Coverage.Take(root, built, engine, new Engine(assembly), sample, watch, limit);

string[]? only = Word("--only")?.Split(',');
Mutant[] open = [.. sample.Where(mutant => only is null ? results.Of(mutant) is not { } result || Again(result)
    : only.Contains(mutant.Name)).OrderBy(mutant => mutant.Rank(seed), StringComparer.Ordinal)];
Parallel.ForEach(open.Chunk(Math.Max(1, (open.Length + workers - 1) / workers)).Index(), part =>
{
    var place = new Workplace(root, built, $"worker-{part.Index}");
    foreach (Mutant mutant in part.Item.TakeWhile(_ => watch.Elapsed < limit))
    {
        (TimeSpan wall, TimeSpan processor) = (watch.Elapsed, place.Processor);
        string result = new Trial(place, engine, coverage, budget).Of(mutant);
        results.Set(mutant, result);
        Console.WriteLine($"{mutant.Name} {mutant.File}({mutant.Line}) {mutant.Fault} {mutant.Change}: {result}"
            + $" ({(watch.Elapsed - wall).TotalSeconds:F0} s, CPU {(place.Processor - processor).TotalSeconds:F0} s)");
    }
});
Console.WriteLine(results.Summary());
return 0;

bool Again(string result) => again switch
{
    "survived" => result is Results.Survived or Results.Uncovered or Results.Unfinished or Results.Hasty,
    "killed" => !result.StartsWith(Results.Equivalent, StringComparison.Ordinal),
    _ => false,
};

string? Word(string option) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1]
    : null;

int Number(string option, int usual)
    => Word(option) is { } word ? int.Parse(word, CultureInfo.InvariantCulture) : usual;
