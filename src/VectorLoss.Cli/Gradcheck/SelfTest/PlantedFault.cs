using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>A fault in one element of a right gradient.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Plant">Changes the gradient at an element.</param>
internal sealed record PlantedFault(string Name, Action<double[], int> Plant)
{
    /// <summary>Zeroed, sign, factor 2, 10 %, 1 %, swapped elements, wrong unit.</summary>
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        new("zeroed", (g, i) => g[i] = 0),
        new("sign", (g, i) => g[i] = -g[i]),
        new("factor 2", (g, i) => g[i] *= 2),
        new("10 %", (g, i) => g[i] *= 1.1),
        new("1 %", (g, i) => g[i] *= 1.01),
        new("swapped elements", (g, i) => (g[i], g[(i + 1) % g.Length]) = (g[(i + 1) % g.Length], g[i])),
        new("wrong unit", (g, i) => g[i] *= Math.PI / 180),
    ];
}
