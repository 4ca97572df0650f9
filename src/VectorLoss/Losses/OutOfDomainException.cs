using System.Globalization;

namespace VectorLoss.Losses;

/// <summary>An input of a loss holds a number that the loss is not made for.</summary>
public sealed class OutOfDomainException : ArgumentException
{
    /// <summary>The first such number of an input.</summary>
    /// <param name="name">The argument that holds it.</param>
    /// <param name="index">Its place there.</param>
    /// <param name="value">The number.</param>
    /// <param name="loss">The name of the loss.</param>
    /// <param name="input">The name of the input on the card of the loss.</param>
    /// <param name="domain">Which numbers the input may hold.</param>
    public OutOfDomainException(string name, int index, double value, string loss, string input, Domain domain)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"{name}[{index}] is {value:R}; {loss} takes {Words(domain)} here."), name)
        => (Index, Value, Input, Domain) = (index, value, input, domain);

    /// <summary>The place of the number in its argument.</summary>
    public int Index { get; }

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>The name of the input on the card of the loss.</summary>
    public string Input { get; }

    /// <summary>Which numbers the input may hold.</summary>
    public Domain Domain { get; }

    /// <summary>A domain in words, as the end of "takes …".</summary>
    /// <param name="domain">The domain.</param>
    public static string Words(Domain domain) => domain switch
    {
        Domain.Positive => "numbers above 0",
        Domain.NonNegative => "numbers from 0 up",
        Domain.Probability => "numbers from 0 to 1",
        Domain.Sign => "−1 or 1",
        Domain.Bit => "0 or 1",
        Domain.Label => "whole numbers from 0 up",
        Domain.Length => "whole numbers from 1 up",
        Domain.Angle => "angles of at most 1,048,576 radians",
        Domain.LogProbability => "numbers from 0 down",
        _ => "real numbers",
    };
}
