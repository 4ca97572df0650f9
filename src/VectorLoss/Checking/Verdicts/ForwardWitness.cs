using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>
/// What the forward mode of a tape says of the elements that did not pass: it shares no backward rule with the gradient
/// under test and no step with the differences, so a reader sees which of the three stands alone.
/// </summary>
internal static class ForwardWitness
{
    // Both modes round at every op, but a wrong rule is off by far more.
    private const double OfDouble = 1e-6, OfFloat = 1e-2;

    /// <summary>Adds the derivative by forward mode to each element that did not pass.</summary>
    /// <param name="report">The report on the gradient of a leaf.</param>
    /// <param name="tape">The tape, computed forward at the point.</param>
    /// <param name="scalar">The scalar that was differentiated.</param>
    /// <param name="leaf">The leaf.</param>
    public static GradientReport Testify<T>(GradientReport report, Tape<T> tape, Var scalar, Var leaf)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (report.Offenders.Count == 0)
            return report;
        try
        {
            return report with
            {
                Offenders = [.. report.Offenders.Select(finding => Testify(finding, tape, scalar, leaf))],
            };
        }
        catch (NotSupportedException)
        {
            // An op of the tape has no rule for forward mode.
            return report;
        }
        finally
        {
            tape.ClearDirections();
        }
    }

    private static Finding Testify<T>(Finding finding, Tape<T> tape, Var scalar, Var leaf)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (finding.Index < 0)
            return finding;
        tape.ClearDirections();
        tape.Direction(leaf)[finding.Index] = T.One;
        double forward = double.CreateTruncating(tape.JacobianVector(scalar)[0]);
        double bound = typeof(T) == typeof(float) ? OfFloat : OfDouble;
        double size = Math.Max(Math.Abs(forward), Math.Abs(finding.Analytic));
        bool agrees = Math.Abs(forward - finding.Analytic) <= bound * size;
        return finding with { Witnesses = [.. finding.Witnesses, new("forward mode", forward, agrees)] };
    }
}
