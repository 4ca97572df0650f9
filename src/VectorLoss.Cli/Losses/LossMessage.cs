using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// Puts what the engine says about an argument into the words of the command line: the user gave
/// <c>--target_lengths</c> and does not know a property <c>LabelCounts</c>.
/// </summary>
internal static class LossMessage
{
    // Names of the engine's calls, and the options that fill them.
    private static readonly (string Pattern, string Option)[] Names =
    [
        (@"\b(options\.)?ClassWeights\b", "--weight"),
        (@"^(options\.)?LabelSmoothing\b", "--label_smoothing"),
        (@"^(options\.)?LseSquareScale\b", "--lse_square_scale"),
        (@"^(options\.)?Softcap\b", "--softcap"),
        (@"\b(options\.|arguments\.)?(SampleWeights|Weights|weights)\b(?=\[| has)", "--sample_weight"),
        (@"\b(options\.)?Factors\b(?= has)", "--factor"),
        (@"\b(options\.|arguments\.)?(Mask|mask)\b(?= has)", "--mask"),
        (@"\bLogProbabilities\b", "--log_probs"),
        (@"\bLabelCounts\b", "--target_lengths"),
        (@"\bSteps\b", "--input_lengths"),
        (@"\bLabels\b", "--targets"),
        (@"\blabels\b(?=\[| holds)", "--target"),
        (@"needs the array '(\w+)'", "needs --$1"),
        (@"(?<=needs --\w+ or )'(\w+)'", "--$1"),
        (@"takes the place of (\w+)", "takes the place of --$1"),
        (@"takes no array '(\w+)'", "takes no --$1"),
        (@"^Reduction\b", "--reduction"),
        (@"^TargetKind\b", "--target-kind"),
        (@"^ClassAxis\b", "--class-axis"),
        (@"^HessianConvention LightGbm\b", "--hessian lightgbm"),
        (@"^HessianConvention XGBoost\b", "--hessian xgboost"),
        (@"^HessianConvention\b", "--hessian"),
        (@"^(Count|count)\b", "--count"),
    ];

    private static readonly (string Pattern, int Input)[] Rows =
    [
        (@"\bFirst\b", 0), (@"\bSecond\b", 1), (@"\b(Third|FirstLengths)\b", 2), (@"\bSecondLengths\b", 3),
    ];

    /// <summary>The first line of a message, with the options in the place of the engine's names.</summary>
    /// <param name="card">The loss.</param>
    /// <param name="problem">What the engine says.</param>
    /// <param name="list">What the user typed, where there is a command line.</param>
    public static string Of(LossCard card, Exception problem, LossArgumentList? list = null)
    {
        string text = FirstLine(problem);
        if (card.ArrayOption?.Card() is { } other)
            text = text.Replace(other.Name, card.Name, StringComparison.Ordinal);
        foreach ((string pattern, string option) in Names.Concat(OfRows(card)))
            text = Regex.Replace(text, pattern, option, RegexOptions.CultureInvariant);
        foreach (string name in Own(card))
        {
            string spellings = $"({Regex.Escape(name)}|{Regex.Escape(Camel(name))})";
            text = Regex.Replace(text, $@"(?<=^|\bbeside ){spellings}\b(?=\[| must| has| holds| is| takes| it| dim)",
                "--" + name, RegexOptions.CultureInvariant);
        }
        return WithValue(Spelled(text.TrimEnd('.'), list), problem);
    }

    // What the calls on rows name after the places of the inputs.
    private static IEnumerable<(string Pattern, string Option)> OfRows(LossCard card)
        => card.Family is not (LossFamily.Row or LossFamily.Group or LossFamily.Contrast) ? []
            : Rows.Where(row => row.Input < card.Inputs.Count)
                .Select(row => (row.Pattern, "--" + card.Inputs[row.Input].Name));

    /// <summary>What the engine says of an option, in its own names.</summary>
    public static string OfOption(ArgumentException problem) => WithValue(FirstLine(problem).TrimEnd('.'), problem);

    // ArgumentException adds the name in brackets; the message begins with it already.
    private static string FirstLine(Exception problem)
    {
        string text = problem.Message.Split('\n')[0].Trim();
        return problem is ArgumentException { ParamName: { } parameter }
            ? text.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal) : text;
    }

    private static string WithValue(string text, Exception problem)
        => problem is ArgumentOutOfRangeException { ActualValue: IFormattable value }
            && text.Contains(" must be ", StringComparison.Ordinal)
            ? $"{text}, not {value.ToString(null, CultureInfo.InvariantCulture)}" : text;

    // The option at the beginning, as the user typed it.
    private static string Spelled(string text, LossArgumentList? list)
    {
        string word = text.Split(' ', '[')[0];
        return list is not null && word.StartsWith("--", StringComparison.Ordinal)
            ? list.Spelling(word[2..]) + text[word.Length..] : text;
    }

    private static IEnumerable<string> Own(LossCard card)
        => card.Options.Concat(card.Create.FamilyOptions).Select(option => option.Name)
            .Concat((card.ArrayOption?.Card().Inputs ?? []).Concat(card.Inputs).Select(input => input.Name))
            .Concat(LossArgumentList.Paddings(card).Select(padding => padding.Name))
            .Concat(LossArgumentList.CommonArrays).Distinct();

    private static string Camel(string name)
    {
        StringBuilder camel = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '_')
                camel.Append(i > 0 && name[i - 1] == '_' ? char.ToUpperInvariant(name[i]) : name[i]);
        }
        return camel.ToString();
    }
}
