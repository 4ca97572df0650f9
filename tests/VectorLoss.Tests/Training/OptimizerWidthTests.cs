using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Lanes;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class OptimizerWidthTests
{
    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("adam")]
    [InlineData("adam with roots")]
    public void Every_width_gives_the_same_bits_at_every_length(string name)
    {
        Widths<float>(name);
        Widths<double>(name);
    }

    private static void Widths<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int length = 0; length <= 4 * 64 + 1; length++)
        {
            T[] narrow = Move<Lane1<T>, T>(name, length);
            Assert.Equal(narrow, Move<LanesN<T>, T>(name, length));
            Assert.Equal(narrow, Move<Lanes512<T>, T>(name, length));
        }
    }

    private static readonly AdamStep Adam = new(0.9, 0.999, 0.01, 3, 1e-8, 0.99);

    // Three steps; the result is parameters and state one behind the other.
    private static T[] Move<V, T>(string name, int length)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Convert<T>(Numbers(length, 1)), first = new T[length], second = new T[length];
        for (ulong step = 1; step <= 3; step++)
        {
            T[] gradient = Convert<T>(Numbers(length, step + 1));
            _ = name switch
            {
                "sgd" => new OptimizerKernel<DescentRule, T>(new(0.1, 0.01), values, gradient, first, second).Run<V>()
                    + new OptimizerKernel<PlainRule, T>(new(0.1), values, gradient, first, second).Run<V>(),
                "momentum" => new OptimizerKernel<MomentumRule, T>(
                    new(0.1, 0.9, 0.01), values, gradient, first, second).Run<V>(),
                "adam with roots" => new OptimizerKernel<AdamRootRule, T>(
                    new(Adam), values, gradient, first, second).Run<V>(),
                _ => new OptimizerKernel<AdamRule, T>(new(Adam), values, gradient, first, second).Run<V>(),
            };
        }
        return [.. values, .. first, .. second];
    }

    private static T[] Convert<T>(double[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Array.ConvertAll(values, T.CreateTruncating);

    private static double[] Numbers(int length, ulong seed)
    {
        SeededRandom random = new(seed);
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++)
            numbers[i] = random.Uniform(-1, 1);
        return numbers;
    }
}
