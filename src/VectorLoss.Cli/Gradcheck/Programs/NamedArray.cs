namespace VectorLoss.Cli;

/// <summary>An array of numbers that a program takes or gives.</summary>
/// <param name="Name">Its name; "x" where the point is one array.</param>
/// <param name="Shape">The sizes, outermost first; empty for a single number.</param>
/// <param name="Values">The numbers, row by row.</param>
internal sealed record NamedArray(string Name, int[] Shape, double[] Values);
