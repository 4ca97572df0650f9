using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>Checks for use in tests of any framework: silence, or an exception whose message is the report.</summary>
public static class GradientAssert
{
    /// <summary>The gradient of a function is right.</summary>
    /// <inheritdoc cref="GradientCheck.Run(Objective, GradientFunction, ReadOnlySpan{double}, GradientCheckOptions)"/>
    /// <exception cref="GradientCheckException">An element failed, or was inconclusive.</exception>
    public static void Correct(Objective function, GradientFunction gradient, ReadOnlySpan<double> x,
        GradientCheckOptions? options = null)
        => Passed(GradientCheck.Run(function, gradient, x, options));

    /// <summary>The gradients that a tape gives of a scalar are right for every parameter.</summary>
    /// <inheritdoc cref="GradientCheck.Run{T}(Tape{T}, Var, GradientCheckOptions)"/>
    /// <exception cref="GradientCheckException">An element failed, or was inconclusive.</exception>
    public static void Correct<T>(Tape<T> tape, Var scalar, GradientCheckOptions? options = null) where T : unmanaged,
        IBinaryFloatingPointIeee754<T>
    {
        foreach (GradientReport report in GradientCheck.Run(tape, scalar, options))
            Passed(report);
    }

    /// <summary>A report has nothing to complain of.</summary>
    /// <exception cref="GradientCheckException">An element failed, or was inconclusive.</exception>
    public static void Passed(GradientReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.Passed)
            throw new GradientCheckException(report);
    }
}
