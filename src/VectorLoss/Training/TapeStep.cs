using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;

namespace VectorLoss.Training;

/// <summary>
/// A recorded program as one call a step: inputs and targets in, parameters moved, loss out. After the first step
/// nothing is allocated.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TapeStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> tape;
    private readonly Var inputs;
    private readonly Var? targets;
    private readonly Labels? labels;
    private readonly Var loss;
    private readonly Optimizer<T> optimizer;

    /// <summary>A program whose targets are numbers.</summary>
    /// <param name="tape">The tape; its parameters move.</param>
    /// <param name="inputs">The leaf of the inputs, one row a sample.</param>
    /// <param name="targets">The leaf of the targets, one row a sample, or as many for each.</param>
    /// <param name="loss">The loss, 1×1.</param>
    /// <param name="optimizer">How parameters move.</param>
    /// <exception cref="ArgumentException">Inputs or targets are no leaves of the tape, the targets have no whole
    /// number of rows for each sample, or the loss is not 1×1.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on no parameter, or a variable was forgotten by a
    /// rewind.</exception>
    public TapeStep(Tape<T> tape, Var inputs, Var targets, Var loss, Optimizer<T> optimizer)
        : this(tape, inputs, loss, optimizer)
    {
        RequireLeaf(targets, nameof(targets));
        RequireRows(tape.ShapeOf(targets).Rows, nameof(targets));
        this.targets = targets;
    }

    /// <summary>A program whose targets are class labels.</summary>
    /// <param name="tape">The tape; its parameters move.</param>
    /// <param name="inputs">The leaf of the inputs, one row a sample.</param>
    /// <param name="labels">The leaf of the labels, one a sample, or as many for each, such as one a pixel.</param>
    /// <param name="loss">The loss, 1×1.</param>
    /// <param name="optimizer">How parameters move.</param>
    /// <exception cref="ArgumentException">The inputs are no leaf of the tape, the labels belong to another tape or are
    /// no whole number for each sample, or the loss is not 1×1.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on no parameter, or a variable was forgotten by a
    /// rewind.</exception>
    public TapeStep(Tape<T> tape, Var inputs, Labels labels, Var loss, Optimizer<T> optimizer)
        : this(tape, inputs, loss, optimizer)
    {
        RequireRows(tape.Recording.Values(labels).Length, nameof(labels));
        this.labels = labels;
    }

    private TapeStep(Tape<T> tape, Var inputs, Var loss, Optimizer<T> optimizer)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(optimizer);
        (this.tape, this.inputs, this.loss, this.optimizer) = (tape, inputs, loss, optimizer);
        RequireLeaf(inputs, nameof(inputs));
        tape.FindRoot(loss, nameof(TapeStep<>));
    }

    /// <summary>
    /// The variable that holds the weights of the losses, where batches may have fewer samples than were recorded: one
    /// number a loss, in the rows of the batch. The loss is recorded with it, and with the mean over the recorded
    /// losses, <see cref="Reduction.MeanBy"/>. Null where every batch is whole.
    /// </summary>
    /// <exception cref="ArgumentException">It is no leaf of the tape, has no whole number of rows for each sample, or
    /// the loss does not depend on it.</exception>
    public Var? Weights { get; init => field = value is { } weights ? Checked(weights) : null; }

    /// <summary>One step.</summary>
    /// <param name="inputs">Samples × the columns of the inputs, row-major.</param>
    /// <param name="targets">The rows of as many samples.</param>
    /// <param name="rate">The learning rate of this step: finite, not below 0.</param>
    /// <returns>The loss; where it is not finite nothing has moved, see <see cref="Optimizer{T}.Step"/>.</returns>
    /// <exception cref="ArgumentException">The lengths are not those of one whole row a sample, there are more samples
    /// than recorded rows, or fewer without <see cref="Weights"/>.</exception>
    /// <exception cref="InvalidOperationException">The program takes labels.</exception>
    public double Step(ReadOnlySpan<T> inputs, ReadOnlySpan<T> targets, double rate)
    {
        Var leaf = this.targets ?? throw new InvalidOperationException("This program takes labels as targets.");
        int samples = Load(inputs);
        Fill(targets, tape.Values(leaf), samples, nameof(targets));
        return optimizer.Step(tape, loss, rate);
    }

    /// <summary>One step with a class label a sample.</summary>
    /// <param name="inputs">Samples × the columns of the inputs, row-major.</param>
    /// <param name="labels">The labels of as many samples.</param>
    /// <param name="rate">The learning rate of this step: finite, not below 0.</param>
    /// <returns>The loss; where it is not finite nothing has moved, see <see cref="Optimizer{T}.Step"/>.</returns>
    /// <exception cref="ArgumentException">The lengths are not those of one whole row a sample, there are more samples
    /// than recorded rows, or fewer without <see cref="Weights"/>.</exception>
    /// <exception cref="InvalidOperationException">The program takes numbers.</exception>
    public double Step(ReadOnlySpan<T> inputs, ReadOnlySpan<int> labels, double rate)
    {
        Labels leaf = this.labels ?? throw new InvalidOperationException("This program takes numbers as targets.");
        int samples = Load(inputs);
        Fill(labels, tape.Values(leaf), samples, nameof(labels));
        return optimizer.Step(tape, loss, rate);
    }

    private int Rows => tape.ShapeOf(inputs).Rows;

    // Weights that the loss does not know would let it count the rows that only fill the batch up.
    private Var Checked(Var weights)
    {
        int leaf = RequireLeaf(weights, nameof(Weights)), root = tape.FindRoot(loss, nameof(TapeStep<>));
        RequireRows(tape.ShapeOf(weights).Rows, nameof(Weights));
        return new DependentOps<T>(tape.Recording, leaf, root).ReachScalar ? weights
            : throw new ArgumentException($"The loss, {tape.Recording.Describe(root)}, does not depend on the weights, "
                + $"{tape.Recording.Describe(leaf)}.", nameof(Weights));
    }

    private int RequireLeaf(Var variable, string name)
    {
        int position = tape.Recording.Find(variable, name);
        return tape.Recording[position].IsLeaf ? position
            : throw new ArgumentException($"{tape.Recording.Describe(position)} is no leaf: an op writes it.", name);
    }

    private void RequireRows(int rows, string name)
    {
        if (rows == 0 || rows % Rows != 0)
            throw new ArgumentException($"{name} has {rows} rows, inputs has {Rows}: one or more for each.", name);
    }

    private int Load(ReadOnlySpan<T> values)
    {
        Shape shape = tape.ShapeOf(inputs);
        int samples = values.Length / shape.Columns;
        if (samples == 0 || samples > shape.Rows || values.Length % shape.Columns != 0)
        {
            throw new ArgumentException($"{values.Length} numbers are no 1 to {shape.Rows} whole rows of "
                + $"{shape.Columns}.", nameof(inputs));
        }
        if (samples < shape.Rows && Weights is null)
        {
            throw new ArgumentException($"{samples} samples, and {shape.Rows} were recorded: a smaller batch needs "
                + $"{nameof(Weights)}.", nameof(inputs));
        }
        Fill(values, tape.Values(inputs), samples, nameof(inputs));
        if (Weights is { } weights)
            PartialBatch<T>.Fill(tape.Values(weights), shape.Rows, samples);
        return samples;
    }

    private void Fill<TAny>(ReadOnlySpan<TAny> from, Span<TAny> leaf, int samples, string name)
    {
        if (from.Length != leaf.Length / Rows * samples)
            throw new ArgumentException($"{from.Length} numbers for {samples} samples of {leaf.Length / Rows}.", name);
        from.CopyTo(leaf);
        PartialBatch<T>.Pad(leaf, Rows, samples);
    }
}
