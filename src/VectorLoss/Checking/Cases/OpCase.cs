using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>
/// A tape op on random shapes and numbers, made a scalar by random signed weights of its output: the weights are the
/// cotangent, and one that is neither constant nor of one sign sees what an all-ones cotangent cannot.
/// </summary>
public sealed class OpCase
{
    private static readonly (string Name, Func<OpBoard, Var> Record)[] Ops =
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
        ("softplus", draw => draw.Tape.Softplus(draw.Leaf(draw.Full, -4, 4))),
        ("abs", draw => draw.Tape.Abs(draw.Leaf(draw.Full))),
        ("square", draw => draw.Tape.Square(draw.Leaf(draw.Full))),
        ("sqrt", draw => draw.Tape.Sqrt(draw.Leaf(draw.Full, 0.1, 3))),
        ("reciprocal", draw => draw.Tape.Reciprocal(draw.Leaf(draw.Full, 0.5, 2))),
        ("sin", draw => draw.Tape.Sin(draw.Leaf(draw.Full, -4, 4))),
        ("cos", draw => draw.Tape.Cos(draw.Leaf(draw.Full, -4, 4))),
        ("atan", draw => draw.Tape.Atan(draw.Leaf(draw.Full, -4, 4))),
        ("pow", draw => draw.Whole() is { } exponent
            ? draw.Tape.Pow(draw.Leaf(draw.Full), exponent)
            : draw.Tape.Pow(draw.Leaf(draw.Side(), 0.5, 2), draw.Leaf(draw.Side()))),
        ("erf", draw => draw.Tape.Erf(draw.Leaf(draw.Full))),
        ("erfc", draw => draw.Tape.Erfc(draw.Leaf(draw.Full))),
        ("erfcx", draw => draw.Tape.Erfcx(draw.Leaf(draw.Full))),
        ("log-normal-cdf", draw => draw.Tape.LogNormalCdf(draw.Leaf(draw.Full, -4, 4))),
        ("log-gamma", draw => draw.Tape.LogGamma(draw.Leaf(draw.Full, 0.5, 6))),
        ("digamma", draw => draw.Tape.Digamma(draw.Leaf(draw.Full, 0.5, 6))),
        ("polygamma", draw => draw.Tape.Polygamma(draw.Inner % 4, draw.Leaf(draw.Full, 0.5, 6))),
        ("bessel-i0e", draw => draw.Tape.BesselI0e(draw.Leaf(draw.Full, 0.1, 4))),
        ("bessel-i1e", draw => draw.Tape.BesselI1e(draw.Leaf(draw.Full, 0.1, 4))),
        ("log-beta", draw => draw.Tape.LogBeta(draw.Leaf(draw.Side(), 0.5, 6), draw.Leaf(draw.Side(), 0.5, 6))),
        ("log-rising-factorial", draw => draw.Tape.LogRisingFactorial(draw.Leaf(draw.Side(), 0.5, 6),
            draw.Leaf(draw.Side(), 0.5, 6))),
        ("max", draw => draw.Tape.Max(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("min", draw => draw.Tape.Min(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("less", draw => draw.Tape.Less(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("less-or-equal", draw => draw.Tape.LessOrEqual(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("equal", draw => draw.Tape.Equal(draw.Leaf(draw.Side()), draw.Leaf(draw.Side()))),
        ("where", draw => draw.Choice()),
        ("slice", draw => draw.Part()),
        ("concat", draw => draw.Parts()),
        ("gather-rows", draw => draw.Tape.GatherRows(draw.Leaf(draw.Full), draw.Labels(draw.Inner, draw.Full.Rows))),
        ("gather-columns", draw => draw.Tape.GatherColumns(draw.Leaf(draw.Full),
            draw.Labels(draw.Full.Rows * draw.Inner, draw.Full.Columns))),
        ("softmax", draw => draw.Tape.Softmax(draw.Leaf(draw.Full))),
        ("log-softmax", draw => draw.Tape.LogSoftmax(draw.Leaf(draw.Full))),
        ("sum", draw => draw.Axis() is { } axis ? draw.Tape.Sum(draw.Leaf(draw.Full), axis)
            : draw.Tape.Sum(draw.Leaf(draw.Full))),
        ("mean", draw => draw.Axis() is { } axis ? draw.Tape.Mean(draw.Leaf(draw.Full), axis)
            : draw.Tape.Mean(draw.Leaf(draw.Full))),
        ("transpose", draw => draw.Tape.Transpose(draw.Leaf(draw.Full))),
        ("reshape", draw => draw.Tape.Reshape(draw.Leaf(draw.Full), draw.Full.Transposed())),
        ("matmul", draw => draw.Product()),
        ("linear", draw => draw.Layer()),
        ("softmax-cross-entropy", draw => draw.Tape.SoftmaxCrossEntropy(draw.Leaf(draw.Classes), draw.Labels(),
            draw.Batch(), draw.Options())),
        ("cross-entropy-error", draw => draw.Tape.CrossEntropyError(draw.Tape.Softmax(draw.Leaf(draw.Classes)),
            draw.Labels())),
    ];

    private readonly string name;
    private readonly int seed;
    private readonly OpBoard drawn;
    private readonly Var scalar;

    private OpCase(string name, Func<OpBoard, Var> record, int seed)
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
        foreach ((string known, Func<OpBoard, Var> record) in Ops)
            if (known == name)
                return new(known, record, seed);
        throw new ArgumentException($"There is no op '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>The tape and its scalar, for a proof.</summary>
    internal (Tape<double> Tape, Var Scalar) Recorded => (drawn.Tape, scalar);

    /// <summary>The name and the seed.</summary>
    public override string ToString()
        => $"{name} of {string.Join(" and ", drawn.Tape.Parameters.Select(leaf => drawn.Tape.ShapeOf(leaf)))}, "
            + $"seed {seed}";

    /// <summary>Checks the gradient of every input, the adjoint identity among them by way of the random
    /// cotangent.</summary>
    /// <param name="options">The options, or null for the usual ones.</param>
    public IReadOnlyList<GradientReport> Check(GradientCheckOptions? options = null)
        => GradientCheck.Run(drawn.Tape, scalar, (options ?? new()) with { Subject = ToString() });
}
