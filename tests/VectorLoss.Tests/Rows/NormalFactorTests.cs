using VectorLoss.Lanes;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Rows;

/// <summary>Products of powers are normal or 0, and the least normal one is found exactly.</summary>
public class NormalFactorTests
{
    [Fact]
    public void Of_512_bits() => Check<Lanes512<float>>();

    [Fact]
    public void Of_1024_bits() => Check<Lanes1024<float>>();

    [Fact]
    public void Of_portable_lanes() => Check<LanesN<float>>();

    [Fact]
    public void Of_one_lane() => Check<Lane1<float>>();

    private static void Check<V>() where V : struct, ILanes<V, float>
    {
        Random random = new(5);
        for (int i = 0; i < 20_000; i++)
        {
            float factor = MathF.ScaleB(1 + random.NextSingle(), random.Next(-149, 4)) * (random.Next(2) * 2 - 1);
            // Around the least power, and anywhere.
            float near = (float)Math.Clamp(1.1754943508222875e-38 / Math.Abs((double)factor), 1.2e-38, 1);
            Same<V>(near, factor);
            Same<V>(MathF.BitDecrement(near), factor);
            Same<V>(MathF.BitIncrement(near), factor);
            Same<V>(MathF.ScaleB(1 + random.NextSingle(), random.Next(-126, -1)), factor);
        }
        float[] powers = [0, 1.17549435e-38f, 0.5f, 1, float.NaN], factors = [0, 1e-45f, -1e-39f, 1, -3, 1e38f];
        foreach (float power in powers)
            foreach (float factor in factors)
                Same<V>(power, factor);
        Assert.True(float.IsNaN(Product<V>(0.5f, float.NaN)));
    }

    /// <summary>The product in double is exact, and 2⁶⁴ times it is rounded as if no number were subnormal.</summary>
    private static void Same<V>(float power, float factor) where V : struct, ILanes<V, float>
    {
        float large = (float)(Math.ScaleB((double)power, 64) * factor);
        float expected = Math.Abs(large) < Math.ScaleB(1, -62) ? 0 : power * factor;
        Assert.Equal(expected, Product<V>(power, factor));
    }

    private static float Product<V>(float power, float factor) where V : struct, ILanes<V, float>
    {
        float[] results = new float[V.Count];
        V.Store(new NormalFactor<V, float>(V.Broadcast(factor)).Times(V.Broadcast(power)), results, 0);
        Assert.All(results, result => Assert.Equal(results[0], result));
        return results[0];
    }
}
