using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>An op of a tape whose backward pass gives a wrong gradient.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Name">The name of the op.</param>
/// <param name="Variable">Its output, as the tape describes it: position, op, inputs and shape.</param>
/// <param name="Report">
/// The verdicts on the gradient of one of its inputs, which is wrong although that of its output is right.
/// </param>
/// <param name="Inputs">
/// Shape and numbers of small inputs with which the op alone still fails; null where it cannot run alone, because it
/// reads labels.
/// </param>
public sealed record WrongOp<T>(
    string Name, string Variable, GradientReport Report, IReadOnlyList<(Shape Shape, T[] Values)>? Inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>One line: the op, and the smallest inputs that show it.</summary>
    public override string ToString()
    {
        string inputs = Inputs is null ? "" : string.Concat(Inputs.Select(input =>
            FormattableString.Invariant($"; {input.Shape}: {string.Join(", ", input.Values)}")));
        return $"{Name}: the gradient of its output is right, that of an input is wrong: {Variable}{inputs}";
    }
}
