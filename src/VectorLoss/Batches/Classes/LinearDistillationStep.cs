using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// A distillation behind a student's linear layer: the teacher's logits are given, or made of a layer of its own for
/// the rows that are at hand.
/// </summary>
/// <param name="loss">The loss, of the logits of both.</param>
/// <param name="classes">Numbers in a row.</param>
/// <param name="options">Weights and mask of the rows.</param>
internal readonly ref struct LinearDistillationStep<TLoss, T>(TLoss loss, int classes, BatchOptions<T> options)
    : ILinearStep<T>
    where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BatchOptions<T> options = options;
    private readonly LinearLayer<T> teacher;

    /// <summary>The teacher's logits of all rows; empty where they are made.</summary>
    public ReadOnlySpan<T> Teacher { get; init; }

    /// <summary>What the teacher's logits are made of, where they are not given.</summary>
    public LinearLayer<T> TeacherLayer { init => teacher = value; }

    /// <summary>Where they are made: at least a row of them.</summary>
    public Span<T> Room { get; init; }

    /// <summary>Receives the loss of every row, or is empty.</summary>
    public Span<T> Values { get; init; }

    /// <summary>The factor of all slopes.</summary>
    public double Scale { get; init; }

    public double Run(int row, int count, Span<T> logits, double total, bool slopes)
    {
        int most = Room.IsEmpty ? count : Room.Length / classes;
        for (int done = 0; done < count; done += most)
        {
            int rows = Math.Min(most, count - done), at = row + done;
            ReadOnlySpan<T> theirs = Room.IsEmpty ? Teacher.Slice(at * classes, rows * classes) : Make(at, rows);
            // One row at a time, so that the sum does not depend on which rows come together.
            for (int i = 0; i < rows; i++)
            {
                Span<T> own = logits.Slice((done + i) * classes, classes);
                RowInputs<T> one = new()
                {
                    First = own,
                    Second = theirs.Slice(i * classes, classes),
                    Columns = classes,
                };
                total += RowStages.Run(loss, new RowBatch<T>(one)
                {
                    Options = options.Piece(at + i, 1),
                    Values = new(Values.IsEmpty ? default : Values.Slice(at + i, 1)),
                    Gradients = new() { First = slopes ? own : default },
                    Scale = Scale,
                });
            }
        }
        return total;
    }

    public void Skip(int row)
    {
        if (!Values.IsEmpty)
            Values[row] = T.Zero;
    }

    private Span<T> Make(int row, int rows)
    {
        Span<T> logits = Room[..(rows * classes)];
        teacher.Forward(row, rows, 0, classes, logits, classes, options.Working);
        return logits;
    }
}
