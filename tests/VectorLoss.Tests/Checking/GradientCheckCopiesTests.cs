using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>One function checked by several threads, each with a copy of it.</summary>
public sealed class GradientCheckCopiesTests
{
    private static double Value(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double each in x)
            sum += Math.Exp(0.1 * each) * Math.Sin(each);
        return sum;
    }

    // Every tenth element is wrong.
    private static void Gradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        for (int i = 0; i < x.Length; i++)
            gradient[i] = (i % 10 == 3 ? 1.01 : 1) * Math.Exp(0.1 * x[i]) * ((0.1 * Math.Sin(x[i])) + Math.Cos(x[i]));
    }

    private static NamedArguments Point => new NamedArguments().Add("w",
        [.. Enumerable.Range(0, 60).Select(i => (0.37 * i) - 9)], 6, 10).Add("b", [0, 1, -2, 3e-4]);

    [Theory]
    [InlineData(CheckMode.Exhaustive)]
    [InlineData(CheckMode.Fast)]
    public void Verdicts_are_those_of_one_thread(CheckMode mode)
    {
        GradientCheckOptions options = new() { Mode = mode };
        string[] texts = [.. new[] { 1, 2, 7, 100 }.Select(count
            => GradientCheck.Run(Enumerable.Repeat<Objective>(Value, count).ToArray(), Gradient, Point, options))
            .Select(report => string.Join(' ', report.Verdicts)
                + (mode == CheckMode.Exhaustive ? report.ToText() : string.Concat(report.Remarks)))];
        Assert.Contains("Fail", texts[0]);
        Assert.All(texts, text => Assert.Equal(texts[0], text));
    }

    [Fact]
    public void Each_copy_is_called_by_one_thread_at_a_time()
    {
        int[] calls = new int[3];
        bool met = false;
        Objective Copy(int number) => x =>
        {
            met |= Interlocked.Increment(ref calls[number]) != 1;
            double value = Value(x);
            Interlocked.Decrement(ref calls[number]);
            return value;
        };
        GradientCheck.Run([Copy(0), Copy(1), Copy(2)], Gradient, Point);
        Assert.False(met);
    }

    [Fact]
    public void A_stop_on_any_thread_stops_all()
    {
        int left = 200;
        double Stopping(ReadOnlySpan<double> x)
            => Interlocked.Decrement(ref left) > 0 ? Value(x) : throw new OperationCanceledException();
        Assert.Throws<OperationCanceledException>(() => GradientCheck.Run([Stopping, Stopping], Gradient, Point));
    }
}
