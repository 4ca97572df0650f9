using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>The check that <see cref="CustomOps"/> runs on the first backward pass of an op of one's own.</summary>
internal sealed class CustomOpCheck : IOpCheck
{
    // This budget gives a few thousand directions of differences in a moment.
    private const int MostEvaluations = 50_000;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program that names no checker must still get the check.")]
    internal static void Register() => CustomOps.Check = new CustomOpCheck();

    /// <inheritdoc/>
    /// <exception cref="GradientCheckException">The gradient is wrong.</exception>
    public void Run<T>(Op<T> op, IReadOnlyList<(Shape Shape, T[] Values)> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GradientCheckOptions options = new()
        {
            Subject = op.Name,
            Mode = CheckMode.Fast,
            MaxEvaluations = MostEvaluations
        };
        foreach (GradientReport report in GradientCheck.Run(op, inputs, options))
            if (report.Failed)
                throw new GradientCheckException(report);
    }
}
