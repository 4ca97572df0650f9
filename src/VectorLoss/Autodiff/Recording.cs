using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Autodiff;

/// <summary>What a tape knows of one position.</summary>
internal record struct Node<T>(Op<T>? Op, Shape Shape, int FirstInput, int Inputs, bool NeedsGradient, int Generation, Segment Value)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Where the gradient lies, once there is one.</summary>
    public Segment Gradient { get; set; }

    /// <summary>The number of the last backward pass that wrote the gradient; 0 for none.</summary>
    public int Pass { get; set; }

    /// <summary>How many inputs of ops it is.</summary>
    public int Uses { get; set; }

    /// <summary>Whether it is learned.</summary>
    public bool IsParameter { get; set; }

    /// <summary>The number of the last backward pass that moved it instead of keeping its gradient; 0 for none.</summary>
    public int Moved { get; set; }

    public readonly bool IsLeaf => Op is null;
}

/// <summary>The storage of a tape: nodes in recorded order, their memory, and the rules by which handles stay valid.</summary>
internal sealed class Recording<T>(int threads) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Arena<T> values = new();
    private readonly Arena<T> gradients = new();
    private readonly Arena<int> labels = new();
    private readonly List<(Segment Segment, int Generation)> labelLeaves = [];
    private readonly List<int> edges = [];
    private readonly List<Var> parameters = [];
    private Node<T>[] nodes = new Node<T>[16];
    private AlignedMemory<T> scratch = new(0);
    private int generation;
    private int pass;
    private int accumulatedSince = 1;
    private int withGradient;

    public int Threads => threads;

    public int Count { get; private set; }

    public List<Var> Parameters => parameters;

    /// <summary>In a pass that moves parameters: what their gradient is multiplied by.</summary>
    public T? Factor { get; set; }

    public long ValueElements => values.Capacity;

    public long GradientElements => gradients.Capacity;

    public ref Node<T> this[int position] => ref nodes[position];

    public int InputOf(int position, int input) => edges[nodes[position].FirstInput + input];

    public Span<T> Values(int position) => values[nodes[position].Value];

    public Span<T> Gradient(int position) => gradients[nodes[position].Gradient];

    public Span<int> Values(Labels handle) => ReferenceEquals(handle.Owner, this) && handle.Index < labelLeaves.Count
        && labelLeaves[handle.Index].Generation == handle.Generation
        ? labels[labelLeaves[handle.Index].Segment]
        : throw new ArgumentException("These labels belong to another tape, or were forgotten by a rewind.");

    public Span<T> Scratch(int length)
    {
        if (scratch.Length < length)
            scratch = new(length);
        return scratch.Slice(0, length);
    }

    /// <summary>Records a node at the end.</summary>
    public Var Append(Op<T>? op, Shape shape, ReadOnlySpan<int> inputs, bool needsGradient)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Rows, 1, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Columns, 1, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)shape.Rows * shape.Columns, Array.MaxLength / 2, nameof(shape));
        if (Count == nodes.Length)
            Array.Resize(ref nodes, 2 * Count);
        nodes[Count] = new(op, shape, edges.Count, inputs.Length, needsGradient, generation, values.Take(shape.Count));
        edges.AddRange(inputs);
        foreach (int input in inputs)
            nodes[input].Uses++;
        return new(this, Count++, generation);
    }

    public void AddParameter(Var leaf)
    {
        nodes[leaf.Position].IsParameter = true;
        parameters.Add(leaf);
    }

    public Labels AppendLabels(int count)
    {
        Segment segment = labels.Take(count);
        labels[segment].Clear();
        labelLeaves.Add((segment, generation));
        return new(this, labelLeaves.Count - 1, generation);
    }

    /// <summary>The position of a variable that is still on this tape.</summary>
    public int Find(Var variable, string user)
    {
        if (!ReferenceEquals(variable.Owner, this))
            throw new ArgumentException(variable.Owner is null
                ? $"{user} got a variable that belongs to no tape."
                : $"{user} got variable {variable} of another tape.");
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

    /// <summary>The position of a 1×1 variable that has something to pass back to.</summary>
    public int FindRoot(Var variable, string user)
    {
        int position = FindScalar(variable, user);
        return nodes[position].NeedsGradient
            ? position
            : throw new InvalidOperationException($"{user}: {Describe(position)} depends on no parameter and on no differentiable input.");
    }

    /// <summary>The gradient at a position as a reader outside sees it.</summary>
    public Span<T> ReadGradient(int position)
    {
        if (!nodes[position].NeedsGradient)
            throw new InvalidOperationException($"{Describe(position)} has no gradient: it depends on no parameter and on no differentiable input.");
        if (!nodes[position].Gradient.Exists)
            throw new InvalidOperationException($"{Describe(position)} has no gradient yet: there was no backward pass since it was recorded.");
        if (HasMoved(position))
            throw new InvalidOperationException($"{Describe(position)} was moved by the last step, which kept no gradient of it.");
        Span<T> gradient = Gradient(position);
        // Nothing reached it in this pass, so its derivative is zero; the zeros are written only when somebody looks.
        if (!IsLive(position))
            gradient.Clear();
        return gradient;
    }

    /// <summary>A node in words: position, op, inputs, shape.</summary>
    public string Describe(int position)
    {
        Node<T> node = nodes[position];
        var inputs = new string[node.Inputs];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = $"#{InputOf(position, i)}";
        string leaf = parameters.Exists(parameter => parameter.Position == position) ? "Parameter" : "Input";
        return $"#{position} {node.Op?.Name ?? leaf}({string.Join(", ", inputs)}) {node.Shape}";
    }

    public Mark Mark() => new(this, Count, labelLeaves.Count, Count == 0 ? 0 : nodes[Count - 1].Generation);

    /// <summary>Whether a mark is on this tape and nothing before it was forgotten since.</summary>
    public void Check(Mark mark)
    {
        if (!ReferenceEquals(mark.Owner, this))
            throw new ArgumentException("The mark belongs to another tape.", nameof(mark));
        if (mark.Position > Count || mark.Labels > labelLeaves.Count
            || mark.Position > 0 && nodes[mark.Position - 1].Generation != mark.Generation)
            throw new InvalidOperationException($"The mark at #{mark.Position} was itself forgotten by a rewind.");
    }

    public void Rewind(Mark mark)
    {
        Check(mark);
        generation++;
        for (int edge = EdgesBefore(mark.Position); edge < edges.Count; edge++)
            nodes[edges[edge]].Uses--;
        edges.RemoveRange(EdgesBefore(mark.Position), edges.Count - EdgesBefore(mark.Position));
        Array.Clear(nodes, mark.Position, Count - mark.Position);
        labelLeaves.RemoveRange(mark.Labels, labelLeaves.Count - mark.Labels);
        Count = mark.Position;
        parameters.RemoveAll(parameter => parameter.Position >= Count);
        withGradient = Math.Min(withGradient, Count);
        values.Rewind(Count == 0 ? default : nodes[Count - 1].Value);
        labels.Rewind(mark.Labels == 0 ? default : labelLeaves[^1].Segment);
        int last = withGradient - 1;
        while (last >= 0 && !nodes[last].Gradient.Exists)
            last--;
        gradients.Rewind(last < 0 ? default : nodes[last].Gradient);
    }

    /// <summary>Begins a backward pass: gradients get memory in recorded order, and all but accumulated ones are stale.</summary>
    public void BeginPass(GradientMode mode)
    {
        for (; withGradient < Count; withGradient++)
            if (nodes[withGradient].NeedsGradient)
                nodes[withGradient].Gradient = gradients.Take(nodes[withGradient].Shape.Count);
        pass++;
        if (mode == GradientMode.Overwrite)
            accumulatedSince = pass;
    }

    /// <summary>Whether the gradient at a position holds something that counts.</summary>
    public bool IsLive(int position)
        => nodes[position].Pass >= (nodes[position].IsLeaf ? accumulatedSince : Math.Max(pass, 1));

    /// <summary>Whether the last pass moved this parameter, so that it has no gradient.</summary>
    public bool HasMoved(int position) => pass > 0 && nodes[position].Moved == pass;

    /// <summary>
    /// Whether this pass moves a variable: a parameter that only the op which asks uses, so that nobody needs it as it was.
    /// </summary>
    public bool Moves(int position, out T factor)
    {
        ref Node<T> node = ref nodes[position];
        factor = Factor.GetValueOrDefault();
        if (Factor is null || !node.IsParameter || node.Uses != 1)
            return false;
        node.Moved = pass;
        return true;
    }

    /// <summary>Marks a gradient as written; tells whether it held something that counts.</summary>
    public bool Touch(int position)
    {
        bool live = IsLive(position);
        nodes[position].Pass = pass;
        return live;
    }

    private int EdgesBefore(int position) => position == Count ? edges.Count : nodes[position].FirstInput;
}
