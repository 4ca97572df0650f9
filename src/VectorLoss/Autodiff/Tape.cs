using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Records operations once, then runs them forwards and backwards any number of times, with new numbers in the inputs
/// and parameters: reverse-mode differentiation. After the first step nothing is allocated.
/// </summary>
/// <remarks>
/// <para>The operations are extension methods in this namespace, such as <see cref="ProductOps.Linear"/>. Each infers
/// and checks its shape when it is recorded. <see cref="Apply"/> records an op of your own.</para>
/// <para>A tape belongs to one thread at a time: a second thread that calls it during a pass gets an exception, and so
/// does the first. The results do not depend on the number of threads that an operation uses.</para>
/// <para>At kinks the subgradient of least norm is taken: the derivatives of ReLU and of a step are 0 at 0.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Tape<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An empty tape.</summary>
    /// <param name="threads">
    /// How many threads one operation may use, the caller included; <see cref="VectorLoss.Spans.Threads.Paying"/> is as
    /// many as pay.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tape(int threads = 1)
    {
        Require.FloatOrDouble<T>(nameof(Tape<>));
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Recording = new(threads);
        Sweep = new(Recording);
        TangentSweep = new(Recording);
    }

    /// <summary>The parameters in recorded order.</summary>
    public IReadOnlyList<Var> Parameters => Recording.Parameters;

    /// <summary>How many threads one operation may use, the caller included.</summary>
    public int Threads => Recording.Threads;

    /// <summary>How many variables are recorded.</summary>
    public int Count => Recording.Count;

    /// <summary>Numbers that there is memory for in the values of all variables.</summary>
    public long ValueElements => Recording.ValueElements;

    /// <summary>Numbers that there is memory for in gradients: none before the first backward pass.</summary>
    public long GradientElements => Recording.Gradients.Capacity;

    /// <summary>
    /// Anomaly mode: after each op its output, and in the backward pass the gradients it wrote, are searched for NaN
    /// and infinity. The exception names the first op that made one.
    /// </summary>
    public bool StopsAtNonFinite
    {
        get => Sweep.StopsAtNonFinite;
        set => Sweep.StopsAtNonFinite = value;
    }

    internal Recording<T> Recording { get; }

    internal Sweep<T> Sweep { get; }

    internal TangentSweep<T> TangentSweep { get; }

    /// <summary>Records a leaf that is learned: it gets a gradient. It starts as zeros.</summary>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side of the shape is below 1.</exception>
    public Var Parameter(Shape shape) => Recording.AppendLeaf(shape, needsGradient: true, isParameter: true);

    /// <summary>Records a leaf that the caller fills before each <see cref="Forward()"/>. It starts as zeros.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="differentiable">Whether it gets a gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side of the shape is below 1.</exception>
    public Var Input(Shape shape, bool differentiable = false)
        => Recording.AppendLeaf(shape, differentiable, isParameter: false);

    /// <summary>Records an op. Its shape is inferred and checked now; nothing is computed yet.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Its inputs, in the order in which it names them.</param>
    /// <returns>The output of the op.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public Var Apply(Op<T> op, params ReadOnlySpan<Var> inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        const int Few = 64;
        bool few = inputs.Length <= Few, needsGradient = false;
        Span<int> positions = few ? stackalloc int[inputs.Length] : new int[inputs.Length];
        Span<Shape> shapes = few ? stackalloc Shape[inputs.Length] : new Shape[inputs.Length];
        string name = op.Name;
        for (int i = 0; i < inputs.Length; i++)
        {
            positions[i] = Recording.Find(inputs[i], name);
            shapes[i] = Recording[positions[i]].Shape;
            needsGradient |= Recording[positions[i]].NeedsGradient;
        }
        return Recording.Append(op, op.Infer(shapes), positions, needsGradient);
    }

    /// <summary>Computes every variable from the leaves, in recorded order.</summary>
    public void Forward() => Sweep.Forward(0, Recording.Count);

    /// <summary>Computes the variables up to and with this one; later ones count as not computed.</summary>
    /// <param name="last">The last variable to compute.</param>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was forgotten by a rewind.</exception>
    public void Forward(Var last) => Sweep.Forward(0, Recording.Find(last, nameof(Forward)) + 1);

    /// <summary>
    /// Computes the gradients of a scalar with respect to everything that it depends on and that needs one. Gradients
    /// of intermediate variables are always those of this pass alone.
    /// </summary>
    /// <param name="scalar">A computed 1×1 variable that depends on a parameter.</param>
    /// <param name="mode">Whether the gradients of parameters and inputs are replaced or added to.</param>
    /// <param name="seed">The factor of all gradients.</param>
    /// <exception cref="ArgumentException">The variable is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    /// <exception cref="InvalidOperationException">The variable was not computed, depends on no parameter, or was
    /// forgotten by a rewind; or gradients are to be added to those of which there is only a part.</exception>
    public void Backward(Var scalar, GradientMode mode = GradientMode.Overwrite, double seed = 1)
    {
        int root = FindRoot(scalar, nameof(Backward));
        Sweep.Backward(root, mode, seed);
        CustomOps.AfterPass(Recording);
    }

    /// <summary>
    /// The work of one training step: <see cref="Forward(Var)"/> and <see cref="Backward"/> with the same results. It
    /// is faster when the scalar is a loss head, which then reads its inputs once for both value and gradient.
    /// </summary>
    /// <inheritdoc cref="Backward"/>
    public void ForwardBackward(Var scalar, GradientMode mode = GradientMode.Overwrite, double seed = 1)
    {
        Sweep.ForwardBackward(FindRoot(scalar, nameof(ForwardBackward)), mode, seed);
        CustomOps.AfterPass(Recording);
    }

    /// <summary>
    /// The numbers of a variable to be written, row-major. A backward pass is refused until the next forward pass,
    /// since it would mix old and new numbers. A span that was kept from before must not be written in between;
    /// programs whose ops are checked (<see cref="CustomOps.AreChecked"/>) find that in a tape's first passes.
    /// </summary>
    /// <param name="variable">A leaf, or a variable that was computed.</param>
    /// <returns>As many numbers as the shape of the variable has elements.</returns>
    /// <exception cref="InvalidOperationException">The variable is the result of an op that was not computed yet, or
    /// was forgotten by a rewind, or another thread runs a pass.</exception>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    public Span<T> Values(Var variable)
    {
        Recording.Guard.RequireIdle(nameof(Values));
        int position = FindComputed(variable, nameof(Values));
        Recording.Writes.Add(position);
        return Recording.Values(position);
    }

    /// <summary>The numbers of a variable to be read, row-major.</summary>
    /// <inheritdoc cref="Values(Var)"/>
    public ReadOnlySpan<T> ReadOnlyValues(Var variable)
    {
        Recording.Guard.RequireIdle(nameof(ReadOnlyValues));
        return Recording.Values(FindComputed(variable, nameof(ReadOnlyValues)));
    }

    /// <summary>The gradient of a variable by the last backward pass, or accumulated over several.</summary>
    /// <param name="variable">A variable that needs a gradient.</param>
    /// <returns>The derivative of the scalar by each element of the variable, row-major: as many numbers as the shape
    /// of the variable has elements.</returns>
    /// <exception cref="InvalidOperationException">There was no backward pass since the variable was recorded, or the
    /// last one threw, or it needs no gradient, or it was forgotten by a rewind.</exception>
    /// <exception cref="ArgumentException">The variable belongs to another tape.</exception>
    public ReadOnlySpan<T> Gradient(Var variable)
    {
        Recording.Guard.RequireIdle(nameof(Gradient));
        return Recording.Update.ReadWholeGradient(Recording.Find(variable, nameof(Gradient)));
    }

    /// <summary>The number in a 1×1 variable, by the last forward pass.</summary>
    /// <param name="variable">A leaf, or a variable that was computed.</param>
    /// <exception cref="ArgumentException">The variable is not 1×1, or belongs to another tape.</exception>
    /// <exception cref="InvalidOperationException">It was not computed yet, or was forgotten by a rewind.</exception>
    public T Scalar(Var variable)
    {
        Recording.FindScalar(variable, nameof(Scalar));
        return ReadOnlyValues(variable)[0];
    }

    /// <summary>The position of a 1×1 variable that depends on something that needs a gradient.</summary>
    internal int FindRoot(Var scalar, string user)
        => Recording.RequireGradient(Recording.FindScalar(scalar, user), user);

    /// <summary>The position of a leaf or of a variable that was computed.</summary>
    internal int FindComputed(Var variable, string user)
    {
        int position = Recording.Find(variable, user);
        Sweep.RequireComputed(position);
        return position;
    }
}
