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
        command.Add(name);
        command.Add(json);
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(name);
            bool asJson = parsed.GetValue(json);
            terminal.Out.Write(wanted is null ? asJson ? AllJson() : Table(terminal.Columns)
                : One(LossLookup.Find(wanted), asJson, terminal.Columns));
        });
        return command;
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
