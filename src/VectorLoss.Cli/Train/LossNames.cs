using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>The losses that a classifier can be trained with, by name.</summary>
internal static class LossNames
{
    public const string Default = "softmax-cross-entropy";

    /// <summary>
    /// All names. The catalogue is searched by reflection, so nothing asks for it before it is needed.
    /// </summary>
    public static IEnumerable<string> All =>
        [Default, .. LossCatalog.All.Where(ClassifierLoss.Fits).Select(card => card.Name)];

    /// <summary>The loss that <c>--loss</c> names.</summary>
    /// <exception cref="UserError">There is none, or it is no loss of a classifier.</exception>
    public static ClassifierLoss Find(string name, OutputLayer output)
    {
        try
        {
            return TryFind(name, output, out string reason) ?? throw Refusal(name, reason, All);
        }
        catch (FormatException problem)
        {
            throw new UserError($"--loss {Printable.Cut(name)}: {problem.Message}", problem);
        }
    }

    /// <summary>Why a loss is refused: first what was probably meant, and then the long list of what is possible.
    /// </summary>
    public static UserError Refusal(string name, string reason, IEnumerable<string> all) => new(
        $"--loss does not take '{Printable.Cut(name)}'{reason}{(reason.EndsWith('?') ? " It" : "; it")} takes one of "
        + string.Join(", ", all));

    /// <summary>The loss of a name, or null.</summary>
    /// <param name="name">A name of <see cref="All"/>, or another spelling of it.</param>
    /// <param name="output">What a pointwise loss looks at.</param>
    /// <param name="reason">Why there is none, as the end of a sentence; may be empty.</param>
    /// <exception cref="FormatException">An option behind the name is unknown or out of range.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The program is not trimmed.")]
    public static ClassifierLoss? TryFind(string name, OutputLayer output, out string reason)
    {
        reason = "";
        if (name == Default)
            return ClassifierLoss.SoftmaxCrossEntropy;
        (string plain, (string, double)[] options) = Split(name);
        LossCard? card = LossLookup.TryFind(plain, out string? choice);
        if (card is not null && ClassifierLoss.Fits(card))
            return Made(() => ClassifierLoss.Of(card, output, options));
        reason = card is not null ? "; its target is no class of an image"
            : choice is not null ? $"; {choice}" : Nearest.Hint(name, All);
        return null;
    }

    /// <summary>A name and the options behind it: huber:delta=2 or tweedie:power=1.2,log_input=1.</summary>
    /// <exception cref="FormatException">What stands behind the name is no list of options.</exception>
    public static (string Name, (string Option, double Value)[] Options) Split(string name)
    {
        string[] parts = name.Split(':', 2);
        if (parts.Length == 1)
            return (name, []);
        (string Option, double Value)[] options = [.. parts[1].Split(',').Select(Option)];
        string? twice = options.GroupBy(one => one.Option).FirstOrDefault(same => same.Count() > 1)?.Key;
        return twice is null ? (parts[0], options)
            : throw new FormatException($"'{Printable.Cut(twice)}' is given twice");
    }

    private static (string Name, double Value) Option(string text)
    {
        string[] parts = text.Split('=', 2);
        return parts.Length == 2
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? (parts[0].Replace('-', '_'), value)
            : throw new FormatException($"options are written as in huber:delta=2, not '{Printable.Cut(text)}'");
    }

    /// <summary>A loss with options.</summary>
    /// <exception cref="FormatException">An option is unknown or out of range.</exception>
    public static T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException problem)
        {
            throw new FormatException(LossMessage.OfOption(problem), problem);
        }
    }
}
