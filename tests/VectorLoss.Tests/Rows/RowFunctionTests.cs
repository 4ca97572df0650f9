using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Rows;

/// <summary>
/// Softmax, log-softmax and log-sum-exp of rows with their products: definitions, widths, in place, edges.
/// </summary>
public class RowFunctionTests
{
    [Fact]
    public void Every_number_of_classes_gives_the_definition_and_the_same_bits_on_every_width()
    {
        for (int classes = 1; classes <= 130; classes++)
        {
            Check<float>(classes, 1 + classes % 7);
            Check<double>(classes, 1 + classes % 7);
        }
        Check<float>(256, 3);
        Check<float>(257, 3);
        Check<float>(10000, 2);
    }

    private static void Check<T>(int classes, int rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double u = double.CreateTruncating(T.BitIncrement(T.One) - T.One) / 2;
        // In double, the reference rounds as well: as much again.
        if (typeof(T) == typeof(double))
            u *= 2;
        var random = new Random(classes);
        T[] x = [.. Enumerable.Range(0, rows * classes).Select(_ => T.CreateTruncating(10 * random.NextDouble() - 5))];
        T[] d = [.. x.Select(_ => T.CreateTruncating(2 * random.NextDouble() - 1))];
        T[] softmax = Same<T>(x.Length, new MapOf<RowMaps.Softmax, T>(x, classes)),
            logs = Same<T>(x.Length, new MapOf<RowMaps.LogSoftmax, T>(x, classes));
        T[] sums = Same<T>(rows, new MapOf<RowMaps.LogSumExp, T>(x, classes));
        T[] dSoftmax = Same<T>(x.Length, new ProductOf<RowProducts.Softmax, T>(softmax, d, classes));
        T[] dLogs = Same<T>(x.Length, new ProductOf<RowProducts.LogSoftmax, T>(logs, d, classes));
        for (int row = 0; row < rows; row++)
        {
            double[] z = [.. x[(row * classes)..((row + 1) * classes)].Select(double.CreateTruncating)];
            double lse = z.Max() + Math.Log(z.Sum(v => Math.Exp(v - z.Max())));
            double[] p = [.. z.Select(v => Math.Exp(v - lse))],
                up = [.. d[(row * classes)..((row + 1) * classes)].Select(double.CreateTruncating)];
            double dot = p.Zip(up, (a, b) => a * b).Sum(), total = up.Sum(), size = up.Sum(Math.Abs);
            double log = Math.Log(classes), depth = classes <= InterleavedRows.MaxClasses<T>()
                ? Math.Ceiling(Math.Log2(classes)) : 70;
            Near(lse, sums[row], (Math.Abs(lse) + 3 * log + depth + 4) * u);
            for (int c = 0; c < classes; c++)
            {
                int i = row * classes + c;
                double relative = (lse - z[c] + log + depth + 8) * u, sum = (70 + 8) * u * size;
                Near(p[c], softmax[i], relative * p[c]);
                Near(z[c] - lse, logs[i], (2 * (lse - z[c]) + 4 * log + depth + 6) * u);
                // |d| ≤ 1: the product carries the error of p twice, in itself and through the sum; the sum its own.
                Near(p[c] * (up[c] - dot), dSoftmax[i], p[c] * (4 * (10 + log + depth + 8) * u + 80 * u));
                Near(up[c] - p[c] * total, dLogs[i], 2 * u
                    + p[c] * (Math.Abs(total) * 4 * (10 + log + depth + 8) * u + sum));
            }
        }
    }

    private static void Near<T>(double expected, T actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Assert.Equal(expected, double.CreateTruncating(actual), tolerance);

    private static T[] Same<T>(int length, IOnAnyWidth<T> work) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] one = new T[length], native = new T[length], wide = new T[length];
        work.Run<Lane1<T>>(one);
        work.Run<LanesN<T>>(native);
        work.Run<Lanes512<T>>(wide);
        Assert.Equal(one, native);
        Assert.Equal(one, wide);
        return one;
    }

    [Fact]
    public void In_place_is_out_of_place()
    {
        foreach (int classes in (int[])[5, 64, 200])
        {
            float[] x = [.. Enumerable.Range(0, 3 * classes).Select(i => i * 37 % 11 - 5f)],
                apart = new float[x.Length], here = [.. x];
            RowFunctions.Softmax<float>(x, classes, apart);
            RowFunctions.Softmax<float>(here, classes, here);
            Assert.Equal(apart, here);
            here = [.. x];
            RowFunctions.LogSoftmax<float>(x, classes, apart);
            RowFunctions.LogSoftmax<float>(here, classes, here);
            Assert.Equal(apart, here);
            float[] d = [.. x];
            RowFunctions.SoftmaxGradient<float>(apart, d, classes, here);
            RowFunctions.SoftmaxGradient<float>(apart, d, classes, d);
            Assert.Equal(here, d);
        }
    }

    [Fact]
    public void Huge_and_masked_logits_give_what_the_mathematics_says()
    {
        float[] p = new float[3];
        RowFunctions.Softmax<float>([1000, 1001, float.NegativeInfinity], 3, p);
        Assert.Equal(1 / (1 + MathF.E), p[0], 1e-7f);
        Assert.Equal(0, p[2]);
        RowFunctions.LogSoftmax<float>([-200, -201, float.NegativeInfinity], 3, p);
        Assert.Equal(-MathF.Log(1 + 1 / MathF.E), p[0], 1e-7f);
        Assert.Equal(float.NegativeInfinity, p[2]);
        RowFunctions.LogSoftmax<float>([1e20f, 1e20f, 1e20f], 3, p);
        Assert.Equal(-MathF.Log(3), p[1], 1e-6f);
        double[] lse = new double[1], gradient = new double[2];
        double[] x = [700, 710];
        RowFunctions.LogSumExp<double>(x, 2, lse);
        Assert.Equal(710 + Math.Log(1 + Math.Exp(-10)), lse[0], 1e-12);
        RowFunctions.LogSumExpGradient<double>(x, [2], 2, gradient);
        Assert.Equal(2 * Math.Exp(700 - lse[0]), gradient[0], 1e-15);
        Assert.Equal(2, gradient[0] + gradient[1], 1e-12);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RowFunctions.Softmax<float>(new float[5], 2, new float[5]));
        Assert.Throws<ArgumentException>(() => RowFunctions.Softmax<float>(new float[4], 2, new float[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowFunctions.Softmax<float>(new float[4], 0, new float[4]));
        Assert.Throws<ArgumentException>(() => RowFunctions.LogSumExp<float>(new float[4], 2, new float[1]));
        float[] shared = new float[6];
        Assert.Throws<ArgumentException>(() => RowFunctions.LogSoftmax(shared.AsSpan(0, 4), 2, shared.AsSpan(2, 4)));
        Assert.Throws<ArgumentException>(() => RowFunctions.SoftmaxGradient<float>(new float[4], new float[6], 2,
            new float[4]));
    }

    [Fact]
    public void Other_types_than_float_and_double_are_refused_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(
            () => RowFunctions.LogSoftmax<Half>(new Half[4], 2, new Half[4]));
        Assert.Contains("Half", error.Message, StringComparison.Ordinal);
        Assert.Contains("LogSoftmax", error.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => RowFunctions.LogSumExp<Half>(new Half[4], 2, new Half[2]));
    }

    private interface IOnAnyWidth<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        void Run<V>(T[] output) where V : struct, ILanes<V, T>;
    }

    private sealed class MapOf<TMap, T>(T[] logits, int classes) : IOnAnyWidth<T>
        where TMap : struct, IRowMap where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<V>(T[] output) where V : struct, ILanes<V, T>
        {
            RowPlaces places = RowPlaces.Plain(logits.Length / classes, classes);
            if (classes <= InterleavedRows.MaxClasses<T>())
                new InterleavedRowMap<TMap, T>(logits, places, output).Run<V>();
            else
                new SequentialRowMap<TMap, T>(logits, places, output).Run<V>();
        }
    }

    private sealed class ProductOf<TProduct, T>(T[] outputs, T[] upstream, int classes) : IOnAnyWidth<T>
        where TProduct : struct, IRowProduct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<V>(T[] output)
            where V : struct, ILanes<V, T> => new RowProduct<TProduct, T>(outputs, upstream,
                RowPlaces.Plain(outputs.Length / classes, classes), output).Run<V>();
    }
}
