using System.Diagnostics.CodeAnalysis;

namespace VectorLoss.Cli;

/// <summary>Finds losses of another library by its name for them or by ours.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class PeerLookup
{
    /// <summary>The lines that a name means.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static PeerLine[] Find(Peer peer, string name)
    {
        string plain = Plain(name);
        PeerLine[] lines = [.. peer.Lines.Where(line => Words(line).Any(word => Plain(word) == plain))];
        if (lines.Length == 0 && LossLookup.TryFind(name, out _) is { } card)
            lines = [.. peer.Lines.Where(line => line.Loss == card.Name)];
        return lines.Length > 0 ? lines
            : throw new UserError($"nothing is known of '{Printable.Cut(name)}' in {peer.Name}"
                + Nearest.Hint(LastPart(name), peer.Lines.SelectMany(Words)));
    }

    // A name there may be a call with words around it: −torch.distributions.Laplace(loc, scale).log_prob
    private static IEnumerable<string> Words(PeerLine line) => line.Name.Split(' ', '(', ')', ',')
        .Select(word => word[(word.LastIndexOf('.') + 1)..]).Where(word => word.Length > 2).Distinct();

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Plain(string name)
    {
        string plain = Nearest.Plain(LastPart(name));
        return plain.EndsWith("loss", StringComparison.Ordinal) && plain.Length > 4 ? plain[..^4] : plain;
    }
}
