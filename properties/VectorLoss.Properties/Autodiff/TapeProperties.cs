using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Properties;

/// <summary>
/// Three witnesses of a derivative agree: the tape, dual numbers, and differences, whatever the shape and numbers.
/// </summary>
public class TapeProperties
{
    private const double Unit = 1.0 / (1L << 53);

    private static readonly (string Name, double Low, Func<Tape<double>, Var, Var> Op,
        IPointFormula Formula)[] Functions =
    [
        ("exp", -3, (t, x) => t.Exp(x), new Exp()), ("log", 0.1, (t, x) => t.Log(x), new Log()),
        ("sigmoid", -3, (t, x) => t.Sigmoid(x), new Sigmoid()), ("tanh", -3, (t, x) => t.Tanh(x), new Tanh()),
        ("relu", -3, (t, x) => t.Relu(x), new Relu()), ("step", -3, (t, x) => t.Step(x), new Step()),
    ];

    [Law(40, typeof(Drawn))]
    public void Functions_of_one_number_agree_with_duals_and_with_differences(Problem problem)
    {
        foreach ((string name, double low, Func<Tape<double>, Var, Var> op, IPointFormula formula) in Functions)
        {
            Recorded program = new(problem, [new(problem.Rows, problem.Columns)], (tape, v) => op(tape, v[0]), low, 3);
            ReadOnlySpan<double> x = program.Tape.Values(program.Leaves[0]), dy = program.Tape.Values(program.Weights);
            ReadOnlySpan<double> dx = program.Tape.Gradient(program.Leaves[0]);
            for (int i = 0; i < x.Length; i++)
            {
                Dual<Lane1<double>> y = formula.Of(Dual<Lane1<double>>.Variable(new(x[i])));
                // The derivative from y instead of from x loses what 1 − y cancels: a few units of 1, not of itself.
                Near(name, y.Slope.Number * dy[i], dx[i], 16 * Unit * (1 + Math.Abs(y.Slope.Number)));
            }
            if (!program.NearZero())
                program.AgreesWithDifferences(name);
        }
    }

    [Law(40, typeof(Drawn))]
    public void Point_losses_agree_with_duals_and_with_differences(Problem problem)
    {
        foreach (LossCard card in Cards().Where(card => card.Target != Domain.Label))
            card.Visit(new LossCheck(card, problem));
    }

    [Law(40, typeof(Drawn))]
    public void Arithmetic_agrees_with_differences_under_every_broadcast(Problem problem)
    {
        Func<Tape<double>, Var, Var, Var>[] ops =
            [(t, a, b) => t.Add(a, b), (t, a, b) => t.Subtract(a, b), (t, a, b) => t.Multiply(a, b),
                (t, a, b) => t.Divide(a, b)];
        Random random = new(problem.Seed);
        Shape a = Side(problem, random.Next(4)), b = Side(problem, random.Next(4));
        foreach (var op in ops)
            new Recorded(problem, [a, b], (tape, v) => op(tape, v[0], v[1]), 0.5, 2).AgreesWithDifferences($"{a} {b}");
    }

    [Law(40, typeof(Drawn))]
    public void Products_and_layers_agree_with_differences(Problem problem)
    {
        (int m, int n, int k) = (problem.Rows, problem.Columns, problem.Inner);
        foreach ((bool first, bool second) in ((bool, bool)[])[(false, false), (false, true), (true, false),
            (true, true)])
            new Recorded(problem, [first ? new(k, m) : new(m, k), second ? new(n, k) : new(k, n)],
                (tape, v) => tape.MatMul(v[0], v[1], first, second), -1, 1).AgreesWithDifferences($"{first} {second}");
        foreach (Activation activation in (Activation[])[Activation.None, Activation.Sigmoid, Activation.Tanh])
            new Recorded(problem, [new(m, k), new(k, n), Shape.Row(n)],
                (tape, v) => tape.Linear(v[0], v[1], v[2], activation), -1, 1).AgreesWithDifferences($"{activation}");
    }

    [Law(40, typeof(Drawn))]
    public void Rows_reductions_layout_and_class_losses_agree_with_differences(Problem problem)
    {
        Func<Tape<double>, Var, Var>[] ops =
        [
            (t, x) => t.Softmax(x), (t, x) => t.LogSoftmax(x), (t, x) => t.Sum(x), (t, x) => t.Mean(x),
            (t, x) => t.Sum(x, Axis.Rows), (t, x) => t.Mean(x, Axis.Columns), (t, x) => t.Transpose(x),
            (t, x) => t.Reshape(x, t.ShapeOf(x).Transposed()), (t, x)
                => t.SoftmaxCrossEntropy(x, t.Labels(t.ShapeOf(x).Rows)),
            (t, x) => t.CrossEntropyError(t.Softmax(x), t.Labels(t.ShapeOf(x).Rows)),
        ];
        foreach (var op in ops)
            new Recorded(problem, [new(problem.Rows, problem.Columns)], (tape, v) => op(tape, v[0]), -2,
                2).AgreesWithDifferences("rows");
    }

    [Law(40, typeof(Drawn))]
    public void Backward_is_linear_in_the_seed(Problem problem)
    {
        Recorded program = new(problem, [new(problem.Rows, problem.Inner), new(problem.Inner, problem.Columns),
            Shape.Row(problem.Columns)],
            (tape, v) => tape.Softmax(tape.Linear(v[0], v[1], v[2], Activation.Tanh)), -1, 1);
        double[] once = program.Tape.Gradient(program.Leaves[1]).ToArray();
        // A power of two scales without rounding, so linearity is exact; and two passes add up to a seed of two.
        program.Tape.Backward(program.Scalar, seed: 8);
        Assert.Equal(once.Select(g => 8 * g), program.Tape.Gradient(program.Leaves[1]).ToArray());
        program.Tape.Backward(program.Scalar, GradientMode.Accumulate, seed: -8);
        Assert.All(program.Tape.Gradient(program.Leaves[1]).ToArray(), g => Assert.Equal(0, g));
    }

    private static Shape Side(Problem problem, int kind)
        => new(kind % 2 == 0 ? problem.Rows : 1, kind / 2 == 0 ? problem.Columns : 1);

    /// <summary>How shapes and numbers are drawn and made smaller.</summary>
    public static class Drawn
    {
        public static Arbitrary<Problem> Problems() => Arb.From(
            from rows in Gen.Choose(1, 9)
            from columns in Gen.Choose(1, 9)
            from inner in Gen.Choose(1, 9)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select new Problem(rows, columns, inner, seed), Smaller);

        private static IEnumerable<Problem> Smaller(Problem problem)
        {
            if (problem.Rows > 1)
                yield return problem with { Rows = problem.Rows / 2 };
            if (problem.Columns > 1)
                yield return problem with { Columns = problem.Columns / 2 };
            if (problem.Inner > 1)
                yield return problem with { Inner = problem.Inner / 2 };
        }
    }

    private static void Near(string name, double expected, double actual, double bound)
        => Assert.True(Math.Abs(expected - actual) <= bound,
        $"{name}: expected {expected:R}, got {actual:R}, bound {bound:R}");

    private static IEnumerable<LossCard> Cards() => typeof(ICatalogued).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(ICatalogued)))
        .Select(type => (LossCard)type.GetProperty(nameof(ICatalogued.Card),
        BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);

    /// <summary>Random sizes, and the seed of random numbers.</summary>
    public sealed record Problem(int Rows, int Columns, int Inner, int Seed);

    private interface IPointFormula
    {
        R Of<R>(R x) where R : struct, IReal<R>;
    }

    private readonly struct Exp : IPointFormula { public R Of<R>(R x) where R : struct, IReal<R> => R.Exp(x); }

    private readonly struct Log : IPointFormula { public R Of<R>(R x) where R : struct, IReal<R> => R.Log(x); }

    private readonly struct Sigmoid : IPointFormula { public R Of<R>(R x) where R : struct, IReal<R> => R.Sigmoid(x); }

    private readonly struct Tanh : IPointFormula { public R Of<R>(R x) where R : struct, IReal<R> => R.Tanh(x); }

    private readonly struct Relu : IPointFormula
    {
        public R Of<R>(R x)
        where R : struct, IReal<R> => R.Max(x, R.Of(0));
    }

    private readonly struct Step : IPointFormula
    {
        public R Of<R>(R x) where R : struct, IReal<R> => R.WhereLess(R.Of(0), x, R.Of(1), R.Of(0));
    }

    /// <summary>A program of random leaves, run forwards and backwards.</summary>
    private sealed class Recorded
    {
        public Recorded(Problem problem, Shape[] leaves, Func<Tape<double>, Var[], Var> body, double low, double high)
        {
            Leaves = [.. leaves.Select(shape => Tape.Parameter(shape))];
            Var output = body(Tape, Leaves);
            Weights = Tape.Input(Tape.ShapeOf(output));
            Scalar = Tape.Sum(Tape.Multiply(output, Weights));
            Random random = new(problem.Seed);
            foreach (Var leaf in (Var[])[.. Leaves, Weights])
                foreach (ref double value in Tape.Values(leaf))
                    value = leaf == Weights ? 0.5 + random.NextDouble() : low + (high - low) * random.NextDouble();
            Tape.ForwardBackward(Scalar);
        }

        public Tape<double> Tape { get; } = new();

        public Var[] Leaves { get; }

        public Var Weights { get; }

        public Var Scalar { get; }

        /// <summary>Whether a difference would step over the kink at 0.</summary>
        public bool NearZero() => Tape.Values(Leaves[0]).ToArray().Any(x => Math.Abs(x) < 1e-3);

        public void AgreesWithDifferences(string name)
        {
            double size = 1 + Math.Abs(Tape.Scalar(Scalar));
            foreach (Var leaf in Leaves)
            {
                double[] near = new double[Tape.Gradient(leaf).Length], far = new double[near.Length];
                NumericalGradient.Of(Tape, Scalar, leaf, near);
                NumericalGradient.Of(Tape, Scalar, leaf, far, 2 * NumericalGradient.UsualStep);
                // Off by c·h², which the doubled step shows three times over, and by the rounding of f over h.
                for (int i = 0; i < near.Length; i++)
                    Near(name, near[i], Tape.Gradient(leaf)[i], Math.Abs(far[i] - near[i])
                        + 256 * Unit * size / NumericalGradient.UsualStep);
            }
        }
    }

    /// <summary>One point loss: the tape's gradient beside dual numbers and, away from kinks, differences.</summary>
    private sealed class LossCheck(LossCard card, Problem problem) : ILossVisitor<bool>
    {
        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        {
            Tape<double> tape = new();
            Var p = tape.Parameter(new(problem.Rows, problem.Columns)),
                t = tape.Input(new(problem.Rows, problem.Columns));
            Var head = tape.Loss(card, p, t, Reduction.Sum);
            Random random = new(problem.Seed);
            Fill(tape.Values(p), card.Prediction, random);
            Fill(tape.Values(t), card.Target, random);
            tape.ForwardBackward(head);
            for (int i = 0; i < tape.Values(p).Length; i++)
                OneElement(loss, tape.Values(p)[i], tape.Values(t)[i], tape.Gradient(p)[i]);
            return true;
        }

        // Losses of other families are held against their own witnesses.
        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => true;

        public bool Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => true;

        public bool Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => true;

        public bool Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss => true;

        public bool LabelSet(MultilabelMargin loss) => true;

        public bool Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => true;

        public bool Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss => true;

        public bool Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss => true;

        private void OneElement<TLoss>(TLoss loss, double prediction, double target, double slope)
            where TLoss : struct, IPointLoss
        {
            if (loss.Kinks(target).Any(kink => Math.Abs(kink - prediction) < 1e-3))
                return;
            Lane1<double> p = new(prediction), t = new(target);
            Dual<Lane1<double>> value = loss.Value(Dual<Lane1<double>>.Variable(p), Dual<Lane1<double>>.Constant(t));
            double size = 1 + Math.Abs(value.Value.Number) + Math.Abs(slope);
            // Both are formulas of a few dozen roundings of numbers of this size.
            Near(card.Name, value.Slope.Number, slope, 256 * Unit * size);
            double[] x = [prediction], near = new double[1], far = new double[1];
            NumericalGradient.Of(v => loss.Value(new Lane1<double>(v[0]), t).Number, x, near);
            NumericalGradient.Of(v => loss.Value(new Lane1<double>(v[0]), t).Number, x, far,
                2 * NumericalGradient.UsualStep);
            Near(card.Name, near[0], slope, Math.Abs(far[0] - near[0])
                + 256 * Unit * size / NumericalGradient.UsualStep);
        }

        private static void Fill(Span<double> values, Domain domain, Random random)
        {
            foreach (ref double value in values)
                value = domain switch
                {
                    Domain.Positive or Domain.NonNegative => 0.1 + 2 * random.NextDouble(),
                    Domain.Probability => 0.05 + 0.9 * random.NextDouble(),
                    Domain.Sign => random.Next(2) == 0 ? -1 : 1,
                    Domain.Bit => random.Next(2),
                    _ => 4 * random.NextDouble() - 2,
                };
        }
    }
}
