using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>The check that <see cref="CustomOps"/> runs on the first backward pass of an op of one's own.</summary>
internal sealed class CustomOpCheck : IOpCheck
{
    // A small op gets a few thousand directions of differences; a large one as many as take a moment. Without the second
    // limit the check of 100×784 numbers took 12 s.
    private const long MostEvaluations = 50_000, LeastEvaluations = 100, MostNumbers = 20_000_000;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program that names no checker must still get the check.")]
    internal static void Register() => CustomOps.Check = new CustomOpCheck();

    /// <inheritdoc/>
    /// <exception cref="GradientCheckException">The gradient is wrong.</exception>
    public void Run<T>(Op<T> op, IReadOnlyList<(Shape Shape, T[] Values)> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long numbers = Math.Max(1, inputs.Sum(input => (long)input.Values.Length));
        GradientCheckOptions options = new()
        {
            Subject = op.Name,
            Mode = CheckMode.Fast,
            MaxEvaluations = Math.Clamp(MostNumbers / numbers, LeastEvaluations, MostEvaluations),
        };
        foreach (GradientReport report in GradientCheck.Run(op, inputs, options))
            if (report.Failed)
                throw new GradientCheckException(report);
    }
}
