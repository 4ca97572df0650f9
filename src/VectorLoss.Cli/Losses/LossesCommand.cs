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
    public static Command Create(Terminal terminal)
    {
        Command command = new("losses", "List the losses, or show the card of one.");
        Argument<string?> name = new("name") { Description = "A loss, by name or alias", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        command.Add(name);
        command.Add(json);
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(name);
            bool asJson = parsed.GetValue(json);
            terminal.Out.Write(wanted is null ? asJson ? AllJson() : Table() : One(Find(wanted), asJson));
        });
        return command;
    }

    /// <summary>The card of a name or alias.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static LossCard Find(string name) => LossCatalog.Find(name)
        ?? throw new UserError($"there is no loss '{name}' (see 'vectorloss losses')");

    private static string Table()
    {
        StringBuilder text = new();
        int names = LossCatalog.All.Max(card => card.Name.Length), families = LossCatalog.All.Max(card => CardText.Family(card).Length);
        foreach (LossCard card in LossCatalog.All)
            text.Append($"{card.Name.PadRight(names)}  {CardText.Family(card).PadRight(families)}  {card.Formula}\n");
        text.Append($"\n{LossCatalog.All.Count} losses. 'vectorloss losses NAME' shows one with its options and its curve.\n");
        return text.ToString();
    }

    private static string One(LossCard card, bool json)
        => json ? Json.Object(writer => CardText.Write(card, writer)) + "\n" : CardText.Of(card) + LossCurve.Of(card);

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
