using VectorLoss.Autodiff;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Parts of matrices, matrices put together, and elements by index.</summary>
public class SelectionOpTests
{
    private readonly Tape<double> tape = new();
    private readonly Var x;

    public SelectionOpTests()
    {
        x = tape.Parameter(new(2, 3));
        ((double[])[1, 2, 3, 4, 5, 6]).CopyTo(tape.Values(x));
    }

    [Fact]
    public void Slices()
    {
        Assert.Equal([4, 5, 6], Run(tape.Slice(x, 1.., ..)));
        Assert.Equal([2, 3, 5, 6], Run(tape.Slice(x, .., 1..)));
        Assert.Equal([2], Run(tape.Slice(x, ..^1, 1..2)));
        Assert.Equal(new Shape(2, 2), tape.ShapeOf(tape.Slice(x, .., ^2..)));
    }

    [Fact]
    public void Parts_put_together()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 4, 5, 6], Run(tape.Concat(Axis.Rows, x, tape.Slice(x, 1.., ..))));
        Assert.Equal([1, 2, 3, 3, 4, 5, 6, 6], Run(tape.Concat(Axis.Columns, x, tape.Slice(x, .., 2..))));
    }

    [Fact]
    public void Elements_by_index()
    {
        Assert.Equal([4, 5, 6, 1, 2, 3, 4, 5, 6], Run(tape.GatherRows(x, Indices(1, 0, 1))));
        Assert.Equal([3, 1, 5, 5], Run(tape.GatherColumns(x, Indices(2, 0, 1, 1))));
    }

    [Fact]
    public void The_negative_mean_log_probability_of_labels_is_the_cross_entropy()
    {
        Labels labels = Indices(2, 0);
        Var gathered = tape.Mean(tape.GatherColumns(tape.LogSoftmax(x), labels));
        Var head = tape.SoftmaxCrossEntropy(x, labels), sum = tape.Add(gathered, head);
        tape.ForwardBackward(sum);
        // Both are sums of two numbers below 3, of a few ULP each.
        Assert.Equal(0, tape.Scalar(sum), 1e-14);
        Assert.All(tape.Gradient(x).ToArray(), gradient => Assert.Equal(0, gradient, 1e-14));
    }

    [Fact]
    public void Shapes_and_indices_that_do_not_fit()
    {
        Refused(() => tape.Slice(x, 2.., ..), "rows", "2×3", "2 rows");
        Refused(() => tape.Slice(x, .., 1..1), "columns", "1..1", "2×3");
        Refused(() => tape.Slice(x, .., ..4), "columns", "..4");
        Refused(() => tape.Slice(x, ^3.., ..), "rows", "^3");
        Refused(() => tape.Concat(Axis.Rows), "part");
        Refused(() => tape.Concat((Axis)7, x), "axes");
        Refused(() => tape.Concat(Axis.Rows, x, tape.Input(new(1, 4))), "2×3 and 1×4", "columns");
        Refused(() => tape.Concat(Axis.Columns, x, tape.Input(new(3, 3))), "2×3 and 3×3", "rows");
        Refused(() => tape.Where(x, x, tape.Input(new(3, 3))), "Where", "2×3 and 2×3 and 3×3");
        Refused(() => tape.Max(x, tape.Input(new(3, 3))), "Max", "2×3 and 3×3");
        Refused(() => tape.Pow(x, tape.Input(new(3, 3))), "Pow", "2×3 and 3×3");
        Refused(() => tape.GatherColumns(x, tape.Labels(3)), "GatherColumns", "3 indices");
        Refused(() => tape.GatherRows(x, new Tape<double>().Labels(3)), "another tape");
        Labels indices = Indices(1, 2);
        Var rows = tape.GatherRows(x, indices);
        Refused(() => tape.Forward(), "GatherRows", "indices[1] is 2", "2×3", "from 0 to 1");
        Assert.Throws<InvalidOperationException>(() => tape.Scalar(tape.Sum(rows)));
        tape.Values(indices)[1] = -1;
        Refused(() => tape.Forward(), "indices[1] is -1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Passes_and_products_allocate_nothing(int threads)
    {
        Tape<float> tape = new(threads);
        Var a = tape.Parameter(new(5, 30)), b = tape.Parameter(new(5, 1));
        Labels rows = tape.Labels(7), columns = tape.Labels(5);
        tape.Values(a).Fill(0.5f);
        tape.Values(b).Fill(0.25f);
        Var[] parts =
        [
            tape.Abs(a), tape.Square(a), tape.Sqrt(a), tape.Reciprocal(a), tape.Sin(a), tape.Cos(a), tape.Atan(a),
            tape.Softplus(a), tape.Pow(a, b), tape.Pow(a, 3), tape.Max(a, b), tape.Min(a, b), tape.GatherRows(a, rows),
            tape.Where(tape.Less(a, b), a, b), tape.Slice(a, 1..4, ..), tape.Slice(a, .., 3..7),
        ];
        Var total = tape.Sum(tape.Concat(Axis.Rows, [.. parts[..14]]));
        total = tape.Add(total, tape.Sum(tape.Multiply(parts[14], parts[14])));
        total = tape.Add(total, tape.Sum(tape.Concat(Axis.Columns, parts[15], tape.GatherColumns(a, columns), b)));
        tape.Direction(a).Fill(1);
        Allocations.None(() =>
        {
            tape.Forward();
            tape.Backward(total);
            tape.JacobianVector(total);
            tape.HessianVector(total);
        });
    }

    private Labels Indices(params int[] values)
    {
        Labels indices = tape.Labels(values.Length);
        values.CopyTo(tape.Values(indices));
        return indices;
    }

    private double[] Run(Var variable)
    {
        tape.Forward();
        return tape.ReadOnlyValues(variable).ToArray();
    }

    private static void Refused(Action act, params string[] words)
    {
        string message = Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.All(words, word => Assert.Contains(word, message));
    }
}
