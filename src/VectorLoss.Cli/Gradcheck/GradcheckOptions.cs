using System.CommandLine;

namespace VectorLoss.Cli;

/// <summary>The options of <c>vectorloss gradcheck</c>.</summary>
internal sealed class GradcheckOptions
{
    public Option<string?> Loss { get; } = OptionTypes.Make<string?>("--loss", "A loss by name or alias, or all",
        "NAME|all", word => word);

    public Option<string?> Op { get; } = OptionTypes.Make<string?>("--op", "A tape op by name, or all", "NAME|all",
        word => word);

    public Option<long?> Cases { get; } = OptionTypes.Whole("--cases",
        "Cases of each loss and op (default 10); of the self-test, in all (default 10000)", 1, 100_000_000);

    public Option<long?> Seed { get; } = OptionTypes.Whole("--seed",
        "Seed of the first case, and of random directions (default 1)", 0, int.MaxValue / 2);

    public Option<string?> Mode { get; } = OptionTypes.Choice("--mode",
        "Every element, or random directions and bisection (default exhaustive)", "exhaustive", "fast");

    public Option<string?> Dtype { get; } = OptionTypes.Choice("--dtype",
        "double: against differences and dual numbers; float: float kernels against double, by derived bounds "
            + "(default double)", "double", "float");

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object" };

    public Option<string?> Report { get; } = OptionTypes.Path("--report", "Write a page with a map of the errors",
        "FILE.html");

    public Option<string?> JUnit { get; } = OptionTypes.Path("--junit",
        "Write the results as JUnit XML, for continuous integration", "FILE.xml");

    public Option<bool> SelfTest { get; } = new("--self-test") { Description = "Let the checker score itself" };

    public Option<bool> Certify { get; } = new("--certify")
    {
        Description = "Prove how far values and gradients are from the true ones at the drawn points",
    };

    public Option<string?> Program { get; } = OptionTypes.Make<string?>("--program",
        "Check the gradient of a program in any language; split into words as a shell does, no shell runs",
        "COMMAND", word => word);

    public Option<string?> At { get; } = OptionTypes.Path("--at",
        "The point for --program: a NumPy file of one array (.npy) or of named arrays (.npz)", "FILE");

    public Option<string?> Precision { get; } = OptionTypes.Choice("--precision",
        "What the program computes in (default double)", "double", "float");

    public Option<long?> Workers { get; } = OptionTypes.Whole("--workers",
        "Copies of the program that run at the same time (default 1)", 1, 256);

    public Option<double?> Timeout { get; } = OptionTypes.Real("--timeout",
        "Seconds that the program may take for one answer (default 60)", "above 0, at most 1000000",
        seconds => seconds is > 0 and <= 1e6);

    public Option<string?> Template { get; } = OptionTypes.Choice("--template",
        "Print a program to start from", ProgramTemplate.Languages);

    /// <summary>All, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [Loss, Op, Cases, Seed, Mode, Dtype, Program, At, Precision, Workers, Timeout,
        Template, Json, Report, JUnit, SelfTest, Certify];

    /// <summary>The options that need --program.</summary>
    public IReadOnlyList<Option> OfPrograms => [At, Precision, Workers, Timeout];

    /// <summary>The options that do not go with --program.</summary>
    public IReadOnlyList<Option> OfCatalogue => [Loss, Op, Cases, Dtype, Certify];

    /// <summary>Writes the files that were asked for; those that cannot be written leave a warning.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="terminal">Where warnings go.</param>
    /// <param name="page">Makes the page of <c>--report</c>.</param>
    /// <param name="junit">Writes the file of <c>--junit</c>.</param>
    /// <returns>Whether all were written.</returns>
    public bool Write(ParseResult parsed, Terminal terminal, Func<string> page, Action<NamedFile> junit)
    {
        bool hasPage = NamedFile.Of(Report.Name, parsed.GetValue(Report)) is not { } report
            || Files.Attempt(() => Files.WriteText(report, page()), terminal.Warn);
        bool hasCases = NamedFile.Of(JUnit.Name, parsed.GetValue(JUnit)) is not { } cases
            || Files.Attempt(() => junit(cases), terminal.Warn);
        return hasPage && hasCases;
    }
}
