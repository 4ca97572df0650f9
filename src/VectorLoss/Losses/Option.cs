using System.Runtime.CompilerServices;

namespace VectorLoss.Losses;

/// <summary>Checks the range of an option: every bad number is refused in the same words.</summary>
internal static class Option
{
    /// <summary>A finite number above zero.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => double.IsFinite(value) && value > 0 ? value : throw Refused(value, name, "finite and above 0");

    /// <summary>A finite number that is not below zero.</summary>
    public static double NonNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => AtLeast(value, 0, name);

    /// <summary>A finite number that is not below a bound.</summary>
    public static double AtLeast(
        double value, double lower, [CallerArgumentExpression(nameof(value))] string name = "")
        => double.IsFinite(value) && value >= lower
            ? value : throw Refused(value, name, $"finite and not below {lower}");

    /// <summary>A finite number.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        => double.IsFinite(value) ? value : throw Refused(value, name, "finite");

    /// <summary>A number strictly between two bounds.</summary>
    public static double Between(
        double value, double lower, double upper, [CallerArgumentExpression(nameof(value))] string name = "")
        => value > lower && value < upper ? value : throw Refused(value, name, $"above {lower} and below {upper}");

    /// <summary>A number between two bounds, both included.</summary>
    public static double Within(
        double value, double lower, double upper, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= lower && value <= upper ? value : throw Refused(value, name, $"from {lower} to {upper}");

    /// <summary>A number from a lower bound, included, to an upper bound, excluded.</summary>
    public static double FromBelow(
        double value, double lower, double upper, [CallerArgumentExpression(nameof(value))] string name = "")
        => value >= lower && value < upper ? value : throw Refused(value, name, $"at least {lower} and below {upper}");

    /// <summary>A value of an enumeration that has a name.</summary>
    public static TEnum Named<TEnum>(TEnum value, [CallerArgumentExpression(nameof(value))] string name = "")
        where TEnum : struct, Enum
        => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value,
            $"{name} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");

    private static ArgumentOutOfRangeException Refused(double value, string name, string range)
        => new(name, value, $"{name} must be {range}.");
}
