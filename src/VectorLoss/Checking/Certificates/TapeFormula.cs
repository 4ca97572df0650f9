using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Lanes;

namespace VectorLoss.Checking;

/// <summary>A scalar of a tape over any number system, by the formulas of its ops.</summary>
/// <param name="tape">The tape, computed forward.</param>
/// <param name="scalar">The scalar.</param>
internal sealed class TapeFormula<T>(Tape<T> tape, Var scalar) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recording<T> recording = tape.Recording;
    private readonly int end = tape.Recording.FindScalar(scalar, nameof(TapeFormula<>));

    /// <summary>The scalar.</summary>
    /// <param name="leaf">A number of a leaf, from the position of the leaf, the index and the number.</param>
    /// <exception cref="NotSupportedException">An op before it has no formula.</exception>
    public R Evaluate<R>(Func<int, int, double, R> leaf) where R : struct, IReal<R>
    {
        R[][] values = new R[end + 1][];
        for (int at = 0; at <= end; at++)
            if (at == end || recording.IsUsedBefore(end + 1, at))
                values[at] = recording[at].Op is { } op ? Over(op, at, values)
                    : [.. Numbers(at).Select((number, i) => leaf(at, i, number))];
        return values[end][0];
    }

    private R[] Over<R>(Op<T> op, int at, R[][] values) where R : struct, IReal<R>
    {
        int[] inputs = [.. Enumerable.Range(0, recording[at].Inputs).Select(input => recording.InputOf(at, input))];
        Operands<R> operands = new([.. inputs.Select(input => values[input])],
            [.. inputs.Select(input => recording[input].Shape)], recording[at].Shape,
            input => Numbers(inputs[input]), labels => recording.Values(labels).ToArray());
        return op.Over(operands) ?? throw new NotSupportedException($"{op.Name} has no formula for a proof.");
    }

    private double[] Numbers(int at) => Array.ConvertAll(recording.Values(at).ToArray(), double.CreateTruncating);
}
