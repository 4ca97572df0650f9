using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Lanes;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class OptimizerWidthTests
{
    [Fact]
    public void Every_width_gives_the_same_bits_at_every_length()
    {
        AdamStep step = new(0.9, 0.999, 0.01, 3, 1e-8, 0.99);
        Widths(new PlainRule(0.1));
        Widths(new DecayedRule<PlainRule>(new(0.1), 0.01));
        Widths(new SgdRule(0.1, 0.9, 0.5, 0.9, 1));
        Widths(new MomentumRule(0.1, 0.9, 0.01));
        Widths(new AdamRule<PlainSquares>(step));
        Widths(new AdamRule<RootSquares>(step));
        Widths(new AmsGradRule<PlainSquares>(step));
        Widths(new AmsGradRule<RootSquares>(step));
        Widths(new NAdamRule<PlainSquares>(step, 0.2));
        Widths(new NAdamRule<RootSquares>(step, 0.2));
        Widths(new AdagradRule<PlainSquares>(0.1, 1e-10));
        Widths(new AdagradRule<RootSquares>(0.1, 1e-10));
        Widths(new LionRule(0.1, 0.9, 0.99, 0.9));
        Widths(new RmsPropRule<PlainSquares, All>(0.1, 0.99, 1e-8, 0.9));
        Widths(new RmsPropRule<RootSquares, All>(0.1, 0.99, 1e-8, 0.9));
        Widths(new RootsRule<AmsGradRule<PlainSquares>>());
        Widths(new ScaleRule(0.3, 0.7));
        Widths(new ClampRule(0.5));
        Widths(new AverageRule(0.9));
    }

    private static void Widths<TRule>(TRule rule) where TRule : struct, IUpdateRule
    {
        Widths<TRule, float>(rule);
        Widths<TRule, double>(rule);
    }

    private static void Widths<TRule, T>(TRule rule)
        where TRule : struct, IUpdateRule where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int length = 0; length <= 4 * 64 + 1; length++)
        {
            T[] narrow = Move<Lane1<T>, TRule, T>(rule, length);
            Assert.Equal(narrow, Move<LanesN<T>, TRule, T>(rule, length));
            Assert.Equal(narrow, Move<Lanes512<T>, TRule, T>(rule, length));
        }
    }

    // Three steps; the result is parameters and state one behind the other.
    private static T[] Move<V, TRule, T>(TRule rule, int length)
        where V : struct, ILanes<V, T> where TRule : struct, IUpdateRule
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Convert<T>(Numbers(length, 1)), a = new T[length], b = new T[length], c = new T[length];
        for (ulong step = 1; step <= 3; step++)
        {
            T[] gradient = Convert<T>(Numbers(length, step + 1));
            new OptimizerKernel<TRule, T>(rule, values, gradient, a, b, c).Run<V>();
        }
        return [.. values, .. a, .. b, .. c];
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

    private readonly struct All : IRmsPropForm
    {
        public static bool IsCentred => true;

        public static bool HasMomentum => true;
    }
}
