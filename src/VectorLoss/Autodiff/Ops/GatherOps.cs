using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Elements chosen by index on a tape. The indices are a leaf of <see cref="TapeLabels.Labels"/>; each forward pass
/// checks them. The gradient of an element that is chosen several times is a sum in the order of the indices.
/// </summary>
public static class GatherOps
{
    /// <summary>Rows by index, such as embeddings: y[i, ·] = x[indices[i], ·].</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">m×n.</param>
    /// <param name="indices">k rows of x, from 0 to m − 1; a row may come several times.</param>
    /// <returns>k×n.</returns>
    /// <exception cref="ArgumentException">A handle is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var GatherRows<T>(this Tape<T> tape, Var x, Labels indices)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new GatherRowsOp<T>(indices, tape.CountOf(indices)), x);
    }

    /// <summary>
    /// Columns by index, for each row its own, such as the probability of its class: y[i, j] = x[i, indices[i·k + j]].
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">m×n.</param>
    /// <param name="indices">k indices a row, from 0 to n − 1: m·k of them, row by row.</param>
    /// <returns>m×k.</returns>
    /// <exception cref="ArgumentException">The indices are not as many for each row, or a handle is of another
    /// tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var GatherColumns<T>(this Tape<T> tape, Var x, Labels indices)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new GatherColumnsOp<T>(indices, tape.CountOf(indices)), x);
    }
}

/// <summary>
/// An op that takes elements of its input by index: linear, with the same map for values and tangents.
/// </summary>
internal abstract class GatherOp<T>(Labels indices) : Op<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override void Forward(in Frame<T> frame)
    {
        ReadOnlySpan<int> chosen = frame.Labels(indices);
        int end = Choices(frame.InputShape(0));
        for (int i = 0; i < chosen.Length; i++)
            if ((uint)chosen[i] >= (uint)end)
                throw new ArgumentException($"{Name}: {nameof(indices)}[{i}] is {chosen[i]}; {frame.InputShape(0)} "
                    + $"has those from 0 to {end - 1}.", nameof(indices));
        Take(frame.Input(0), chosen, frame.InputShape(0).Columns, frame.Output);
    }

    internal sealed override R[]? Over<R>(Operands<R> operands)
    {
        int[] chosen = operands.Labels(indices);
        return operands.Fill((row, column) => operands[0][Source(operands.ShapeOf(0), chosen, row, column)]);
    }

    /// <summary>Which number of the input an element of the output is.</summary>
    protected abstract int Source(Shape from, int[] chosen, int row, int column);

    public sealed override void ForwardTangent(in Frame<T> frame)
        => Take(frame.Tangent(0), frame.Labels(indices), frame.InputShape(0).Columns, frame.OutputTangent);

    public sealed override void BackwardTangent(in Frame<T> frame)
    {
        // Linear: the Jacobian does not change.
    }

    public sealed override void Backward(in Frame<T> frame)
        => Scatter(frame.DOutput, frame.Labels(indices), frame.InputShape(0).Columns, frame.DInput(0));

    /// <summary>How many there are to choose from.</summary>
    protected abstract int Choices(Shape input);

    /// <summary>Writes the elements.</summary>
    protected abstract void Take(ReadOnlySpan<T> from, ReadOnlySpan<int> chosen, int columns, Span<T> to);

    /// <summary>Adds to the elements.</summary>
    protected abstract void Scatter(ReadOnlySpan<T> from, ReadOnlySpan<int> chosen, int columns, Span<T> to);
}

/// <summary>Rows by index.</summary>
internal sealed class GatherRowsOp<T>(Labels indices, int count) : GatherOp<T>(indices)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(GatherOps.GatherRows);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0] with { Rows = count };

    protected override int Source(Shape from, int[] chosen, int row, int column)
        => (chosen[row] * from.Columns) + column;

    protected override int Choices(Shape input) => input.Rows;

    protected override void Take(ReadOnlySpan<T> from, ReadOnlySpan<int> chosen, int columns, Span<T> to)
        => Broadcasting.Store(new ChosenRowsTerm<T>(from, chosen, columns), chosen.Length, columns, to, adds: false);

    protected override void Scatter(ReadOnlySpan<T> from, ReadOnlySpan<int> chosen, int columns, Span<T> to)
    {
        for (int i = 0; i < chosen.Length; i++)
            Broadcasting.Store(new MatrixView<T>(from[(i * columns)..], 0, 1), 1, columns, to[(chosen[i] * columns)..],
                adds: true);
    }
}

/// <summary>Rows of a matrix by index.</summary>
internal readonly ref struct ChosenRowsTerm<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> chosen, int columns)
    : ITerm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> values = values;
    private readonly ReadOnlySpan<int> chosen = chosen;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(int row, int column) where V : struct, ILanes<V, T>
        => V.Load(values, chosen[row] * columns + column);
}

/// <summary>Columns by index, for each row its own.</summary>
internal sealed class GatherColumnsOp<T>(Labels indices, int count) : GatherOp<T>(indices)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(GatherOps.GatherColumns);

    public override Shape Infer(ReadOnlySpan<Shape> inputs) => count % inputs[0].Rows == 0
        ? inputs[0] with { Columns = count / inputs[0].Rows }
        : throw Misfit(inputs, $"there are {count} indices, as many for each row are needed");

    protected override int Source(Shape from, int[] chosen, int row, int column)
        => (row * from.Columns) + chosen[(row * (chosen.Length / from.Rows)) + column];

    protected override int Choices(Shape input) => input.Columns;

    [MethodImpl(Compiled.AtOnce)]
    protected override void Take(ReadOnlySpan<T> from, ReadOnlySpan<int> chosen, int columns, Span<T> to)
    {
        int each = chosen.Length / (from.Length / columns);
        for (int i = 0; i < chosen.Length; i++)
            to[i] = from[i / each * columns + chosen[i]];
    }

    [MethodImpl(Compiled.AtOnce)]
    protected override void Scatter(ReadOnlySpan<T> from, ReadOnlySpan<int> chosen, int columns, Span<T> to)
    {
        int each = chosen.Length / (to.Length / columns);
        for (int i = 0; i < chosen.Length; i++)
            to[i / each * columns + chosen[i]] += from[i];
    }
}
