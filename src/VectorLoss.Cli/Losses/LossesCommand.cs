using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss losses</c>: the catalogue as a table, or one card with its curve.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class LossesCommand
{
    // Below this width the families make room for the formulas.
    private const int Roomy = 110;

    public static Command Create(Terminal terminal)
    {
        Command command = new("losses", "List the losses, or show the card of one.");
        Argument<string?> name = new("NAME")
        {
            Description = "A loss, by name or alias",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Option<bool> peers = new("--peers")
        {
            Description = "What other libraries call the loss, what differs, and what was measured",
        };
        Option<string?> comingFrom = OptionTypes.Make<string?>("--coming-from",
            "The losses of another library, such as keras, and what they are here", "LIBRARY", word => word);
        command.Add(name);
        command.Add(json);
        command.Add(peers);
        command.Add(comingFrom);
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(name);
            bool asJson = parsed.GetValue(json);
            terminal.Out.Write((wanted, parsed.GetValue(comingFrom)) switch
            {
                (_, { } peer) => ComingFrom(PeerBook.Find(peer), wanted, asJson, terminal.Columns),
                ({ } loss, _) when parsed.GetValue(peers) => Peers(LossLookup.Find(loss), asJson, terminal.Columns),
                ({ } loss, _) => One(LossLookup.Find(loss), asJson, terminal.Columns),
                _ when parsed.GetValue(peers) => throw new UserError("--peers needs the NAME of a loss"),
                _ => asJson ? AllJson() : Table(terminal.Columns),
            });
        });
        return command;
    }

    private static string Peers(LossCard card, bool json, int columns)
        => json ? PeerJson.Of(card) : PeerText.Of(card, columns);

    private static string ComingFrom(Peer peer, string? name, bool json, int columns)
    {
        PeerLine[] lines = name is null ? peer.Lines : PeerLookup.Find(peer, name);
        return json ? PeerJson.Of(peer, lines) : PeerText.Of(peer, lines, columns);
    }

    private static string Table(int columns)
    {
        StringBuilder text = new();
        int names = LossCatalog.All.Max(card => card.Name.Length);
        int families = LossCatalog.All.Max(card => CardText.Family(card).Length);
        foreach (LossCard card in LossCatalog.All)
        {
            string family = columns < Roomy ? "" : CardText.Family(card).PadRight(families) + "  ";
            text.Append(Layout.Hanging($"{card.Name.PadRight(names)}  {family}", card.Formula, columns));
        }
        text.Append('\n').Append(Layout.Hanging("",
            $"{LossCatalog.All.Count} losses. 'vectorloss losses NAME' shows one with its options and its curve.",
            columns));
        return text.ToString();
    }

    private static string One(LossCard card, bool json, int columns) => json
        ? Json.Object(writer => CardText.Write(card, writer)) + "\n"
        : CardText.Of(card, columns) + LossCurve.Of(card, columns);

    private static string AllJson() => Json.Object(json =>
    {
        json.WriteStartArray("losses");
        foreach (LossCard card in LossCatalog.All)
        {
            json.WriteStartObject();
            CardText.Write(card, json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }) + "\n";
}
