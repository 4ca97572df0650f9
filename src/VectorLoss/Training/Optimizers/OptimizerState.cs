using System.Numerics;

namespace VectorLoss.Training;

/// <summary>A copy of what an optimiser remembers between steps.</summary>
/// <param name="Name">The optimiser's name.</param>
/// <param name="Steps">Steps begun so far.</param>
/// <param name="Scalars">Numbers that belong to no parameter, such as running products.</param>
/// <param name="Arrays">For each parameter in turn, all arrays as long as the parameter.</param>
internal sealed record OptimizerState<T>(
    string Name, long Steps, IReadOnlyList<double> Scalars, IReadOnlyList<IReadOnlyList<T[]>> Arrays)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
