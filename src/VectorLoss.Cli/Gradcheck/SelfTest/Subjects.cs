using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Cli;

/// <summary>The functions that every mutation is applied to: losses through their kernels, and programs on a
/// tape.</summary>
internal static class Subjects
{
    /// <summary>All but the largest, which only the faults of a million elements are tried on.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        Point("mse", new SquaredError(), 13), Point("huber", new Huber(0.5), 13), Point("l1", new AbsoluteError(), 13),
            Point("log-cosh", new LogCosh(), 29),
        Point("smooth-l1", new SmoothL1(0.5), 13), Point("quantile", new Quantile(0.2), 13),
        Point("bce-with-logits", new BinaryCrossEntropyWithLogits(), 13, positive: true),
            Point("poisson-nll", new PoissonNegativeLogLikelihood(), 13, positive: true),
        Point("mse of 10,000", new SquaredError(), 10_003), Softmax(3, 5), OnTape("matmul", 0), OnTape("bias", 2),
            OnTape("broadcast", 3),
    ];

    /// <summary>A mean of a point loss.</summary>
    public static Subject Point<TLoss>(string name, TLoss loss, int count, bool positive = false) where TLoss : struct,
        IPointLoss
    {
        Random random = new(count);
        double[] predictions = Numbers(random, count, -2, 2), targets = Numbers(random, count, positive ? 0.1 : -2,
            positive ? 0.9 : 2);
        return new(name, x => loss.Mean(x, targets.AsSpan()), (x, g) => loss.Gradient(x, targets, g), predictions)
        {
            MeanOver = count,
            Part = (i, x) => loss.Value(new Lane1<double>(x), new(targets[i])).Number / count,
        };
    }

    /// <summary>Softmax cross-entropy with every option.</summary>
    public static Subject Softmax(int rows, int classes)
    {
        Random random = new(7);
        double[] logits = Numbers(random, rows * classes, -2, 2), weights = Numbers(random, classes, 0.5, 2);
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
        double Value(ReadOnlySpan<double> x, Span<double> g) => new CrossEntropy().ValueAndGradient(x, classes, labels,
            g,
            new() { ClassWeights = weights, LabelSmoothing = 0.1, LseSquareScale = 0.01 });
        double[] scratch = new double[logits.Length];
        return new("softmax-cross-entropy", x => Value(x, scratch), (x, g) => Value(x, g), logits)
        {
            MeanOver = rows,
            Shape = (rows, classes)
        };
    }

    /// <summary>A parameter of a small network on a tape: 0 and 1 are the matrices, 2 the bias, 3 a row that is
    /// broadcast.</summary>
    public static Subject OnTape(string name, int parameter)
    {
        Tape<double> tape = new();
        Random random = new(3);
        Var x = tape.Input(new(4, 3)), w = tape.Parameter(new(3, 3)), v = tape.Parameter(new(3, 2)),
            b = tape.Parameter(Shape.Row(2)), c = tape.Parameter(Shape.Row(3));
        Var hidden = tape.Tanh(tape.Multiply(tape.MatMul(x, w), c)), weights = tape.Input(new(4, 2));
        Var scalar = tape.Sum(tape.Multiply(tape.Linear(hidden, v, b, Activation.Sigmoid), weights));
        foreach (Var leaf in (Var[])[x, w, v, b, c, weights])
            Numbers(random, tape.ShapeOf(leaf).Count, -1, 1).CopyTo(tape.Values(leaf));
        Var tested = tape.Parameters[parameter];
        Shape shape = tape.ShapeOf(tested);
        double[] point = tape.ReadOnlyValues(tested).ToArray();
        return new(name, at => { at.CopyTo(tape.Values(tested)); tape.Forward(scalar); return tape.Scalar(scalar); },
            (at, g) =>
            {
                at.CopyTo(tape.Values(tested)); tape.ForwardBackward(scalar); tape.Gradient(tested).CopyTo(g);
            }, point)
        { Shape = (shape.Rows, shape.Columns) };
    }

    public static double[] Numbers(Random random, int count, double low, double high)
        => [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble()))];
}
