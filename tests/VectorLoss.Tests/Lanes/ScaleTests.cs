using System.Numerics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>x·2ⁿ rounds once in every register, also where the result is subnormal, too small or too large.</summary>
public class ScaleTests
{
    private static readonly double[] Numbers =
        [0.5, 0.70710677, 0.99999994, 1, 1.0000001, 1.4142135, 1.75, 1.9999999, -1.1920929, -0.8414709, double.NaN];

    // In float the product of doubles is exact, and the conversion rounds; in double the class library knows how.
    [Fact]
    public void Powers_of_two_scale_floats_with_one_rounding()
        => Check<float>(-252, 254, (x, n) => (float)(x * Math.ScaleB(1, n)));

    [Fact]
    public void Powers_of_two_scale_doubles_with_one_rounding() => Check<double>(-2044, 2046, Math.ScaleB);

    private static void Check<T>(int lowest, int highest, Func<T, int, T> rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (double number in Numbers)
            for (int n = lowest; n <= highest; n++)
            {
                T x = T.CreateTruncating(number), expected = rule(x, n);
                Assert.Equal(expected, Scaled<Lane1<T>, T>(x, n));
                Assert.Equal(expected, Scaled<LanesN<T>, T>(x, n));
                Assert.Equal(expected, Scaled<Lanes512<T>, T>(x, n));
            }
    }

    private static T Scaled<V, T>(T x, int n)
        where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> numbers = stackalloc T[V.Count];
        V.Store(V.Scale(V.Broadcast(x), V.Of(n)), numbers, 0);
        return numbers[V.Count - 1];
    }
}
