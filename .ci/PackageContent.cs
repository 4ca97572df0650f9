#:property PublishAot=false
// Compares the packages of two feeds entry by entry, and reads what the packages hold.
// dotnet run --file PackageContent.cs -- FEED FEED VERSION
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;

// 1.3 MB was the wish; 125 losses with their cards, curvatures, threads and Hessian products take 1.839.
const long largestEngine = 1_880_000;
Guid embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
string version = args[2];
List<string> problems = [];

string[] packages = [.. Directory.GetFiles(args[0]).Select(path => Path.GetFileName(path)!).Order()];
Require(packages.Length == 6, $"six packages expected: {string.Join(", ", packages)}");
foreach (string package in packages)
{
    Dictionary<string, byte[]> first = Read(args[0], package), second = Read(args[1], package);
    foreach (string entry in first.Keys.Union(second.Keys))
    {
        Require(first.TryGetValue(entry, out byte[]? one) && second.TryGetValue(entry, out byte[]? two) && one.SequenceEqual(two),
            $"{package} is not the same twice: {entry}");
    }
}

Dictionary<string, byte[]> engine = Read(args[0], $"VectorLoss.{version}.nupkg"), tool = Read(args[0], $"VectorLoss.Cli.{version}.nupkg"),
    mpi = Read(args[0], $"VectorLoss.Mpi.{version}.nupkg");
foreach (Dictionary<string, byte[]> package in (Dictionary<string, byte[]>[])[engine, tool, mpi])
{
    XElement metadata = Xml(package, package.Keys.Single(entry => entry.EndsWith(".nuspec", StringComparison.Ordinal)));
    foreach (string name in (string[])["readme", "icon", "license", "description", "tags", "releaseNotes"])
    {
        string text = metadata.Descendants(metadata.Name.Namespace + name).SingleOrDefault()?.Value ?? "";
        Require(text.Length > 2 && text != "Package Description", $"the package says no {name}");
    }
    string page = System.Text.Encoding.UTF8.GetString(package["README.md"]);
    Require(!System.Text.RegularExpressions.Regex.IsMatch(page, @"\]\((?!https://)"), "README.md has a relative link");
    string[] needed = [.. metadata.Descendants(metadata.Name.Namespace + "dependency").Select(one => one.Attribute("id")!.Value)];
    Require(package == mpi ? needed is ["VectorLoss"] : needed.Length == 0, $"the package depends on {string.Join(", ", needed)}");
}
Require(engine.ContainsKey("buildTransitive/VectorLoss.targets"), "no buildTransitive targets");
Require(engine["lib/net10.0/VectorLoss.dll"].Length <= largestEngine, "the engine is larger than 1.88 MB");
Require(engine["lib/net10.0/VectorLoss.dll"].SequenceEqual(tool["tools/net10.0/any/VectorLoss.dll"]), "the tool has another engine");

string[] documented = [.. Xml(engine, "lib/net10.0/VectorLoss.xml").Descendants("member").Select(member => member.Attribute("name")!.Value)];
Require(documented.Contains("T:VectorLoss.Losses.Huber"), "the documentation lacks a public type");
Require(documented.Contains("M:VectorLoss.Autodiff.Tape`1.Forward"), "the documentation lacks a public method");
Require(!documented.Any(name => name.StartsWith("T:VectorLoss.Lanes.LanesN", StringComparison.Ordinal)), "an internal type is documented");

foreach ((string package, string symbols) in (((string, string)[])[("VectorLoss", "lib/net10.0"), ("VectorLoss.Mpi", "lib/net10.0"),
    ("VectorLoss.Cli", "tools/net10.0/any")]))
{
    byte[] content = Read(args[0], $"{package}.{version}.snupkg")[$"{symbols}/{package}.pdb"];
    using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
    MetadataReader reader = provider.GetMetadataReader();
    // A file of declarations alone, which nobody can step into, may be without its text.
    HashSet<DocumentHandle> sources = [.. reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
        .Where(one => reader.GetGuid(one.Kind) == embeddedSource).Select(one => (DocumentHandle)one.Parent)];
    int missing = reader.MethodDebugInformation.Select(handle => reader.GetMethodDebugInformation(handle).Document)
        .Where(document => !document.IsNil && !sources.Contains(document)).Distinct().Count();
    Require(missing == 0 && sources.Count > 0, $"{package}: {missing} of {reader.Documents.Count} sources are not in the symbols");
    Require(reader.Documents.All(handle => reader.GetString(reader.GetDocument(handle).Name).StartsWith("/_/", StringComparison.Ordinal)),
        $"{package}: the symbols name the folder of the build");
}
problems.ForEach(Console.WriteLine);
Console.WriteLine($"{packages.Length} packages compared; engine {engine["lib/net10.0/VectorLoss.dll"].Length:N0} bytes, "
    + $"{documented.Length} documented members; {problems.Count} problems");
return problems.Count == 0 ? 0 : 1;

void Require(bool holds, string problem)
{
    if (!holds)
    {
        problems.Add(problem);
    }
}

static Dictionary<string, byte[]> Read(string feed, string package)
{
    using ZipArchive archive = ZipFile.OpenRead(Path.Combine(feed, package));
    return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
    {
        using Stream stream = entry.Open();
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    });
}

static XElement Xml(Dictionary<string, byte[]> package, string entry) => XElement.Load(new MemoryStream(package[entry]));
