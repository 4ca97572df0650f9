using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Reverse-mode differentiation: record operations once, then run them forwards and backwards as often as wanted, with
/// new numbers in the inputs and parameters. After the first step nothing is allocated.
/// </summary>
/// <remarks>
/// <para>The operations are extension methods in this namespace, such as <see cref="ProductOps.Linear"/>; each infers
/// and checks its shape when it is recorded. An op of your own is recorded by <see cref="Apply"/>.</para>
/// <para>A tape belongs to one thread at a time. The results do not depend on the number of threads.</para>
/// <para>At kinks the subgradient of least norm is taken: the derivatives of ReLU and of a step are 0 at 0.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Tape<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recording<T> recording;
    private readonly Sweep<T> sweep;

    /// <summary>An empty tape.</summary>
    /// <param name="threads">How many threads one operation may use, the caller included.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    public Tape(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        recording = new(threads);
        sweep = new(recording);
    }

    /// <summary>The parameters in recorded order.</summary>
    public IReadOnlyList<Var> Parameters => recording.Parameters;

    /// <summary>How many threads one operation may use, the caller included.</summary>
    public int Threads => recording.Threads;

    /// <summary>How many variables are recorded.</summary>
    public int Count => recording.Count;

    /// <summary>Numbers that there is memory for in the values of all variables.</summary>
    public long ValueElements => recording.ValueElements;

    /// <summary>Numbers that there is memory for in gradients: none before the first backward pass.</summary>
    public long GradientElements => recording.GradientElements;

    /// <summary>
    /// Anomaly mode: after each op its output, and in the backward pass the gradients it wrote, are searched for NaN
    /// and infinity, and the first op that made one is named in an exception.
    /// </summary>
    public bool StopsAtNonFinite
    {
        get => sweep.StopsAtNonFinite;
        set => sweep.StopsAtNonFinite = value;
    }

    /// <summary>A leaf that is learned: it gets a gradient. Starts as zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side of the shape is below 1.</exception>
    public Var Parameter(Shape shape)
    {
        Var parameter = Leaf(shape, needsGradient: true);
        recording.AddParameter(parameter);
        return parameter;
    }

    /// <summary>A leaf that the caller fills before each <see cref="Forward()"/>. Starts as zeros.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="differentiable">Whether it gets a gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side of the shape is below 1.</exception>
    public Var Input(Shape shape, bool differentiable = false) => Leaf(shape, differentiable);

    /// <summary>A leaf of class labels, filled by the caller through <see cref="Values(Autodiff.Labels)"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public Labels Labels(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return recording.AppendLabels(count);
    }

    /// <summary>Records an op. Its shape is inferred and checked now; nothing is computed yet.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public Var Apply(Op<T> op, params ReadOnlySpan<Var> inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        Span<int> positions = stackalloc int[inputs.Length];
        Span<Shape> shapes = stackalloc Shape[inputs.Length];
        bool needsGradient = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            positions[i] = recording.Find(inputs[i], op.Name);
            shapes[i] = recording[positions[i]].Shape;
            needsGradient |= recording[positions[i]].NeedsGradient;
        }
        return recording.Append(op, op.Infer(shapes), positions, needsGradient);
    }

    /// <summary>Computes every variable from the leaves, in recorded order.</summary>
    public void Forward() => sweep.Forward(0, recording.Count);

    /// <summary>Computes the variables up to and with this one; later ones count as not computed.</summary>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public void Forward(Var last) => sweep.Forward(0, recording.Find(last, nameof(Forward)) + 1);

    /// <summary>Computes the variables that were recorded after a mark; the earlier ones keep their values.</summary>
    /// <exception cref="ArgumentException">The mark belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">Something before the mark was never computed, or the mark was
    /// forgotten by a rewind.</exception>
    public void Forward(Mark from)
    {
        recording.Check(from);
        for (int at = 0; at < from.Position; at++)
            sweep.RequireComputed(at);
        sweep.Forward(from.Position, recording.Count);
    }

    /// <summary>
    /// The gradients of a scalar with respect to everything that it depends on and that needs one. Gradients of
    /// intermediate variables are always those of this pass alone.
    /// </summary>
    /// <param name="scalar">A computed 1×1 variable that depends on a parameter.</param>
    /// <param name="mode">Whether the gradients of parameters and inputs are replaced or added to.</param>
    /// <param name="seed">The factor of all gradients.</param>
    /// <exception cref="ArgumentException">The variable is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was not computed, depends on no parameter, or was
    /// forgotten by a rewind.</exception>
    public void Backward(Var scalar, GradientMode mode = GradientMode.Overwrite, double seed = 1)
    {
        int root = recording.FindRoot(scalar, nameof(Backward));
        sweep.RequireComputed(root);
        sweep.Backward(root, mode, seed);
        if (CustomOps.AreChecked)
            CustomOps.AfterPass(recording);
    }

    /// <summary>
    /// One training step's work: <see cref="Forward(Var)"/> and <see cref="Backward"/> with the same results. It is faster when the
    /// scalar is a loss head, which then reads its inputs once for both value and gradient.
    /// </summary>
    /// <inheritdoc cref="Backward"/>
    public void ForwardBackward(Var scalar, GradientMode mode = GradientMode.Overwrite, double seed = 1)
    {
        sweep.ForwardBackward(recording.FindRoot(scalar, nameof(ForwardBackward)), mode, seed);
        if (CustomOps.AreChecked)
            CustomOps.AfterPass(recording);
    }

    /// <summary>The first half of a training step: everything up to the scalar, and its gradient by its inputs.</summary>
    internal T BeginStep(Var scalar)
    {
        int root = recording.FindRoot(scalar, nameof(BeginStep));
        sweep.ToRoot(root, GradientMode.Overwrite, 1);
        return recording.Values(root)[0];
    }

    /// <summary>
    /// The second half: the gradients of everything else. With a factor, a parameter that one op uses may move by factor ·
    /// gradient at once, see <see cref="HasMoved"/>; its gradient is then not kept.
    /// </summary>
    internal void FinishStep(Var scalar, T? factor)
    {
        int root = recording.FindRoot(scalar, nameof(FinishStep));
        // Anomaly mode looks at gradients, so it keeps them.
        recording.Factor = StopsAtNonFinite ? null : factor;
        try
        {
            sweep.FromRoot(root);
        }
        finally
        {
            recording.Factor = null;
        }
        if (CustomOps.AreChecked)
            CustomOps.AfterPass(recording);
    }

    /// <summary>Whether the last pass moved this parameter.</summary>
    internal bool HasMoved(Var parameter) => recording.HasMoved(recording.Find(parameter, nameof(HasMoved)));

    /// <summary>The numbers of a variable, row-major. Those of a leaf are there to be written.</summary>
    /// <exception cref="InvalidOperationException">The variable is the result of an op that was not computed yet, or
    /// was forgotten by a rewind.</exception>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    public Span<T> Values(Var variable)
    {
        int position = recording.Find(variable, nameof(Values));
        sweep.RequireComputed(position);
        return recording.Values(position);
    }

    /// <summary>The labels behind a handle, there to be written.</summary>
    /// <exception cref="ArgumentException">The labels belong to another tape or were forgotten by a rewind.</exception>
    public Span<int> Values(Labels labels) => recording.Values(labels);

    /// <summary>The gradient of a variable by the last backward pass, or accumulated over several.</summary>
    /// <exception cref="InvalidOperationException">There was no backward pass since the variable was recorded, or it
    /// needs no gradient, or it was forgotten by a rewind.</exception>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    public ReadOnlySpan<T> Gradient(Var variable) => recording.ReadGradient(recording.Find(variable, nameof(Gradient)));

    /// <summary>The number in a 1×1 variable.</summary>
    /// <exception cref="ArgumentException">The variable is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was not computed yet, or was forgotten by a rewind.</exception>
    public T Scalar(Var variable)
    {
        int position = recording.FindScalar(variable, nameof(Scalar));
        sweep.RequireComputed(position);
        return recording.Values(position)[0];
    }

    /// <summary>The shape of a variable.</summary>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public Shape ShapeOf(Var variable) => recording[recording.Find(variable, nameof(ShapeOf))].Shape;

    /// <summary>Whether a variable is a parameter or an input, to be written by the caller.</summary>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public bool IsLeaf(Var variable) => recording[recording.Find(variable, nameof(IsLeaf))].IsLeaf;

    /// <summary>Whether a variable depends on a parameter or a differentiable input, and so gets a gradient.</summary>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public bool NeedsGradient(Var variable) => recording[recording.Find(variable, nameof(NeedsGradient))].NeedsGradient;

    /// <summary>How many labels there are behind a handle.</summary>
    /// <exception cref="ArgumentException">The labels belong to another tape or were forgotten by a rewind.</exception>
    public int CountOf(Labels labels) => recording.Values(labels).Length;

    /// <summary>This place, to rewind to.</summary>
    public Mark Mark() => recording.Mark();

    /// <summary>Forgets what was recorded after a mark and keeps its memory for what is recorded next.</summary>
    /// <exception cref="ArgumentException">The mark belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">The mark was itself forgotten by a rewind.</exception>
    public void Rewind(Mark mark)
    {
        recording.Rewind(mark);
        sweep.Forget();
    }

    /// <summary>What of a scalar a leaf reaches, to be computed again when the leaf moves.</summary>
    internal DependentOps<T> DependentOpsOf(Var leaf, Var scalar)
        => new(recording, recording.Find(leaf, nameof(DependentOpsOf)), recording.FindScalar(scalar, nameof(DependentOpsOf)));

    /// <summary>The recorded program, one line a variable: position, op, inputs, shape.</summary>
    public string Describe()
        => string.Join('\n', Enumerable.Range(0, recording.Count).Select(recording.Describe));

    private Var Leaf(Shape shape, bool needsGradient)
    {
        Var leaf = recording.Append(null, shape, [], needsGradient);
        recording.Values(leaf.Position).Clear();
        return leaf;
    }
}
