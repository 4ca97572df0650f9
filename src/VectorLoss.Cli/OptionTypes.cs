using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>
/// Options whose values are checked while they are parsed, so that every refusal names the option and says what it
/// takes.
/// </summary>
internal static class OptionTypes
{
    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public static Option<long?> Whole(string name, string text, long least, long most = long.MaxValue)
        => Make<long?>(name, text, "N", word =>
        {
            if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                && value >= least && value <= most)
            {
                return value;
            }
            throw new FormatException(most == long.MaxValue
                ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}");
        });

    /// <summary>A finite number that passes a test.</summary>
    /// <param name="name">The option.</param>
    /// <param name="text">What it is for.</param>
    /// <param name="range">The range in words.</param>
    /// <param name="inRange">Whether a number is in the range.</param>
    /// <param name="hint">For a number out of range, what was probably meant, or null.</param>
    public static Option<double?> Real(string name, string text, string range, Func<double, bool> inRange,
        Func<double, string?>? hint = null)
        => Make<double?>(name, text, "X", word =>
        {
            bool isNumber = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value);
            return isNumber && inRange(value) ? value
                : throw new WrongValueException($"a number {range}", isNumber ? hint?.Invoke(value) : null);
        });

    /// <summary>One of several names.</summary>
    public static Option<string?> Choice(string name, string text, params string[] names)
    {
        Option<string?> option = Make<string?>(name, text, string.Join('|', names), word => names.Contains(word)
            ? word
            : throw new WrongValueException($"one of {string.Join(", ", names)}", Nearest.Question(word, names)));
        option.CompletionSources.Add(names);
        return option;
    }

    /// <summary>A file or directory.</summary>
    public static Option<string?> Path(string name, string text, string value)
        => Make<string?>(name, text, value, word => word.Length > 0 ? word : throw new FormatException("a path"));

    /// <summary>
    /// Text that <paramref name="parse"/> reads; it throws a <see cref="FormatException"/> that says what is wanted.
    /// </summary>
    public static Option<T> Make<T>(string name, string text, string value, Func<string, T> parse)
    {
        T Parse(ArgumentResult result)
        {
            string word = result.Tokens[^1].Value;
            try
            {
                return parse(word);
            }
            catch (FormatException wanted)
            {
                string hint = wanted is WrongValueException { Hint: { } meant } ? $" ({meant})" : "";
                result.AddError($"{name} takes {wanted.Message}, not '{Printable.Cut(word)}'{hint}");
                return default!;
            }
        }
        // More than one value is accepted here and refused by CommandLine, in words that name the option.
        return new Option<T>(name)
        {
            Description = text,
            HelpName = value,
            CustomParser = Parse,
            Arity = ArgumentArity.OneOrMore,
        };
    }
}
