using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Matrices;

namespace VectorLoss.Checking;

/// <summary>
/// A tape op on random shapes and numbers, made a scalar by random signed weights of its output: the weights are the
/// cotangent,
/// and one that is neither constant nor of one sign sees what an all-ones cotangent cannot.
/// </summary>
public sealed class OpCase
{
    private static readonly (string Name, Func<Board, Var> Record)[] Ops =
    [
        ("add", draw => draw.Tape.Add(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("subtract", draw => draw.Tape.Subtract(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("multiply", draw => draw.Tape.Multiply(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("divide", draw => draw.Tape.Divide(draw.Leaf(draw.Side()), draw.Leaf(draw.Side(), 0.5, 2))),
        ("exp", draw => draw.Tape.Exp(draw.Leaf(draw.Full))),
        ("log", draw => draw.Tape.Log(draw.Leaf(draw.Full, 0.1, 3))),
        ("sigmoid", draw => draw.Tape.Sigmoid(draw.Leaf(draw.Full, -4, 4))),
        ("tanh", draw => draw.Tape.Tanh(draw.Leaf(draw.Full, -3, 3))),
        ("relu", draw => draw.Tape.Relu(draw.Leaf(draw.Full))),
        ("step", draw => draw.Tape.Step(draw.Leaf(draw.Full))),
        ("softmax", draw => draw.Tape.Softmax(draw.Leaf(draw.Full))),
        ("log-softmax", draw => draw.Tape.LogSoftmax(draw.Leaf(draw.Full))),
        ("sum", draw => draw.Axis() is { } axis ? draw.Tape.Sum(draw.Leaf(draw.Full), axis)
            : draw.Tape.Sum(draw.Leaf(draw.Full))),
        ("mean", draw => draw.Axis() is { } axis ? draw.Tape.Mean(draw.Leaf(draw.Full), axis)
            : draw.Tape.Mean(draw.Leaf(draw.Full))),
        ("transpose", draw => draw.Tape.Transpose(draw.Leaf(draw.Full))),
        ("reshape", draw => draw.Tape.Reshape(draw.Leaf(draw.Full), draw.Full.Transposed())),
        ("matmul", draw => draw.Product()),
        ("linear", draw => draw.Tape.Linear(draw.Leaf(new(draw.Full.Rows, draw.Inner)),
            draw.Leaf(new(draw.Inner, draw.Full.Columns)),
            draw.Leaf(Shape.Row(draw.Full.Columns)), draw.Activation())),
        ("softmax-cross-entropy", draw => draw.Tape.SoftmaxCrossEntropy(draw.Leaf(draw.Classes), draw.Labels(),
            options: draw.Options())),
        ("cross-entropy-error", draw => draw.Tape.CrossEntropyError(draw.Tape.Softmax(draw.Leaf(draw.Classes)),
            draw.Labels())),
    ];

    private readonly string name;
    private readonly int seed;
    private readonly Board drawn;
    private readonly Var scalar;

    private OpCase(string name, Func<Board, Var> record, int seed)
    {
        (this.name, this.seed) = (name, seed);
        drawn = new(new(seed));
        Var output = record(drawn);
        Var weights = drawn.Tape.Input(drawn.Tape.ShapeOf(output));
        drawn.Fill(weights, -1.5, 1.5);
        scalar = drawn.Tape.Sum(drawn.Tape.Multiply(output, weights));
    }

    /// <summary>The names of all ops.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Ops.Select(op => op.Name)];

    /// <summary>Draws a case of an op.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">The same seed gives the same case.</param>
    /// <exception cref="ArgumentException">There is no such op.</exception>
    public static OpCase Draw(string name, int seed)
    {
        foreach ((string known, Func<Board, Var> record) in Ops)
            if (known == name)
                return new(known, record, seed);
        throw new ArgumentException($"There is no op '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>The name and the seed.</summary>
    public override string ToString()
        => $"{name} of {string.Join(" and ", drawn.Tape.Parameters.Select(leaf => drawn.Tape.ShapeOf(leaf)))}, "
            + $"seed {seed}";

    /// <summary>Checks the gradient of every input, the adjoint identity among them by way of the random
    /// cotangent.</summary>
    /// <param name="options">The options, or null for the usual ones.</param>
    public IReadOnlyList<GradientReport> Check(GradientCheckOptions? options = null)
        => GradientCheck.Run(drawn.Tape, scalar, (options ?? new()) with { Subject = ToString() });

    /// <summary>What an op may be recorded on.</summary>
    private sealed class Board(Random random)
    {
        public Tape<double> Tape { get; } = new();

        public Shape Full { get; } = new(random.Next(1, 6), random.Next(1, 12));

        public int Inner { get; } = random.Next(1, 9);

        public Shape Classes => new(Full.Rows, Full.Columns + 1);

        /// <summary>The full shape, or one with a side of 1 to be broadcast.</summary>
        public Shape Side() => new(random.Next(3) == 0 ? 1 : Full.Rows, random.Next(3) == 0 ? 1 : Full.Columns);

        public Axis? Axis() => random.Next(3) switch { 0 => Autodiff.Axis.Rows, 1 => Autodiff.Axis.Columns, _ => null };

        public Activation Activation() => (Activation)random.Next(4);

        public Var Leaf(Shape shape, double low = -2, double high = 2)
        {
            Var leaf = Tape.Parameter(shape);
            Fill(leaf, low, high);
            return leaf;
        }

        public void Fill(Var leaf, double low, double high)
        {
            foreach (ref double value in Tape.Values(leaf))
                value = low + ((high - low) * random.NextDouble());
        }

        public Var Product()
        {
            bool first = random.Next(2) == 0, second = random.Next(2) == 0;
            Shape a = new(Full.Rows, Inner), b = new(Inner, Full.Columns);
            return Tape.MatMul(Leaf(first ? a.Transposed() : a), Leaf(second ? b.Transposed() : b), first, second);
        }

        public Labels Labels()
        {
            Labels labels = Tape.Labels(Full.Rows);
            foreach (ref int label in Tape.Values(labels))
                label = random.Next(Classes.Columns);
            return labels;
        }

        public ClassLossOptions Options() => new()
        {
            LabelSmoothing = random.Next(2) * 0.1,
            Softcap = random.Next(2) * 5,
            LseSquareScale = random.Next(2) * 0.01,
            Ignore = random.Next(2) == 0 ? [] : [0],
            Empty = EmptyBatch.Zero,
            ClassWeights = random.Next(2) == 0 ? []
                : [.. Enumerable.Range(0, Classes.Columns).Select(_ => 0.5 + random.NextDouble())],
        };
    }
}
