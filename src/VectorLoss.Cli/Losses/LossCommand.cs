using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary><c>vectorloss loss NAME --input p.npy --target t.npy</c>: any loss on NumPy files.</summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal sealed class LossCommand
{
    private const string Description =
        """
        Compute a loss on NumPy files.

        Arrays and options are those of the card (see 'vectorloss losses NAME'), each as --name: a file for an array, a
        number for an option. Arrays that every family takes: --sample-weight, --factor, --mask; elementwise and class
        losses also --weight. An array beside the first may repeat by NumPy's rule; what could be rows or columns is
        refused. --gradient writes the gradient of the first input, --gradient-NAME that of another,
        --curvature and --curvature-NAME the second derivatives by each number alone. --product and --product-NAME
        write the product of the whole Hessian with --direction and --direction-NAME, how these inputs move.
        Numbers outside the domain of the card are refused.
        """;

    // Their result over nothing is no number, so it is only printed where one asks for it.
    private static readonly string[] Means = ["mean", "batchmean", "mean_over_weights"];

    private static readonly Dictionary<string, HessianConvention> Conventions = new()
    {
        ["exact"] = HessianConvention.Exact,
        ["lightgbm"] = HessianConvention.LightGbm,
        ["xgboost"] = HessianConvention.XGBoost,
    };

    private readonly Terminal terminal;
    private readonly Argument<string> name = new("NAME") { Description = "A loss, by name or alias" };
    private readonly Option<string?> dtype = OptionTypes.Choice("--dtype", "Number type (default double)", "float",
        "double");
    private readonly Option<string?> reduction = OptionTypes.Choice("--reduction", "What becomes of the losses "
        + "(default mean: over their number, or their class weights where given)", [.. LossRequest.Reductions]);
    private readonly Option<double?> count = OptionTypes.Real("--count", "What mean_by divides by",
        "above 0", x => x > 0);
    private readonly Option<string?> empty = OptionTypes.Choice("--empty", "The mean over nothing (default refuse)",
        "nan", "zero", "refuse");
    private readonly Option<string?> kind = OptionTypes.Choice("--target-kind",
        "What the targets of classes are (default labels)", [.. LossRequest.TargetKinds]);
    private readonly Option<long?> classAxis = OptionTypes.Whole("--class-axis", "Which dimension counts the classes, "
        + "or holds a row: 1 as PyTorch has it, -1 the last (default: as labels or their number tell)", -32, 32);
    private readonly Option<string?> hessian = OptionTypes.Choice("--hessian", "Whose second derivatives --curvature "
        + "writes, of the losses where a library of boosted trees has its own (default exact)", [.. Conventions.Keys]);
    private readonly Option<string?> output = OptionTypes.Path("--output", "Write the value to a NumPy file", "FILE");
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object" };

    private LossCommand(Terminal terminal) => this.terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        LossCommand loss = new(terminal);
        Command command = new("loss", Description) { TreatUnmatchedTokensAsErrors = false };
        command.Add(loss.name);
        foreach (Option option in (Option[])
            [loss.dtype, loss.reduction, loss.count, loss.empty, loss.kind, loss.classAxis, loss.hessian, loss.output,
            loss.json])
        {
            command.Add(option);
        }
        command.SetAction(loss.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        LossCard card = LossLookup.Find(parsed.GetValue(name)!);
        LossArgumentList list = LossArgumentList.Of(card, parsed.UnmatchedTokens);
        NamedFile? value = NamedFile.Of("--output", parsed.GetValue(output), FileFormat.Array);
        Files.Check([value, .. list.Outputs], list.Inputs);
        list.Read();
        LossRequest request = Request(card, list, parsed);
        bool single = parsed.GetValue(dtype) == "float";
        LossOutcome outcome = Compute(request, list,
            () => single ? LossTool.Run<float>(request) : LossTool.Run<double>(request));
        if (list.Gradients.Keys.FirstOrDefault(input => !outcome.Gradients.ContainsKey(input)) is { } constant)
            throw new UserError($"{list.Gradients[constant].Option}: {card.Name} has no gradient of {constant} here: "
                + (!request.Inputs.ContainsKey(constant) ? "it is not given"
                    : list.Arrays[constant].Shape.Length < list.Arrays[card.Inputs[0].Name].Shape.Length
                        ? "it holds labels; a distribution over the classes in each row has one"
                        : "a distribution that weighs a z-loss or divides the mean has none"));
        (string What, IReadOnlyDictionary<string, NamedFile> Files, IReadOnlyDictionary<string, double[]> Numbers)[]
            derivatives =
        [
            ("gradient of", list.Gradients, outcome.Gradients),
            ("curvature of", list.Curvatures, Curvatures(request, list, parsed, single)),
            ("product by", list.Products, Products(request, list, single)),
        ];
        if (value is not null)
            Save(value, outcome.Value.Shape, outcome.Value.Values, single);
        foreach (var one in derivatives)
            foreach ((string input, NamedFile file) in one.Files)
                Save(file, list.Arrays[input].Shape, one.Numbers[input], single);
        (string, double[])[] results = [("the value", outcome.Value.Values), .. derivatives.SelectMany(one
            => one.Files.Keys.Select(input => ($"the {one.What} {input}", one.Numbers[input])))];
        if (LossDomains.Doubt(list, results, single ? "float" : "double") is { } doubt)
            terminal.Warn(doubt);
        terminal.Out.Write(parsed.GetValue(json)
            ? LossJson.Of(request, outcome, single) + "\n"
            : string.Concat(outcome.Value.Values.Select(number => Text(number) + "\n")));
    }

    private IReadOnlyDictionary<string, double[]> Curvatures(
        LossRequest request, LossArgumentList list, ParseResult parsed, bool single)
    {
        HessianConvention convention = Conventions[parsed.GetValue(hessian) ?? "exact"];
        return Second(request, list, list.Curvatures, () => single ? LossTool.Curvatures<float>(request, convention)
            : LossTool.Curvatures<double>(request, convention), input => $"has no curvature of '{input}'");
    }

    private static IReadOnlyDictionary<string, double[]> Products(
        LossRequest request, LossArgumentList list, bool single)
        => Second(request, list, list.Products, () => single ? LossTool.HessianProduct<float>(request, list.Directions)
            : LossTool.HessianProduct<double>(request, list.Directions), input => $"has no gradient of {input} here");

    /// <summary>Second derivatives, which are computed where a file is to receive some.</summary>
    private static IReadOnlyDictionary<string, double[]> Second(LossRequest request, LossArgumentList list,
        IReadOnlyDictionary<string, NamedFile> files, Func<IReadOnlyDictionary<string, double[]>> compute,
        Func<string, string> lack)
    {
        if (files.Count == 0)
            return new Dictionary<string, double[]>();
        IReadOnlyDictionary<string, double[]> found = Compute(request, list, compute);
        return files.Keys.FirstOrDefault(input => !found.ContainsKey(input)) is not { } missing ? found
            : throw new UserError($"{files[missing].Option}: {request.Card.Name} {lack(missing)}");
    }

    private LossRequest Request(LossCard card, LossArgumentList list, ParseResult parsed)
    {
        string reduce = parsed.GetValue(reduction) ?? "mean";
        if (parsed.GetValue(count) is not null && reduce != "mean_by")
            throw new UserError("--count has no effect without --reduction mean_by");
        if (parsed.GetValue(count) is null && reduce == "mean_by")
            throw new UserError("--reduction mean_by needs --count, what to divide by");
        if (parsed.GetValue(empty) is not null && !Means.Contains(reduce))
            throw new UserError($"--empty has no effect with --reduction {reduce}");
        if (parsed.GetValue(hessian) is not null && list.Curvatures.Count == 0)
            throw new UserError("--hessian has no effect without --curvature");
        if (parsed.GetValue(kind) is not null && card.Family is not (LossFamily.Label or LossFamily.Centred))
            throw new UserError($"--target-kind has no effect on {card.Name}, which is no loss of classes");
        return new(card)
        {
            Inputs = list.Arrays,
            Options = list.Options,
            Reduction = reduce,
            Count = parsed.GetValue(count) ?? 1,
            Empty = parsed.GetValue(empty) is { } over ? Enum.Parse<EmptyBatch>(over, ignoreCase: true)
                : Means.Contains(reduce) ? EmptyBatch.Refuse : EmptyBatch.NaN,
            CheckDomains = true,
            TargetKind = parsed.GetValue(kind) ?? "labels",
            ClassAxis = (int?)parsed.GetValue(classAxis),
        };
    }

    private static TResult Compute<TResult>(LossRequest request, LossArgumentList list, Func<TResult> run)
    {
        try
        {
            return run();
        }
        catch (NotSupportedException problem)
        {
            throw new UserError($"{request.Card.Name} gives no second derivatives", problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new UserError($"{problem.Message.TrimEnd('.')} (--empty nan or zero gives it a value)", problem);
        }
        catch (ArgumentException problem)
        {
            throw new UserError(LossDomains.Explain(request.Card, list, problem)
                ?? LossMessage.Of(request.Card, problem, list), problem);
        }
    }

    private static void Save(NamedFile file, int[] shape, double[] values, bool single) => Files.Save(file, path =>
    {
        if (single)
            Npy.Write<float>(path, shape, Array.ConvertAll(values, value => (float)value));
        else
            Npy.Write<double>(path, shape, values);
    });

    /// <summary>All digits of a number.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
