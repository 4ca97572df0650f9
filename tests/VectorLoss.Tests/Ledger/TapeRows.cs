using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Matrices;

namespace VectorLoss.Tests.Ledger;

/// <summary>The operations of the tape: values, and gradients of two inputs.</summary>
internal static class TapeRows
{
    private delegate Var Operation<T>(Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>()];

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape whole = new(300, 130);
        foreach (Shape second in (Shape[])[whole, Shape.Row(130), Shape.Column(300), Shape.Scalar])
        {
            yield return Row<T>("add", whole, second, (tape, a, b) => tape.Add(a, b));
            yield return Row<T>("subtract", whole, second, (tape, a, b) => tape.Subtract(b, a));
            yield return Row<T>("multiply", whole, second, (tape, a, b) => tape.Multiply(a, b));
            yield return Row<T>("divide", whole, second, (tape, a, b) => tape.Divide(a, b));
            yield return Row<T>("pow", whole, second, (tape, a, b) => tape.Pow(tape.Abs(a), b));
            yield return Row<T>("max and min", whole, second,
                (tape, a, b) => tape.Add(tape.Max(a, b), tape.Min(tape.Square(a), b)));
            yield return Row<T>("where less", whole, second,
                (tape, a, b) => tape.Where(tape.Less(a, b), tape.Square(a), b));
        }
        yield return Row<T>("exp and log", whole, whole, (tape, a, b) => tape.Add(tape.Exp(a), tape.Log(b)));
        yield return Row<T>("sigmoid and tanh", whole, whole, (tape, a, b) => tape.Add(tape.Sigmoid(a), tape.Tanh(b)));
        yield return Row<T>("relu and step", whole, whole, (tape, a, b) => tape.Add(tape.Relu(a), tape.Step(b)));
        yield return Row<T>("softplus and reciprocal", whole, whole,
            (tape, a, b) => tape.Add(tape.Softplus(a), tape.Reciprocal(b)));
        yield return Row<T>("square and sqrt", whole, whole,
            (tape, a, b) => tape.Add(tape.Square(a), tape.Sqrt(b)));
        yield return Row<T>("abs and cube", whole, whole, (tape, a, b) => tape.Add(tape.Abs(a), tape.Pow(b, 3)));
        yield return Row<T>("sine and cosine", whole, whole, (tape, a, b) => tape.Add(tape.Sin(a), tape.Cos(b)));
        yield return Row<T>("arctangent", whole, whole, (tape, a, b) => tape.Multiply(tape.Atan(a), tape.Atan(b)));
        yield return Row<T>("error functions", whole, whole, (tape, a, b) => tape.Add(
            tape.Multiply(tape.Erf(a), tape.LogNormalCdf(a)), tape.Multiply(tape.Erfc(b), tape.Erfcx(b))));
        yield return Row<T>("gamma functions", whole, whole, (tape, a, b) => tape.Add(
            tape.LogGamma(tape.Abs(a)), tape.Multiply(tape.Digamma(b), tape.Polygamma(2, b))));
        yield return Row<T>("beta functions", whole, whole,
            (tape, a, b) => tape.Multiply(tape.LogBeta(tape.Abs(a), b), tape.LogRisingFactorial(b, tape.Square(a))));
        yield return Row<T>("Bessel functions", whole, whole,
            (tape, a, b) => tape.Add(tape.BesselI0e(a), tape.BesselI1e(b)));
        yield return Row<T>("slice", whole, whole,
            (tape, a, b) => tape.Add(tape.Slice(a, 7..200, 3..101), tape.Slice(b, ..193, ^98..)));
        yield return Row<T>("gather", whole, whole, (tape, a, b) => tape.Multiply(
            tape.GatherRows(a, Indices(tape, 300, 300)), tape.GatherColumns(b, Indices(tape, 300 * 130, 130))));
        yield return Row<T>("sum and mean", whole, whole, (tape, a, b) => tape.Add(tape.Sum(a), tape.Mean(b)));
        foreach (Axis axis in Enum.GetValues<Axis>())
        {
            yield return Row<T>($"sum and mean of {axis}", whole, whole,
                (tape, a, b) => tape.Add(tape.Sum(a, axis), tape.Mean(b, axis)));
            yield return Row<T>($"concat of {axis}", whole, whole, (tape, a, b) => tape.Concat(axis, a, b, a));
        }
        yield return Row<T>("softmax and log-softmax", whole, whole,
            (tape, a, b) => tape.Add(tape.Softmax(a), tape.LogSoftmax(b)));
        yield return Row<T>("transpose and reshape", whole, whole,
            (tape, a, b) => tape.Add(tape.Transpose(a), tape.Reshape(b, whole.Transposed())));
        yield return Row<T>("product NN", new(40, 70), new(70, 30), (tape, a, b) => tape.MatMul(a, b));
        yield return Row<T>("product NT", new(40, 70), new(30, 70), (tape, a, b) => tape.MatMul(a, b, false, true));
        yield return Row<T>("product TN", new(70, 40), new(70, 30), (tape, a, b) => tape.MatMul(a, b, true));
        yield return Row<T>("product TT", new(70, 40), new(30, 70), (tape, a, b) => tape.MatMul(a, b, true, true));
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            yield return Row<T>($"linear {activation}", new(40, 70), new(70, 30),
                (tape, a, b) => tape.Linear(a, b, tape.Mean(b, Axis.Rows), activation));
            yield return Row<T>($"linear {activation} transposed", new(40, 70), new(30, 70),
                (tape, a, b) => tape.Linear(a, b, tape.Transpose(tape.Mean(b, Axis.Columns)), activation, true));
        }
    }

    private static Labels Indices<T>(Tape<T> tape, int count, int choices)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Labels indices = tape.Labels(count);
        new LedgerInputs(2).Labels(count, choices).CopyTo(tape.Values(indices));
        return indices;
    }

    private static LedgerRow Row<T>(string name, Shape first, Shape second, Operation<T> operation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"tape/{name}", first.Rows, first.Columns, bits =>
        {
            LedgerInputs inputs = new();
            Tape<T> tape = new(bits.Threads);
            Var a = tape.Parameter(first), b = tape.Parameter(second);
            inputs.Numbers<T>(first.Count, -3, 3).CopyTo(tape.Values(a));
            inputs.Numbers<T>(second.Count, 0.25, 3).CopyTo(tape.Values(b));
            Var output = operation(tape, a, b);
            // The square, so that the gradient that comes back is not the same number everywhere.
            Var total = tape.Sum(tape.Multiply(output, output));
            tape.ForwardBackward(total);
            bits.Add((ReadOnlySpan<T>)tape.Values(output));
            bits.Add(tape.Gradient(a));
            bits.Add(tape.Gradient(b));
        }) with
        { Shape = $"{first.Rows}x{first.Columns} {second.Rows}x{second.Columns}" };
}
