using System.Reflection;
using System.Text.Json;

namespace VectorLoss.Cli;

/// <summary>
/// What losses of other libraries are here: the tables of <c>data/peers</c>, which the program carries.
/// </summary>
internal static class PeerBook
{
    private const string Folder = "peers/";

    private static readonly Lazy<Peer[]> Read = new(() => [.. typeof(PeerBook).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(Of)
        .OrderBy(peer => peer.Name, StringComparer.OrdinalIgnoreCase)]);

    /// <summary>All peers by name.</summary>
    public static IReadOnlyList<Peer> All => Read.Value;

    /// <summary>The lines of a loss, each with its peer.</summary>
    public static IEnumerable<(Peer Peer, PeerLine Line)> Of(Losses.LossCard card)
        => All.SelectMany(peer => peer.Lines.Where(line => line.Loss == card.Name).Select(line => (peer, line)));

    /// <summary>The peer of a name, in any spelling.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static Peer Find(string name)
    {
        string plain = Nearest.Plain(name);
        return All.FirstOrDefault(peer => Names(peer).Any(known => Nearest.Plain(known) == plain))
            ?? throw new UserError($"--coming-from: nothing is known of '{Printable.Cut(name)}'"
                + Nearest.Hint(name, All.SelectMany(Names))
                + $" (there are {string.Join(", ", All.Select(peer => peer.Name))})");
    }

    private static IEnumerable<string> Names(Peer peer) => peer.Aliases.Prepend(peer.Name);

    private static Peer Of(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement;
        return new(Text(root, "peer"), Text(root, "version"), Text(root, "date"), Text(root, "known") == "run",
            [.. root.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!)],
            root.GetProperty("single").GetBoolean(), [.. root.GetProperty("lines").EnumerateArray().Select(Line)]);
    }

    private static PeerLine Line(JsonElement line)
    {
        (Dictionary<string, double> options, Dictionary<string, string> words)
            = ReferenceFile.Options(line, "here");
        return new(Text(line, "loss"), Text(line, "name"), Text(line, "defaults"), Text(line, "mean"),
            Text(line, "differs"), options, words, line.GetProperty("times").GetDouble(),
            line.GetProperty("plus").GetDouble(),
            line.TryGetProperty("relation", out JsonElement relation) ? relation.GetString()! : "",
            line.GetProperty("near").GetBoolean(),
            [.. line.GetProperty("cases").EnumerateArray().Select(Case)]);
    }

    private static PeerCase Case(JsonElement element) => new(ReferenceFile.Case(element),
        element.GetProperty("times").GetDouble(), element.GetProperty("plus").GetDouble(),
        element.TryGetProperty("right", out JsonElement right) ? ReferenceFile.Array("right", right) : null);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
