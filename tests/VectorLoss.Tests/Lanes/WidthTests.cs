using System.Runtime.Intrinsics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Lanes;

public class WidthTests
{
    /// <summary>
    /// The gate sets the width that its switches should leave; a switch that does nothing fails here.
    /// </summary>
    [Fact]
    public void The_run_got_the_width_that_it_asked_for()
    {
        string? expected = Environment.GetEnvironmentVariable("VECTORLOSS_EXPECT_BITS");
        if (expected is null)
            Assert.Equal(Vector512.IsHardwareAccelerated, Widest.Bits == 512);
        else
            Assert.Equal(int.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Widest.Bits);
    }

    [Fact]
    public void A_kernel_runs_in_the_register_that_the_width_names()
    {
        int lanes = Widest.Run<CountLanes, float, int>(new CountLanes());
        Assert.Equal(Math.Max(1, Widest.Bits / 32), lanes);
        int twofold = Widest.RunTwofold<CountLanes, float, int>(new CountLanes());
        Assert.Equal(Widest.Bits == 512 ? 2 * lanes : lanes, twofold);
    }

    [Fact]
    public void Every_width_gives_the_same_bits_of_a_sum()
    {
        var random = new Random(1);
        float[] predictions = new float[10_007], targets = new float[predictions.Length];
        for (int i = 0; i < predictions.Length; i++)
            (predictions[i], targets[i]) = (random.NextSingle(), random.NextSingle());
        var kernel = new PointKernel<Huber, float, SumOutput>(new Huber(0.3), predictions, targets);
        double narrow = kernel.Run<Lane1<float>>();
        Assert.Equal(narrow, kernel.Run<LanesN<float>>());
        Assert.Equal(narrow, kernel.Run<Lanes512<float>>());
        Assert.Equal(narrow, kernel.Run<Lanes1024<float>>());
    }

    private readonly struct CountLanes : IKernel<float, int>
    {
        public int Run<V>() where V : struct, ILanes<V, float> => V.Count;
    }

    private readonly struct SumOutput : IPointOutput
    {
        public static bool Values => false;
        public static bool Slopes => false;

        public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
            where TLoss : IPointLoss where R : struct, IReal<R>
            => new(loss.Value(prediction, target), R.Of(0));
    }
}
