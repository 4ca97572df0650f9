using VectorLoss.Kernels;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests;

public class Smoke
{
    [Fact]
    public void Runs()
    {
        float[] p = [1, 2, 3, 0], t = [1, 1, 1, 1], g = new float[4];
        double v = new Huber(1).MeanAndGradient(p, t, g);
        Assert.Equal((0 + 0.5 + 1.5 + 0.5) / 4, v);
        Assert.Equal([0, 0.25f, 0.25f, -0.25f], g);
        Assert.Equal(2.5, new Huber(1).Value(p, t, Reduction.Sum));
    }
}
