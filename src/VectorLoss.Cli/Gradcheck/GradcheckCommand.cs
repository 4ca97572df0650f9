using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss gradcheck</c>: the gradients of losses, tape ops and programs in any language against
/// derivatives with error bars, and the checker against itself.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal sealed class GradcheckCommand
{
    private const string Description =
        """
        Check gradients: every element gets a verdict, from derivatives that are measured with error bars.

        Without --program, cases of losses and tape ops draw options, shapes and numbers from their seed.
        --program "python3 model.py" --at x.npy checks your own function, in any language. The program reads one
        JSON object a line from stdin, {"x":[...]}, and answers each with one line on stdout, {"f":...,"g":[...]};
        with "value":true only f is wanted. Arrays are nested by their shape; of a .npz file, x and g are objects of
        named arrays. NaN, Infinity and -Infinity are strings. The program ends when its stdin ends. If an answer has
        "outputs":[{"name":...,"value":[...],"gradient":[...]}] in the order of computation, and the program answers
        {"from":name,"value":[...]} with the f that follows from there, the stage with the wrong backward is named.
        --template prints a program to start from, which reads both; that in C reads one array.

        Exit codes: 0 all passed, 1 something failed or was inconclusive, 2 bad arguments or a program that fails.
        --self-test breaks gradients on purpose and counts how many the checker finds, beside other checkers' rules.
        """;

    private readonly Terminal terminal;
    private readonly GradcheckOptions options = new();

    private GradcheckCommand(Terminal terminal) => this.terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        Command command = new("gradcheck", Description);
        GradcheckCommand gradcheck = new(terminal);
        foreach (Option option in gradcheck.options.All)
            command.Add(option);
        command.SetAction(parsed => Ranks.Run(terminal, ranks => gradcheck.Run(parsed, ranks)));
        return command;
    }

    // Cases are shared by all processes; everything else is the first one's.
    private int Run(ParseResult parsed, Ranks ranks)
    {
        bool shares = parsed.GetValue(options.Program) is null && parsed.GetValue(options.Template) is null
            && !parsed.GetValue(options.SelfTest) && !parsed.GetValue(options.Certify)
            && parsed.GetValue(options.Report) is null;
        return shares || ranks.IsFirst ? Run(parsed, shares ? ranks : null, ranks.Terminal) : ExitCode.Done;
    }

    private int Run(ParseResult parsed, Ranks? ranks, Terminal terminal)
    {
        if (ranks?.IsFirst != false)
            Files.Check([Named(parsed, options.Report, FileFormat.Html),
                Named(parsed, options.JUnit, FileFormat.JUnit)], [Named(parsed, options.At)]);
        if (parsed.GetValue(options.Program) is { } program)
        {
            Refuse(parsed, options.OfCatalogue, "does not go with --program");
            return new ProgramRun(terminal, options, parsed).Run(program);
        }
        Refuse(parsed, options.OfPrograms, "has no effect without --program");
        if (parsed.GetValue(options.Template) is { } language)
        {
            terminal.Out.Write(ProgramTemplate.Of(language));
            return ExitCode.Done;
        }
        return parsed.GetValue(options.SelfTest) ? SelfTest(parsed)
            : parsed.GetValue(options.Certify) ? Certify(parsed) : Catalogue(parsed, ranks, terminal);
    }

    private static NamedFile? Named(ParseResult parsed, Option<string?> option, FileFormat? format = null)
        => NamedFile.Of(option.Name, parsed.GetValue(option), format);

    private static void Refuse(ParseResult parsed, IReadOnlyList<Option> refused, string reason)
    {
        foreach (Option option in refused)
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UserError($"{option.Name} {reason}");
    }

    private int SelfTest(ParseResult parsed)
    {
        Refuse(parsed,
            [options.Loss, options.Op, options.Report, options.JUnit, options.Mode, options.Dtype, options.Certify],
            "does not go with --self-test: it has a corpus of its own and takes only --cases, --seed and --json");
        return SelfTestRun.Run(terminal, (int)(parsed.GetValue(options.Cases) ?? 10_000),
            (int)(parsed.GetValue(options.Seed) ?? 1), parsed.GetValue(options.Json));
    }

    private int Certify(ParseResult parsed)
    {
        Refuse(parsed, [options.Report, options.JUnit, options.Mode], "does not go with --certify");
        (string? loss, string? op) = (parsed.GetValue(options.Loss), parsed.GetValue(options.Op));
        int cases = (int)(parsed.GetValue(options.Cases) ?? 10), seed = (int)(parsed.GetValue(options.Seed) ?? 1);
        string? dtype = parsed.GetValue(options.Dtype);
        IEnumerable<CertifyRun.Task> tasks = Losses(loss, op).Select(card => new CertifyRun.Task(card.Name, stop =>
        [
            .. dtype == "double" ? [] : Checking.Certify.Loss<float>(card, cases, seed, stop),
            .. dtype == "float" ? [] : Checking.Certify.Loss<double>(card, cases, seed, stop),
        ]));
        IEnumerable<CertifyRun.Task> ops = Ops(op, loss).Select(name => new CertifyRun.Task(name,
            stop => Checking.Certify.Op(name, cases, seed, stop)));
        return CertifyRun.Run(terminal, [.. tasks, .. dtype == "float" ? [] : ops], parsed.GetValue(options.Json));
    }

    private int Catalogue(ParseResult parsed, Ranks? ranks, Terminal terminal)
    {
        (string? loss, string? op) = (parsed.GetValue(options.Loss), parsed.GetValue(options.Op));
        bool single = parsed.GetValue(options.Dtype) == "float";
        if (single && op is not null && loss is null)
            throw new UserError("--dtype float judges losses; ops are checked in double");
        using Interrupt interrupt = new(terminal);
        GradientCheckOptions checks = new()
        {
            Mode = parsed.GetValue(options.Mode) == "fast" ? CheckMode.Fast : CheckMode.Exhaustive,
            Seed = (ulong)(parsed.GetValue(options.Seed) ?? 1),
            Cancellation = interrupt.Token,
        };
        CatalogueCheck check = new(checks, single);
        IReadOnlyList<LossCard> losses = Losses(loss, op);
        IReadOnlyList<string> ops = single ? [] : Ops(op, loss);
        try
        {
            using WorkProgress progress = new(terminal, () => check.State.Last);
            check.Run(losses, ops, (int)(parsed.GetValue(options.Cases) ?? 10), ranks);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"vectorloss: stopped after {check.Results.Count} gradients");
            return ExitCode.Interrupted;
        }
        if (ranks is { IsFirst: false })
            return ExitCode.Done;
        return Print(parsed, check.Results, single);
    }

    private int Print(ParseResult parsed, CheckResults results, bool single)
    {
        bool isWritten = options.Write(parsed, terminal,
            () => Pages.GradcheckPage.Of(results.Summary, results.Rows, single),
            junit => JUnitFile.Write(junit, results));
        terminal.Out.Write(parsed.GetValue(options.Json) ? results.ToJson() + "\n"
            : Layout.Lines(results.ToText(), terminal.Columns));
        return !results.Passed ? ExitCode.GoalMissed : isWritten ? ExitCode.Done : ExitCode.OutputLost;
    }

    // Asked for nothing, all; asked for ops only, no loss.
    private static IReadOnlyList<LossCard> Losses(string? name, string? op) => name switch
    {
        null when op is not null => [],
        null or "all" => LossCatalog.All,
        _ => [LossLookup.Find(name, "--loss")],
    };

    private static IReadOnlyList<string> Ops(string? name, string? loss) => name switch
    {
        null when loss is not null => [],
        null or "all" => OpCase.Names,
        _ => OpCase.Names.FirstOrDefault(op => Nearest.Plain(op) == Nearest.Plain(name)) is { } op ? [op]
            : throw new UserError($"--op: there is no op '{Printable.Cut(name)}'{Nearest.Hint(name, OpCase.Names)} "
                + $"(there are {string.Join(", ", OpCase.Names)})"),
    };
}
