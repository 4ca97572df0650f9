using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>A function with its right gradient at a point: what is broken on purpose, or must not be accused.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Function">The function.</param>
/// <param name="Gradient">Its gradient.</param>
/// <param name="Point">The point.</param>
internal sealed record Subject(string Name, Objective Function, GradientFunction Gradient, double[] Point)
{
    /// <summary>The number of losses that a mean is over; 1 for none.</summary>
    public int MeanOver { get; init; } = 1;

    /// <summary>What one coordinate adds to the function, where coordinates do not meet: spares the rules of others a
    /// million sums.</summary>
    public Func<int, double, double>? Part { get; init; }

    /// <summary>The rows and columns of the point; 0 rows for a vector.</summary>
    public (int Rows, int Columns) Shape { get; init; }
}

/// <summary>A fault that a gradient can have.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Break">The broken gradient, or null where the fault makes no difference.</param>
internal sealed record Mutation(string Name, Func<Subject, GradientFunction?> Break)
{
    /// <summary>Whether the values are right and the handling of memory is not: no question for a rule that compares
    /// values.</summary>
    public bool IsOfMemory { get; init; }
}
