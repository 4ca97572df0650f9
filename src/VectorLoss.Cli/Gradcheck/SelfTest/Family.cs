using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Functions of one kind, drawn at random, each with its right gradient at a point.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Draw">Draws one.</param>
internal sealed record Family(string Name, Func<Random, Subject> Draw)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Family> All { get; } = [.. ScaleFamilies.All, .. RoundingFamilies.All,
        .. ShapeFamilies.All, .. ProblemFamilies.All];

    /// <summary>A family of functions of one number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="draw">Draws a function, its derivative and a point.</param>
    public static Family Of(string name,
        Func<Random, (Func<double, double> F, Func<double, double> Slope, double X)> draw)
        => new(name, random =>
        {
            (Func<double, double> f, Func<double, double> slope, double x) = draw(random);
            return new(FormattableString.Invariant($"{name} at {x:R}"), at => f(at[0]), (at, g) => g[0] = slope(at[0]),
                [x]);
        });

    /// <summary>A number between two.</summary>
    public static double Between(Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    /// <summary>A power of ten with an exponent between two.</summary>
    public static double Decade(Random random, double low, double high) => Math.Pow(10, Between(random, low, high));

    /// <summary>One of several.</summary>
    public static T One<T>(Random random, ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
