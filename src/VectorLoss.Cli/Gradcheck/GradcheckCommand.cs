using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss gradcheck</c>: the gradients of losses and tape ops against derivatives with error bars, and
/// the checker against itself.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class GradcheckCommand
{
    private const string Description =
        """
        Check gradients: each case draws options, shapes and numbers from its seed, and every element gets a verdict.

        Exit codes: 0 all passed, 1 something failed or was inconclusive, 2 bad arguments.
        --self-test breaks gradients on purpose and counts how many the checker finds, beside other checkers' rules.
        """;

    public static Command Create(Terminal terminal)
    {
        Command command = new("gradcheck", Description);
        Option<string?> loss = OptionTypes.Make<string?>("--loss", "A loss by name or alias, or all", "NAME|all",
            word => word);
        Option<string?> op = OptionTypes.Make<string?>("--op", "A tape op by name, or all", "NAME|all", word => word);
        Option<long?> cases = OptionTypes.Whole("--cases",
            "Cases of each loss and op (default 10); of the self-test, in all (default 10000)", 1, 100_000_000);
        Option<long?> seed = OptionTypes.Whole("--seed", "Seed of the first case (default 1)", 0, int.MaxValue / 2);
        Option<string?> mode = OptionTypes.Choice("--mode",
            "Every element, or random directions and bisection (default exhaustive)", "exhaustive", "fast");
        Option<string?> dtype = OptionTypes.Choice("--dtype",
            "double: against differences and dual numbers; float: float kernels against double, by derived bounds "
                + "(default double)", "double", "float");
        Option<bool> json = new("--json") { Description = "Print one JSON object" };
        Option<bool> selfTest = new("--self-test") { Description = "Let the checker score itself" };
        Option<string?> report = OptionTypes.Make<string?>("--report", "Write a page with a heat map of the errors",
            "FILE.html", word => word);
        foreach (Option option in (Option[])[loss, op, cases, seed, mode, dtype, json, report, selfTest])
            command.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(report) is { } page)
                Files.RequireWritable(page, "--report");
            GradcheckRun run = new(terminal, (int)(parsed.GetValue(seed) ?? 1), parsed.GetValue(mode) == "fast"
                ? CheckMode.Fast : CheckMode.Exhaustive, parsed.GetValue(dtype) == "float");
            if (!parsed.GetValue(selfTest))
                return run.Check(Losses(parsed.GetValue(loss), parsed.GetValue(op)),
                    Ops(parsed.GetValue(op), parsed.GetValue(loss)), (int)(parsed.GetValue(cases) ?? 10),
                    parsed.GetValue(json), parsed.GetValue(report));
            if (parsed.GetValue(loss) is not null || parsed.GetValue(op) is not null
                || parsed.GetValue(report) is not null || parsed.GetValue(mode) is not null
                || parsed.GetValue(dtype) is not null)
                throw new UserError("--self-test has a corpus of its own and takes only --cases, --seed and --json");
            return run.SelfTest((int)(parsed.GetValue(cases) ?? 10_000), parsed.GetValue(json));
        });
        return command;
    }

    // Asked for nothing, all; asked for ops only, no loss.
    private static IReadOnlyList<LossCard> Losses(string? name, string? op) => name switch
    {
        null when op is not null => [],
        null or "all" => LossCatalog.All,
        _ => [LossCatalog.Find(name) 
            ?? throw new UserError($"--loss: there is no loss '{name}' (see 'vectorloss losses')")],
    };

    private static IReadOnlyList<string> Ops(string? name, string? loss) => name switch
    {
        null when loss is not null => [],
        null or "all" => OpCase.Names,
        _ => OpCase.Names.Contains(name) ? [name]
            : throw new UserError($"--op: there is no op '{name}'; there are {string.Join(", ", OpCase.Names)}"),
    };
}
