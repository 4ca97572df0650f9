using VectorLoss.Autodiff;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Forward mode and second order of each op: against its reverse rule, and against differences.</summary>
public class TapeTangentTests
{
    public static TheoryData<string> Names => OpGradientTests.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_forward_rule_is_the_adjoint_of_the_reverse_rule(string name)
    {
        RecordedProgram<double> program = OpGradientTests.Case<double>(name);
        Tape<double> tape = program.Tape;
        Random random = new(11);
        tape.Forward();
        foreach (Var leaf in program.Leaves)
            Fill(tape.Direction(leaf), random);
        double[] w = new double[tape.ShapeOf(program.Output).Count];
        Fill(w, random);
        (double forward, double size) = Dot(w, tape.JacobianVector(program.Output));
        tape.Backward(program.Output, w);
        double reverse = 0;
        foreach (Var leaf in program.Leaves)
        {
            (double part, double parts) = Dot(tape.Gradient(leaf), tape.Direction(leaf));
            (reverse, size) = (reverse + part, size + parts);
        }
        // Fewer than 200 operations of relative error 2⁻⁵³ on numbers no larger than 16.
        Assert.Equal(forward, reverse, 200 * 16 * Math.ScaleB(1 + size, -53));
    }

    [Theory, MemberData(nameof(Names))]
    public void Hessians_are_symmetric_and_agree_with_differences_of_gradients(string name)
    {
        RecordedProgram<double> program = OpGradientTests.Case<double>(name);
        Tape<double> tape = program.Tape;
        Var scalar = Curved(program);
        Random random = new(12);
        double[][] u = Directions(program, random), v = Directions(program, random);
        double[][] hu = HessianVector(program, scalar, u), hv = HessianVector(program, scalar, v);
        (double left, double size) = Dot(u, hv);
        (double right, double other) = Dot(v, hu);
        Assert.Equal(left, right, 400 * 16 * Math.ScaleB(1 + size + other, -53));
        const double step = 1e-4;
        double[][] near = Differences(program, scalar, v, step), far = Differences(program, scalar, v, 2 * step);
        for (int i = 0; i < v.Length; i++)
        {
            tape.ForwardBackward(scalar);
            double largest = tape.Gradient(program.Leaves[i]).ToArray().Max(Math.Abs);
            for (int j = 0; j < v[i].Length; j++)
            {
                // A central difference is off by c·h² and by the rounding of the gradient over h: the step doubled
                // shows the first three times over, and 200 roundings bound the second.
                double bound = Math.Abs(far[i][j] - near[i][j]) + 200 * Math.ScaleB(16 + largest, -53) / step;
                Assert.True(Math.Abs(near[i][j] - hv[i][j]) <= bound,
                    $"leaf {i}[{j}]: tape {hv[i][j]:R}, differences {near[i][j]:R} ± {bound:R}\n{tape.Describe()}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_a_second_order_expansion_leaves_out_shrinks_with_the_third_power(string name)
    {
        RecordedProgram<double> program = OpGradientTests.Case<double>(name);
        Tape<double> tape = program.Tape;
        Var scalar = Curved(program);
        double[][] v = Directions(program, new(13));
        double slope = 0, curvature = Dot(v, HessianVector(program, scalar, v)).Sum, start = tape.Scalar(scalar);
        for (int i = 0; i < v.Length; i++)
            slope += Dot(tape.Gradient(program.Leaves[i]), v[i]).Sum;
        double Rest(double step)
        {
            double value = At(program, scalar, v, step);
            return Math.Abs(value - start - step * slope - step * step / 2 * curvature);
        }
        double size = 1 + Math.Abs(start) + Math.Abs(slope) + Math.Abs(curvature);
        // Halving the step takes the third-order rest to an eighth; the fourth order, at most a quarter of it at this
        // step for these functions, may keep it at a sixth. 400 roundings bound what differences of values add.
        const double step = 1.0 / 128;
        Assert.True(Rest(step / 2) <= Rest(step) / 6 + 400 * Math.ScaleB(size, -53), $"{Rest(step)} {Rest(step / 2)}");
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void A_network_in_two_layers_agrees_with_differences(Activation activation)
    {
        RecordedProgram<double> program = new(
            [new(6, 4), new(4, 5), new(1, 5), new(5, 3), new(1, 3)],
            (t, v) => t.Softmax(t.Linear(t.Linear(v[0], v[1], v[2], activation), v[3], v[4])));
        Var scalar = Curved(program);
        double[][] v = Directions(program, new(14));
        double[][] hv = HessianVector(program, scalar, v), near = Differences(program, scalar, v, 1e-5);
        // 1e-5 squared times a third derivative below 10, and roundings of 1e-16 over the step.
        for (int i = 0; i < v.Length; i++)
            for (int j = 0; j < v[i].Length; j++)
                Assert.Equal(near[i][j], hv[i][j], 2e-9);
    }

    [Fact]
    public void The_Gauss_Newton_product_of_squares_is_the_Jacobian_there_and_back()
    {
        RecordedProgram<double> program = new(
            [new(3, 4), new(4, 5), new(1, 5)], (t, v) => t.Linear(v[0], v[1], v[2], Activation.Tanh));
        Tape<double> tape = program.Tape;
        // The leaf v[2] is used again after the output: that use is not part of the product.
        Var squares = tape.Multiply(tape.Multiply(program.Output, program.Output), program.Leaves[2]);
        Var scalar = tape.Sum(squares);
        double[][] v = Directions(program, new(15));
        Direct(program, v);
        tape.Forward();
        double[] jv = tape.JacobianVector(program.Output).ToArray();
        double[] bias = tape.ReadOnlyValues(program.Leaves[2]).ToArray();
        tape.Backward(program.Output, jv.Select((x, i) => 2 * x * bias[i % 5]).ToArray());
        double[][] expected = [.. program.Leaves.Select(leaf => tape.Gradient(leaf).ToArray())];
        tape.GaussNewtonVector(scalar, program.Output);
        for (int i = 0; i < v.Length; i++)
        {
            double[] actual = tape.GradientTangent(program.Leaves[i]).ToArray();
            for (int j = 0; j < actual.Length; j++)
                // Fewer than 200 operations of relative error 2⁻⁵³ on numbers no larger than 16.
                Assert.Equal(expected[i][j], actual[j], 200 * 16 * Math.ScaleB(1, -53));
        }
    }

    /// <summary>A scalar that is not linear in the output, so that the gradient of the output changes too.</summary>
    private static Var Curved(RecordedProgram<double> program)
    {
        Tape<double> tape = program.Tape;
        return tape.Add(program.Scalar, tape.Sum(tape.Multiply(program.Output, tape.Sigmoid(program.Output))));
    }

    private static double[][] Directions(RecordedProgram<double> program, Random random)
        => [.. program.Leaves.Select(leaf =>
        {
            double[] direction = new double[program.Tape.ShapeOf(leaf).Count];
            Fill(direction, random);
            return direction;
        })];

    private static void Direct(RecordedProgram<double> program, double[][] directions)
    {
        for (int i = 0; i < directions.Length; i++)
            directions[i].CopyTo(program.Tape.Direction(program.Leaves[i]));
    }

    private static double[][] HessianVector(RecordedProgram<double> program, Var scalar, double[][] direction)
    {
        Direct(program, direction);
        program.Tape.Forward();
        program.Tape.HessianVector(scalar);
        return [.. program.Leaves.Select(leaf => program.Tape.GradientTangent(leaf).ToArray())];
    }

    private static double[][] Differences(
        RecordedProgram<double> program, Var scalar, double[][] direction, double step)
    {
        At(program, scalar, direction, step);
        double[][] above = [.. program.Leaves.Select(leaf => program.Tape.Gradient(leaf).ToArray())];
        At(program, scalar, direction, -step);
        return [.. program.Leaves.Select((leaf, i) => program.Tape.Gradient(leaf).ToArray()
            .Select((below, j) => (above[i][j] - below) / (2 * step)).ToArray())];
    }

    /// <summary>Value and gradient at a point in a direction; the leaves keep their numbers.</summary>
    private static double At(RecordedProgram<double> program, Var scalar, double[][] direction, double step)
    {
        Tape<double> tape = program.Tape;
        double[][] kept = [.. program.Leaves.Select(leaf => tape.Values(leaf).ToArray())];
        for (int i = 0; i < kept.Length; i++)
            for (int j = 0; j < kept[i].Length; j++)
                tape.Values(program.Leaves[i])[j] += step * direction[i][j];
        tape.ForwardBackward(scalar);
        for (int i = 0; i < kept.Length; i++)
            kept[i].CopyTo(tape.Values(program.Leaves[i]));
        return tape.Scalar(scalar);
    }

    private static void Fill(Span<double> numbers, Random random)
    {
        foreach (ref double number in numbers)
            number = 2 * random.NextDouble() - 1;
    }

    private static (double Sum, double Size) Dot(double[][] a, double[][] b)
        => a.Zip(b).Select(pair => Dot(pair.First, pair.Second))
            .Aggregate((total, part) => (total.Sum + part.Sum, total.Size + part.Size));

    private static (double Sum, double Size) Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0, size = 0;
        for (int i = 0; i < a.Length; i++)
            (sum, size) = (sum + a[i] * b[i], size + Math.Abs(a[i] * b[i]));
        return (sum, size);
    }
}
