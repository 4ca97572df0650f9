using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss new loss NAME</c>: the files of a loss of one's own, which check themselves.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class NewCommand
{
    private const string Description =
        """
        Write a loss of your own to start from: its formula and card, and its check by vectors, claims and gradients.

        A loss of the family 'point' is of one prediction and one target, of 'class' of the probability of the right
        class, of 'triple' of three numbers, of 'row' of sums over a row. Each is written with laws and known values.

        'dotnet run' in the directory runs the check. Where a project is already there, only the loss and its check
        are written; call the check from a test.
        """;

    public static Command Create(Terminal terminal)
    {
        Command command = new("new", "Write files to start from.");
        command.Add(Loss(terminal));
        return command;
    }

    private static Command Loss(Terminal terminal)
    {
        Command command = new("loss", Description);
        Argument<string> name = new("NAME") { Description = "The name of the loss, such as OneSided or one-sided" };
        Option<string?> directory = OptionTypes.Path("--dir", "Where to write (default: a directory of that name)",
            "DIR");
        Option<string?> engine = OptionTypes.Path("--engine",
            "A VectorLoss.csproj or VectorLoss.dll to refer to (default: that of the clone this program was built in, "
            + "else the package)", "FILE");
        Option<string?> family = OptionTypes.Choice("--family", "What the loss looks at (default point)",
            LossTemplate.Families);
        command.Add(name);
        command.Add(family);
        command.Add(directory);
        command.Add(engine);
        command.SetAction(parsed =>
        {
            LossTemplate template = LossTemplate.Of(parsed.GetValue(name)!, parsed.GetValue(family) ?? "point");
            string place = parsed.GetValue(directory) ?? template.Type;
            IReadOnlyList<string> written = template.Write(new("--dir", place), parsed.GetValue(engine));
            foreach (string path in written)
                terminal.Out.WriteLine(Printable.Message(path));
            terminal.Out.Write(Layout.Hanging("", written.Count == LossTemplate.Whole
                ? $"'dotnet run --project {Printable.Message(place)}' checks the loss."
                : $"A test calls {template.Type}Check.Run(), which gives what is wrong.", terminal.Columns));
        });
        return command;
    }
}
