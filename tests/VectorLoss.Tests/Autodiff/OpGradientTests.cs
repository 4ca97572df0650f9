using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Each op against central differences in double, and in float against itself in double.</summary>
public class OpGradientTests
{
    private static readonly Shape[] Sides = [new(1, 1), new(1, 5), new(3, 1), new(3, 5)];

    public static TheoryData<string> Names => [.. Cases<double>().Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Agree_with_differences(string name) => Case<double>(name).Agrees();

    [Theory, MemberData(nameof(Names))]
    public void Are_the_same_in_float_but_for_rounding(string name)
    {
        RecordedProgram<float> narrow = Case<float>(name);
        RecordedProgram<double> wide = Case<double>(name);
        narrow.Tape.Forward();
        narrow.Tape.Backward(narrow.Scalar);
        for (int i = 0; i < wide.Leaves.Length; i++)
        {
            // The double program runs on the float's numbers, so that only the arithmetic differs.
            Span<double> values = wide.Tape.Values(wide.Leaves[i]);
            for (int j = 0; j < values.Length; j++)
                values[j] = narrow.Tape.Values(narrow.Leaves[i])[j];
        }
        wide.Tape.Forward();
        wide.Tape.Backward(wide.Scalar);
        for (int i = 0; i < wide.Leaves.Length; i++)
        {
            double[] expected = wide.Gradient(wide.Leaves[i]), actual = narrow.Gradient(narrow.Leaves[i]);
            // Fewer than 200 operations of relative error 2⁻²⁴ on numbers no larger than 16.
            for (int j = 0; j < expected.Length; j++)
                Assert.Equal(expected[j], actual[j], 200 * 16 * Math.ScaleB(1, -24));
        }
    }

    internal static RecordedProgram<T> Case<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Cases<T>().First(c => c.Name == name).Make();

    private static IEnumerable<(string Name, Func<RecordedProgram<T>> Make)> Cases<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        =>
        [
            .. Products<T>(), .. Arithmetic<T>(), .. Functions<T>(), .. Powers<T>(), .. Special<T>(), .. Shapes<T>(),
            .. Selections<T>(),
        ];

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Products<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (bool first in (bool[])[false, true])
            foreach (bool second in (bool[])[false, true])
                yield return ($"matmul {first} {second}", () => new(
                    [first ? new(4, 3) : new(3, 4), second ? new(5, 4) : new(4, 5)],
                    (t, v) => t.MatMul(v[0], v[1], first, second)));
        yield return ("matmul of itself", () => new([new(3, 3)], (t, v) => t.MatMul(v[0], v[0])));
        yield return ("gram matrix", () => new([new(3, 4)], (t, v) => t.MatMul(v[0], v[0], transposeB: true)));
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            yield return ($"linear {activation}", () => new(
                [new(3, 4), new(4, 5), new(1, 5)], (t, v) => t.Linear(v[0], v[1], v[2], activation)));
            yield return ($"linear {activation}, transposed", () => new(
                [new(3, 4), new(5, 4), new(1, 5)], (t, v) => t.Linear(v[0], v[1], v[2], activation, true)));
        }
    }

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Arithmetic<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string, Func<Tape<T>, Var, Var, Var>)[] ops =
        [
            ("add", (t, a, b) => t.Add(a, b)), ("subtract", (t, a, b) => t.Subtract(a, b)),
            ("multiply", (t, a, b) => t.Multiply(a, b)), ("divide", (t, a, b) => t.Divide(a, b)),
            ("pow", (t, a, b) => t.Pow(a, b)), ("max", (t, a, b) => t.Max(a, b)), ("min", (t, a, b) => t.Min(a, b)),
            ("where less", (t, a, b) => t.Where(t.Less(a, b), t.Exp(a), t.Square(b))),
            ("where", (t, a, b) => t.Where(Stripes(t, a), a, t.Square(b))),
        ];
        foreach ((string name, Func<Tape<T>, Var, Var, Var> op) in ops)
        {
            foreach (Shape a in Sides)
                foreach (Shape b in Sides)
                    yield return ($"{name} {a} {b}", () => new([a, b], (t, v) => op(t, v[0], v[1]), 0.5, 2));
            yield return ($"{name} of itself", () => new([new(2, 3)], (t, v) => op(t, v[0], v[0]), 0.5, 2));
        }
    }

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Functions<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 0.1 … 2 keeps logarithms real and every difference on one side of the kinks at 0.
        yield return ("exp", () => new([new(3, 5)], (t, v) => t.Exp(v[0])));
        yield return ("log", () => new([new(3, 5)], (t, v) => t.Log(v[0]), 0.1, 2));
        yield return ("sigmoid", () => new([new(3, 5)], (t, v) => t.Sigmoid(v[0]), -3, 3));
        yield return ("tanh", () => new([new(3, 5)], (t, v) => t.Tanh(v[0]), -3, 3));
        yield return ("relu above", () => new([new(3, 5)], (t, v) => t.Relu(v[0]), 0.1, 2));
        yield return ("relu below", () => new([new(3, 5)], (t, v) => t.Relu(v[0]), -2, -0.1));
        yield return ("step above", () => new([new(3, 5)], (t, v) => t.Step(v[0]), 0.1, 2));
        yield return ("step below", () => new([new(3, 5)], (t, v) => t.Step(v[0]), -2, -0.1));
        yield return ("softmax", () => new([new(3, 5)], (t, v) => t.Softmax(v[0]), -3, 3));
        yield return ("log-softmax", () => new([new(3, 5)], (t, v) => t.LogSoftmax(v[0]), -3, 3));
        yield return ("softmax after a fan-out", () => new(
            [new(3, 5)], (t, v) => t.Add(t.Softmax(v[0]), t.Add(v[0], t.LogSoftmax(v[0])))));
    }

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Powers<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return ("softplus", () => new([new(3, 5)], (t, v) => t.Softplus(v[0]), -3, 3));
        yield return ("abs above", () => new([new(3, 5)], (t, v) => t.Abs(v[0]), 0.1, 2));
        yield return ("abs below", () => new([new(3, 5)], (t, v) => t.Abs(v[0]), -2, -0.1));
        yield return ("square", () => new([new(3, 5)], (t, v) => t.Square(v[0]), -2, 2));
        yield return ("sqrt", () => new([new(3, 5)], (t, v) => t.Sqrt(v[0]), 0.2, 2));
        yield return ("reciprocal", () => new([new(3, 5)], (t, v) => t.Reciprocal(v[0]), 0.5, 2));
        yield return ("sin", () => new([new(3, 5)], (t, v) => t.Sin(v[0]), -3, 3));
        yield return ("cos", () => new([new(3, 5)], (t, v) => t.Cos(v[0]), -3, 3));
        yield return ("atan", () => new([new(3, 5)], (t, v) => t.Atan(v[0]), -3, 3));
        yield return ("cube", () => new([new(3, 5)], (t, v) => t.Pow(v[0], 3), -2, 2));
        yield return ("power 0.3", () => new([new(3, 5)], (t, v) => t.Pow(v[0], 0.3), 0.5, 2));
        yield return ("functions after a fan-out", () => new([new(3, 5)],
            (t, v) => t.Add(t.Sin(v[0]), t.Add(t.Sqrt(v[0]), t.Multiply(t.Atan(v[0]), v[0]))), 0.5, 2));
    }

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Special<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return ("erf", () => new([new(3, 5)], (t, v) => t.Erf(v[0]), -2, 2));
        yield return ("erfc", () => new([new(3, 5)], (t, v) => t.Erfc(v[0]), -2, 2));
        yield return ("erfcx", () => new([new(3, 5)], (t, v) => t.Erfcx(v[0]), -1, 6));
        yield return ("log Φ", () => new([new(3, 5)], (t, v) => t.LogNormalCdf(v[0]), -4, 4));
        yield return ("log Γ", () => new([new(3, 5)], (t, v) => t.LogGamma(v[0]), 1, 4));
        yield return ("digamma", () => new([new(3, 5)], (t, v) => t.Digamma(v[0]), 1, 4));
        foreach (int n in (int[])[0, 1, 2])
            yield return ($"polygamma {n}", () => new([new(3, 5)], (t, v) => t.Polygamma(n, v[0]), 1, 4));
        yield return ("Bessel I0e", () => new([new(3, 5)], (t, v) => t.BesselI0e(v[0]), 0.1, 4));
        yield return ("Bessel I1e", () => new([new(3, 5)], (t, v) => t.BesselI1e(v[0]), 0.1, 4));
        yield return ("log beta", () => new([new(3, 5), new(3, 1)], (t, v) => t.LogBeta(v[0], v[1]), 1, 4));
        yield return ("log rising factorial", () => new([new(3, 5), new(1, 5)],
            (t, v) => t.LogRisingFactorial(v[0], v[1]), 1, 4));
    }

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Selections<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((Range rows, Range columns) in ((Range, Range)[])[(.., ..), (1..3, ..), (.., 2..^1), (2..3, 4..)])
            yield return ($"slice {rows} {columns}", () => new([new(4, 40)], (t, v) => t.Slice(v[0], rows, columns)));
        yield return ("overlapping slices", () => new([new(4, 40)], (t, v) => t.Multiply(
            t.Slice(v[0], 1..3, 3..), t.Add(t.Slice(v[0], 2..4, ..37), t.Slice(v[0], 1..3, ..37)))));
        foreach (Axis axis in Enum.GetValues<Axis>())
        {
            Shape second = axis == Axis.Rows ? new(2, 20) : new(3, 7);
            yield return ($"concat of {axis}", () => new([new(3, 20), second],
                (t, v) => t.Concat(axis, v[0], v[1], t.Square(v[0]), v[0])));
            yield return ($"concat of one, {axis}", () => new([new(3, 20)], (t, v) => t.Concat(axis, v[0])));
        }
        yield return ("gather rows", () => new([new(4, 20)],
            (t, v) => t.GatherRows(v[0], Indices(t, [3, 0, 3, 1, 3]))));
        yield return ("gather columns", () => new([new(3, 5)],
            (t, v) => t.GatherColumns(v[0], Indices(t, [4, 4, 0, 1, 2, 2]))));
        yield return ("gather after a fan-out", () => new([new(3, 5)], (t, v) => t.Add(
            t.GatherRows(v[0], Indices(t, [2, 2, 1])),
            t.Multiply(v[0], t.GatherColumns(v[0], Indices(t, [1, 0, 4]))))));
    }

    private static Labels Indices<T>(Tape<T> tape, int[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Labels indices = tape.Labels(values.Length);
        values.CopyTo(tape.Values(indices));
        return indices;
    }

    /// <summary>A mask of zeros and other numbers in the shape of a variable.</summary>
    private static Var Stripes<T>(Tape<T> tape, Var like) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Var mask = tape.Input(tape.ShapeOf(like));
        Span<T> values = tape.Values(mask);
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateTruncating(i % 3 - 1);
        return mask;
    }

    private static IEnumerable<(string, Func<RecordedProgram<T>>)> Shapes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Shape shape in Sides)
        {
            yield return ($"sum {shape}", () => new([shape], (t, v) => t.Sum(v[0])));
            yield return ($"mean {shape}", () => new([shape], (t, v) => t.Mean(v[0])));
            foreach (Axis axis in Enum.GetValues<Axis>())
            {
                yield return ($"sum {shape} {axis}", () => new([shape], (t, v) => t.Sum(v[0], axis)));
                yield return ($"mean {shape} {axis}", () => new([shape], (t, v) => t.Mean(v[0], axis)));
            }
            yield return ($"transpose {shape}", () => new([shape], (t, v) => t.Transpose(v[0])));
            yield return ($"reshape {shape}", () => new([shape], (t, v) => t.Reshape(v[0], shape.Transposed())));
        }
        yield return ("transpose and reshape after a fan-out", () => new(
            [new(3, 5)], (t, v) => t.Add(t.Transpose(v[0]), t.Add(t.Reshape(v[0], new(5, 3)), t.Transpose(v[0])))));
        yield return ("transpose of tiles", () => new([new(17, 33)], (t, v) => t.Transpose(v[0])));
    }
}
