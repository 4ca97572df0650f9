using VectorLoss.Autodiff;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>A layer whose weight lies out×in gives the bits of one whose weight lies in×out.</summary>
public class LinearOrientationTests
{
    // A register and a tail on every side, more rows than a block of the product, and a side of one.
    public static TheoryData<int, int, int> Sizes
        => new() { { 7, 9, 11 }, { 33, 70, 21 }, { 600, 40, 35 }, { 5, 17, 1 } };

    [Theory, MemberData(nameof(Sizes))]
    public void Values_gradients_and_tangents(int m, int k, int n)
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Layer plain = new(m, k, n, activation, transposed: false), turned = new(m, k, n, activation, true);
            plain.Run();
            turned.Run();
            Assert.Equal(plain.Tape.ReadOnlyValues(plain.Y), turned.Tape.ReadOnlyValues(turned.Y));
            for (int leaf = 0; leaf < 3; leaf++)
            {
                Assert.Equal(plain.Of(leaf, plain.Tape.Gradient), turned.Of(leaf, turned.Tape.Gradient));
                Assert.Equal(plain.Of(leaf, plain.Tape.GradientTangent), turned.Of(leaf, turned.Tape.GradientTangent));
            }
            Assert.Equal(plain.Tape.JacobianVector(plain.Y), turned.Tape.JacobianVector(turned.Y));
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Steps_of_plain_descent(int m, int k, int n)
    {
        Layer plain = new(m, k, n, Activation.Tanh, transposed: false), turned = new(m, k, n, Activation.Tanh, true);
        for (int step = 0; step < 3; step++)
        {
            new Sgd<float>().Step(plain.Tape, plain.Loss, 0.1);
            new Sgd<float>().Step(turned.Tape, turned.Loss, 0.1);
        }
        for (int leaf = 0; leaf < 3; leaf++)
            Assert.Equal(plain.Of(leaf, plain.Tape.ReadOnlyValues), turned.Of(leaf, turned.Tape.ReadOnlyValues));
    }

    private sealed class Layer
    {
        private readonly Var[] leaves;
        private readonly bool transposed;

        public Layer(int m, int k, int n, Activation activation, bool transposed)
        {
            this.transposed = transposed;
            Shape weight = new(k, n);
            leaves = [Tape.Parameter(new(m, k)), Tape.Parameter(transposed ? weight.Transposed() : weight),
                Tape.Parameter(Shape.Row(n))];
            Y = Tape.Linear(leaves[0], leaves[1], leaves[2], activation, transposed);
            Loss = Tape.Mean(Tape.Square(Y));
            Random random = new(5);
            foreach (Var leaf in leaves)
            {
                Fill(leaf, Tape.Values(leaf), random);
                Fill(leaf, Tape.Direction(leaf), random);
            }
        }

        public delegate ReadOnlySpan<float> Reader(Var leaf);

        public Tape<float> Tape { get; } = new();

        public Var Y { get; }

        public Var Loss { get; }

        public void Run()
        {
            Tape.Forward();
            Tape.Backward(Loss);
            Tape.HessianVector(Loss);
        }

        /// <summary>What a leaf has, as if the weight lay in×out.</summary>
        public float[] Of(int leaf, Reader read) => Plain(leaves[leaf], read(leaves[leaf]));

        private void Fill(Var leaf, Span<float> numbers, Random random)
        {
            float[] drawn = [.. Enumerable.Range(0, numbers.Length).Select(_ => random.NextSingle() - 0.5f)];
            (IsTurned(leaf) ? Transposed(drawn, Tape.ShapeOf(leaf).Transposed()) : drawn).CopyTo(numbers);
        }

        private float[] Plain(Var leaf, ReadOnlySpan<float> numbers)
            => IsTurned(leaf) ? Transposed(numbers, Tape.ShapeOf(leaf)) : numbers.ToArray();

        private bool IsTurned(Var leaf) => transposed && leaf == leaves[1];

        private static float[] Transposed(ReadOnlySpan<float> numbers, Shape shape)
        {
            float[] result = new float[numbers.Length];
            for (int i = 0; i < numbers.Length; i++)
                result[i % shape.Columns * shape.Rows + i / shape.Columns] = numbers[i];
            return result;
        }
    }
}
