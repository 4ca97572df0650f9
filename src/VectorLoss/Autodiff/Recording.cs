using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Autodiff;

/// <summary>
/// What is recorded on a tape: the nodes in order, the memory of their values, and the rules by which handles stay
/// valid.
/// </summary>
internal sealed class Recording<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Arena<T> values = new();
    private readonly LabelStore labels = new();
    private readonly List<int> edges = [];
    private Node<T>[] nodes = new Node<T>[16];
    private AlignedMemory<T> scratch = new(0);
    private int generation;

    public Recording(int threads)
    {
        Threads = threads;
        Gradients = new(this, ofAll: false);
        Tangents = new(this, ofAll: true);
        GradientTangents = new(this, ofAll: false);
        Update = new(this);
        Writes = new(this);
        Checksums = new(this);
    }

    public int Threads { get; }

    public int Count { get; private set; }

    public List<Var> Parameters { get; } = [];

    /// <summary>The gradients of the last backward pass.</summary>
    public Derivatives<T> Gradients { get; }

    /// <summary>The derivatives of all values in the direction that the caller chose at the leaves.</summary>
    public Derivatives<T> Tangents { get; }

    /// <summary>The derivatives of the gradients in that direction.</summary>
    public Derivatives<T> GradientTangents { get; }

    /// <summary>The parameters that a backward pass moves.</summary>
    public ParameterUpdate<T> Update { get; }

    /// <summary>What was handed out for writing since the last forward pass.</summary>
    public WriteLog<T> Writes { get; }

    /// <summary>In debug builds, what the variables held at the last forward pass.</summary>
    public ValueChecksums<T> Checksums { get; }

    /// <summary>Keeps a second thread out while a pass runs.</summary>
    public PassGuard Guard { get; } = new();

    public long ValueElements => values.Capacity;

    public ref Node<T> this[int position] => ref nodes[position];

    public int InputOf(int position, int input) => edges[nodes[position].FirstInput + input];

    public Span<T> Values(int position) => values[nodes[position].Value];

    /// <summary>What the op at a position keeps from the forward pass for the backward pass.</summary>
    public Span<T> Kept(int position) => nodes[position].Kept.Exists ? values[nodes[position].Kept] : [];

    public Span<int> Values(Labels handle) => labels.Find(handle, this);

    /// <summary>Whether an op before a position takes this variable as an input.</summary>
    public bool IsUsedBefore(int end, int position) => edges.IndexOf(position, 0, EdgesBefore(end)) >= 0;

    public Span<T> Scratch(int length)
    {
        if (scratch.Length < length)
            scratch = new(length);
        return scratch.Slice(0, length);
    }

    /// <summary>Records a node at the end.</summary>
    public Var Append(Op<T>? op, Shape shape, ReadOnlySpan<int> inputs, bool needsGradient)
    {
        string name = op?.Name ?? "A leaf";
        if ((long)shape.Rows * shape.Columns is var size && (size < 1 || size > Array.MaxLength / 2))
            throw new ArgumentOutOfRangeException(nameof(shape),
                $"{name} of {shape}: a tape takes 1 to {Array.MaxLength / 2} numbers.");
        Guard.RequireIdle(name);
        if (Count == nodes.Length)
            Array.Resize(ref nodes, 2 * Count);
        Segment value = values.Take(shape.Count);
        int kept = op?.KeptElements(shape) ?? 0;
        nodes[Count] = new(op, shape, edges.Count, inputs.Length, needsGradient, generation, value)
        {
            Kept = kept > 0 ? values.Take(kept) : default,
        };
        edges.AddRange(inputs);
        foreach (int input in inputs)
            nodes[input].Uses++;
        return new(this, Count++, generation);
    }

    /// <summary>Records a leaf of zeros.</summary>
    public Var AppendLeaf(Shape shape, bool needsGradient, bool isParameter)
    {
        Var leaf = Append(null, shape, [], needsGradient);
        Values(leaf.Position).Clear();
        nodes[leaf.Position].IsParameter = isParameter;
        if (isParameter)
            Parameters.Add(leaf);
        return leaf;
    }

    /// <summary>How many leaves of labels there are.</summary>
    public int LabelLeaves => labels.Count;

    /// <summary>The labels of a leaf, in recorded order.</summary>
    public ReadOnlySpan<int> LabelsAt(int leaf) => labels[leaf];

    public Labels AppendLabels(int count) => labels.Append(this, generation, count);

    /// <summary>The position of a variable that is still on this tape.</summary>
    public int Find(Var variable, string user)
    {
        if (!ReferenceEquals(variable.Owner, this))
        {
            throw new ArgumentException(variable.Owner is null
                ? $"{user} got a variable that belongs to no tape."
                : $"{user} got variable {variable} of another tape.");
        }
        if (variable.Position >= Count || nodes[variable.Position].Generation != variable.Generation)
            throw new InvalidOperationException($"{user} got variable {variable}, which a rewind has forgotten.");
        return variable.Position;
    }

    /// <summary>The position of a 1×1 variable.</summary>
    public int FindScalar(Var variable, string user)
    {
        int position = Find(variable, user);
        return nodes[position].Shape.IsScalar
            ? position
            : throw new ArgumentException($"{user} needs a 1×1 variable; {Describe(position)} is not.");
    }

    /// <summary>The position, if the variable there depends on something that needs a gradient.</summary>
    public int RequireGradient(int position, string user) => nodes[position].NeedsGradient
        ? position
        : throw new InvalidOperationException($"{user}: {Describe(position)} depends on no parameter and on no "
            + "differentiable input.");

    /// <summary>A node in words: position, op, inputs, shape.</summary>
    public string Describe(int position)
    {
        Node<T> node = nodes[position];
        string[] inputs = new string[node.Inputs];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = $"#{InputOf(position, i)}";
        string leaf = node.IsParameter ? "Parameter" : "Input";
        return $"#{position} {node.Op?.Name ?? leaf}({string.Join(", ", inputs)}) {node.Shape}";
    }

    public Mark Mark() => new(this, Count, labels.Count, Count == 0 ? 0 : nodes[Count - 1].Generation);

    /// <summary>Checks that a mark is on this tape and that nothing before it was forgotten since.</summary>
    public void Check(Mark mark)
    {
        if (!ReferenceEquals(mark.Owner, this))
            throw new ArgumentException("The mark belongs to another tape.", nameof(mark));
        if (mark.Position > Count || mark.Labels > labels.Count
            || mark.Position > 0 && nodes[mark.Position - 1].Generation != mark.Generation)
        {
            throw new InvalidOperationException(
                $"The mark at #{mark.Position} was itself forgotten by a rewind.");
        }
    }

    public void Rewind(Mark mark)
    {
        Guard.RequireIdle(nameof(Rewind));
        Check(mark);
        generation++;
        int kept = EdgesBefore(mark.Position);
        for (int edge = kept; edge < edges.Count; edge++)
            nodes[edges[edge]].Uses--;
        edges.RemoveRange(kept, edges.Count - kept);
        Array.Clear(nodes, mark.Position, Count - mark.Position);
        Count = mark.Position;
        Parameters.RemoveAll(parameter => parameter.Position >= Count);
        Node<T> last = Count == 0 ? default : nodes[Count - 1];
        values.Rewind(last.Kept.Exists ? last.Kept : last.Value);
        labels.Rewind(mark.Labels);
        Gradients.Rewind(Count);
        Tangents.Rewind(Count);
        GradientTangents.Rewind(Count);
        Update.Rewind(Count);
        Writes.Rewind(Count, labels.Count);
        Checksums.Forget();
    }

    private int EdgesBefore(int position) => position == Count ? edges.Count : nodes[position].FirstInput;
}
