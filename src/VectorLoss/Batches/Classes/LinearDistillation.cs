using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A student's linear layer and its distillation in one, for so many classes that the logits of a whole batch are too
/// large to hold: every <see cref="IRowLoss"/> behind <see cref="RowStage.LogSoftmax"/>, such as
/// <see cref="Distillation"/> and <see cref="JensenShannonDistillation"/>, from the teacher's logits or from the
/// teacher's own layer, which gets no gradient. After the first call of its size nothing is allocated: scratch for six
/// rows of logits is rented.
/// </summary>
/// <remarks>
/// The student's logits live where those of <see cref="LinearSoftmaxLosses"/> do: in the memory of the weight's
/// gradient, of as many rows as there are features, and in the workspace. A teacher's layer is multiplied by as many
/// rows at a time as half of the workspace holds, so its weight is read that often. Losses and gradients by the logits
/// have the bits of the loss of rows on the same logits, and the losses are added row by row; the gradients of the
/// layer are the products that <see cref="LinearSoftmaxLosses"/> states. Rows that do not count are never multiplied.
/// </remarks>
public static class LinearDistillation
{
    /// <summary>The loss of the batch from the teacher's logits, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}(TLoss, in LinearLayer{T}, ReadOnlySpan{T}, in LinearGradients{T},
    /// Span{T}, in BatchOptions{T})"/>
    public static double Value<TLoss, T>(this TLoss loss, in LinearLayer<T> student, ReadOnlySpan<T> teacher,
        Span<T> workspace, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(student, Given(loss, student, teacher, workspace, options), default, workspace, options);

    /// <summary>The loss from the teacher's logits, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss; its stage is a log-softmax.</param>
    /// <param name="student">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="teacher">rows × classes logits.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">
    /// At least one row of logits; see <see cref="LinearSoftmaxLosses.WorkspaceLength"/>.
    /// </param>
    /// <param name="options">A sample is a row: one weight, factor and mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double, or the loss has
    /// another stage.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, in LinearLayer<T> student,
        ReadOnlySpan<T> teacher, in LinearGradients<T> gradients, Span<T> workspace,
        in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LinearDistillationStep<TLoss, T> step = Given(loss, student, teacher, workspace, options);
        Require.Apart(gradients.Hidden, teacher, "gradient of Hidden", nameof(teacher));
        Require.Apart(gradients.Weight, teacher, "gradient of Weight", nameof(teacher));
        Require.Apart(gradients.Bias, teacher, "gradient of Bias", nameof(teacher));
        return Run(student, step, gradients, workspace, options);
    }

    /// <summary>
    /// The loss of every row from the teacher's logits, weighted but not reduced; 0 where a row does not count.
    /// </summary>
    /// <param name="loss">The loss; its stage is a log-softmax.</param>
    /// <param name="student">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="teacher">rows × classes logits.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="workspace">
    /// At least one row of logits; see <see cref="LinearSoftmaxLosses.WorkspaceLength"/>.
    /// </param>
    /// <param name="options">A sample is a row: one weight, factor and mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double, or the loss has
    /// another stage.</exception>
    public static void Values<TLoss, T>(this TLoss loss, in LinearLayer<T> student, ReadOnlySpan<T> teacher,
        Span<T> values, Span<T> workspace, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchOptions<T> unreduced = options with { Empty = EmptyBatch.NaN };
        LinearDistillationStep<TLoss, T> step = Given(loss, student, teacher, workspace, unreduced, values);
        Require.SameLength(values.Length, student.Rows, nameof(values), "rows of the layer");
        Require.Apart(values, teacher, nameof(values), nameof(teacher));
        Require.Apart(values, (ReadOnlySpan<T>)workspace, nameof(values), nameof(workspace));
        student.CheckApart(values, nameof(values));
        options.CheckApart(values, nameof(values));
        Run(student, step, default, workspace, unreduced);
    }

    /// <summary>The loss of the batch from the teacher's layer, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}(TLoss, in LinearLayer{T}, in LinearLayer{T},
    /// in LinearGradients{T}, Span{T}, in BatchOptions{T})"/>
    public static double Value<TLoss, T>(this TLoss loss, in LinearLayer<T> student, in LinearLayer<T> teacher,
        Span<T> workspace, in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ValueAndGradient(loss, student, teacher, default, workspace, options);

    /// <summary>The loss from the teacher's layer, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss; its stage is a log-softmax.</param>
    /// <param name="student">The layer: rows × features hidden numbers, classes × features weights.</param>
    /// <param name="teacher">A layer of as many rows and classes, of any features.</param>
    /// <param name="gradients">Where the gradients go; each is overwritten.</param>
    /// <param name="workspace">
    /// At least two rows of logits; twice <see cref="LinearSoftmaxLosses.WorkspaceLength"/> is a good length.
    /// </param>
    /// <param name="options">A sample is a row: one weight, factor and mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">A length or an option does not fit, or spans overlap.</exception>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double, or the loss has
    /// another stage.</exception>
    public static double ValueAndGradient<TLoss, T>(this TLoss loss, in LinearLayer<T> student,
        in LinearLayer<T> teacher, in LinearGradients<T> gradients, Span<T> workspace,
        in BatchOptions<T> options = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<TLoss, T>(student, options);
        teacher.Check();
        if ((teacher.Rows, teacher.Classes) != (student.Rows, student.Classes))
            throw new ArgumentException($"teacher has {teacher.Rows} rows and {teacher.Classes} classes; the student "
                + $"has {student.Rows} and {student.Classes}.", nameof(teacher));
        if (workspace.Length / 2 < student.Classes)
            throw new ArgumentException($"workspace has {workspace.Length} elements; two rows of {student.Classes} "
                + "logits are needed.", nameof(workspace));
        teacher.CheckApart(workspace, nameof(workspace));
        student.CheckApart(workspace, nameof(workspace));
        options.CheckApart(workspace, nameof(workspace));
        teacher.CheckApart(gradients.Hidden, "gradient of Hidden");
        teacher.CheckApart(gradients.Weight, "gradient of Weight");
        teacher.CheckApart(gradients.Bias, "gradient of Bias");
        int own = workspace.Length - workspace.Length / 2 / student.Classes * student.Classes;
        LinearDistillationStep<TLoss, T> step = new(loss, student.Classes, options)
        {
            TeacherLayer = teacher,
            Room = workspace[own..],
            Scale = options.Divisor(student.Rows).Scale<double>(options.Upstream),
        };
        gradients.Check(student, workspace);
        return Run(student, step, gradients, workspace[..own], options);
    }

    private static LinearDistillationStep<TLoss, T> Given<TLoss, T>(TLoss loss, in LinearLayer<T> student,
        ReadOnlySpan<T> teacher, Span<T> workspace, in BatchOptions<T> options, Span<T> values = default)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<TLoss, T>(student, options);
        if (teacher.Length != (long)student.Rows * student.Classes)
            throw new ArgumentException($"teacher has {teacher.Length} elements; {student.Rows} rows of "
                + $"{student.Classes} logits are needed.", nameof(teacher));
        Require.Apart(workspace, teacher, nameof(workspace), nameof(teacher));
        return new(loss, student.Classes, options)
        {
            Teacher = teacher,
            Values = values,
            Scale = options.Divisor(student.Rows).Scale<double>(options.Upstream),
        };
    }

    private static void Check<TLoss, T>(in LinearLayer<T> student, in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>();
        if (TLoss.Stage != RowStage.LogSoftmax)
            throw new NotSupportedException($"{typeof(TLoss).Name} is no distillation from logits.");
        student.Check();
        options.Check(student.Rows, "rows of the layer");
    }

    private static double Run<TLoss, T>(in LinearLayer<T> student,
        in LinearDistillationStep<TLoss, T> step, in LinearGradients<T> gradients, Span<T> workspace,
        in BatchOptions<T> options)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassBatch<T> batch = new(student.Places, options);
        LinearSoftmaxLosses.CheckOutputs(student, batch, gradients, workspace);
        LinearWork<LinearDistillationStep<TLoss, T>, T> work = new(step, student, batch, workspace)
        {
            Gradients = gradients,
        };
        return options.Divisor(student.Rows).Reduce(work.Run());
    }
}
