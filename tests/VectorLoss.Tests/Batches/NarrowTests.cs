using System.Runtime.InteropServices;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Numbers that are stored in 16 bits: what floats give, rounded once.</summary>
[Collection(nameof(Alone))]
public class NarrowTests
{
    public static TheoryData<int> Classes => [1, 3, 21, 192, 193, 700];

    [Fact]
    public void Every_number_of_16_bits_is_widened_without_an_error()
    {
        ushort[] all = [.. Enumerable.Range(0, 65_536).Select(bits => (ushort)bits)];
        float[] brain = new float[all.Length], half = new float[all.Length];
        Copy(Array.ConvertAll(all, bits => new BFloat16(bits)), brain);
        Copy(Array.ConvertAll(all, BitConverter.UInt16BitsToHalf), half);
        for (int i = 0; i < all.Length; i++)
        {
            Assert.Equal((uint)i << 16, BitConverter.SingleToUInt32Bits(brain[i]));
            Assert.Equal(BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf(all[i])) | Quiet(half[i]),
                BitConverter.SingleToUInt32Bits(half[i]) | Quiet(half[i]));
        }
    }

    /// <summary>In registers of every width, which must agree.</summary>
    private static void Copy<S, D>(S[] source, D[] places) where S : unmanaged where D : unmanaged
    {
        D[] one = new D[places.Length], some = new D[places.Length];
        new CopyRow<S, D, float>(source, one).Run<Lane1<float>>();
        new CopyRow<S, D, float>(source, some).Run<LanesN<float>>();
        new CopyRow<S, D, float>(source, places).Run<Lanes512<float>>();
        Assert.Equal(MemoryMarshal.AsBytes(one.AsSpan()), MemoryMarshal.AsBytes(some.AsSpan()));
        Assert.Equal(MemoryMarshal.AsBytes(one.AsSpan()), MemoryMarshal.AsBytes(places.AsSpan()));
    }

    // A NaN of half stays one; whether it signals is nobody's business.
    private static uint Quiet(float number) => float.IsNaN(number) ? 0x7FFF_FFFFu : 0;

    [Fact]
    public void A_float_becomes_the_nearest_number_of_16_bits_and_of_two_the_even_one()
    {
        // Every number of 16 bits, the middle between it and the next, and the floats beside both.
        uint[] bits = [.. Enumerable.Range(0, 65_536).SelectMany(high => new[] { -1, 0, 1, 0x7FFF, 0x8000, 0x8001 }
            .Select(low => ((uint)high << 16) + (uint)low)), .. Enumerable.Range(0, 65_536).SelectMany(half =>
            new[] { -1, 0, 1, 0xFFF, 0x1000, 0x1001 }.Select(low => BitConverter.SingleToUInt32Bits(
                (float)BitConverter.UInt16BitsToHalf((ushort)half)) + (uint)low))];
        float[] numbers = Array.ConvertAll(bits, BitConverter.UInt32BitsToSingle);
        BFloat16[] brain = new BFloat16[numbers.Length];
        Half[] half = new Half[numbers.Length];
        Copy(numbers, brain);
        Copy(numbers, half);
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.Equal((BFloat16)numbers[i], brain[i]);
            if (float.IsNaN(numbers[i]))
                Assert.True(float.IsNaN(brain[i]) && Half.IsNaN(half[i]));
            else
                Assert.Equal(BitConverter.HalfToUInt16Bits((Half)numbers[i]), BitConverter.HalfToUInt16Bits(half[i]));
            Nearest(numbers[i], brain[i]);
        }
    }

    private static void Nearest(float number, BFloat16 found)
    {
        if (!float.IsFinite(number) || !float.IsFinite(found))
            return;
        double error = Math.Abs((double)number - found);
        foreach (int step in (int[])[-1, 1])
        {
            float other = new BFloat16((ushort)(found.Bits + step));
            double distance = Math.Abs((double)number - other);
            Assert.True(!float.IsFinite(other) || error < distance || (error == distance && found.Bits % 2 == 0)
                || Math.Sign(other) == -Math.Sign(found), $"{number:R} became {found}");
        }
    }

    [Theory, MemberData(nameof(Classes))]
    public void Row_functions_are_those_of_floats_rounded_once(int classes)
    {
        Functions(classes, NarrowRowFunctions.Softmax, RowFunctions.Softmax<float>, x => (BFloat16)x, x => x);
        Functions(classes, NarrowRowFunctions.LogSoftmax, RowFunctions.LogSoftmax<float>, x => (BFloat16)x, x => x);
        Functions(classes, NarrowRowFunctions.Softmax, RowFunctions.Softmax<float>, x => (Half)x, x => (float)x);
        Functions(classes, NarrowRowFunctions.LogSoftmax, RowFunctions.LogSoftmax<float>, x => (Half)x, x => (float)x);
        Functions<BFloat16>(classes,
            (x, axis, y, threads) => NarrowRowFunctions.SoftmaxGradient(x, x, axis, y, threads),
            (x, axis, y, threads) => RowFunctions.SoftmaxGradient<float>(x, x, axis, y, threads),
            x => (BFloat16)x, x => x);
        Functions<Half>(classes,
            (x, axis, y, threads) => NarrowRowFunctions.LogSoftmaxGradient(x, x, axis, y, threads),
            (x, axis, y, threads) => RowFunctions.LogSoftmaxGradient<float>(x, x, axis, y, threads),
            x => (Half)x, x => (float)x);
        float[] each = Numbers(200, 5);
        Functions<BFloat16>(classes, (x, axis, y, threads) => NarrowRowFunctions.LogSumExpGradient(
                x, each.AsSpan(0, Rows(axis, x.Length)).ToReadOnly(), axis, y, threads),
            (x, axis, y, threads) => RowFunctions.LogSumExpGradient<float>(
                x, each.AsSpan(0, Rows(axis, x.Length)).ToReadOnly(), axis, y, threads),
            x => (BFloat16)x, x => x);
    }

    private static int Rows(ClassAxis axis, int length) => axis.Places(length, "x").Rows;

    private delegate void Call<T>(ReadOnlySpan<T> x, ClassAxis axis, Span<T> y, int threads);

    private static void Functions<S>(
        int classes, Call<S> narrow, Call<float> wide, Func<float, S> round, Func<S, float> widen)
        where S : unmanaged
    {
        foreach ((string name, RowLayout layout) in RowLayout.Of(classes).Prepend(("rows", new(classes, 33))))
            foreach (int threads in (int[])[1, 3])
            {
                S[] x = [.. Numbers(layout.Rows * classes, 1).Select(round)], spread = layout.Spread<S>(x, default);
                float[] expected = new float[x.Length];
                wide([.. x.Select(widen)], classes, expected, 1);
                narrow(spread, layout.Axis, spread, threads);
                Assert.True(expected.Select(round).SequenceEqual(layout.Collect<S>(spread, default)), name);
            }
    }

    [Theory, MemberData(nameof(Classes))]
    public void Losses_are_those_of_floats_and_gradients_are_rounded_once(int classes)
    {
        Losses(classes, x => (BFloat16)x, x => x);
        Losses(classes, x => (Half)x, x => (float)x);
    }

    private static void Losses<S>(int classes, Func<float, S> round, Func<S, float> widen) where S : unmanaged
    {
        CategoricalFocal loss = new();
        foreach ((string name, RowLayout layout) in RowLayout.Of(classes).Prepend(("rows", new(classes, 33))))
            foreach (int threads in (int[])[1, 3])
            {
                int rows = layout.Rows;
                S[] x = [.. Numbers(rows * classes, 2).Select(round)], there = layout.Spread<S>(x, default);
                float[] wide = [.. x.Select(widen)], gradient = new float[x.Length], values = new float[rows];
                float[] t = Array.ConvertAll(Numbers(x.Length, 3), MathF.Abs), beside = layout.Spread<float>(t, 0);
                float[] found = new float[rows], sums = new float[rows], foundSums = new float[rows];
                int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 5 == 3 ? -100 : row % classes)];
                ClassOptions<float> options = new() { Ignore = ClassOptions<float>.PyTorchIgnore, LogSumExp = sums };
                ClassOptions<float> same = options with { Batch = new() { Threads = threads }, LogSumExp = foundSums };
                loss.Values(wide, classes, labels, values, options);
                NarrowSoftmaxLosses.Values<CategoricalFocal, S>(loss, there, layout.Axis, labels, found, same);
                Assert.Equal(values, found);
                Assert.Equal(sums, foundSums);
                loss.Values(wide, classes, t, values, options);
                NarrowSoftmaxLosses.Values<CategoricalFocal, S>(loss, there, layout.Axis, beside, found, same);
                Assert.Equal(values, found);
                double value = loss.ValueAndGradient(wide, classes, t, gradient, options);
                S[] written = layout.Spread<S>(new S[x.Length], default);
                Assert.Equal(value, NarrowSoftmaxLosses.ValueAndGradient<CategoricalFocal, S>(
                    loss, there, layout.Axis, beside, written, same));
                Assert.True(gradient.Select(round).SequenceEqual(layout.Collect<S>(written, default)), name);
                value = loss.ValueAndGradient(wide, classes, labels, gradient, options);
                Assert.Equal(value, NarrowSoftmaxLosses.Value<CategoricalFocal, S>(
                    loss, there, layout.Axis, labels, same));
                Assert.Equal(value, NarrowSoftmaxLosses.ValueAndGradient<CategoricalFocal, S>(
                    loss, there, layout.Axis, labels, there, same));
                Assert.True(gradient.Select(round).SequenceEqual(layout.Collect<S>(there, default)), name);
            }
    }

    [Fact]
    public void Log_sum_exps_are_floats()
    {
        BFloat16[] x = [.. Numbers(12, 1).Select(number => (BFloat16)number)];
        float[] expected = new float[4], found = new float[4];
        RowFunctions.LogSumExp<float>([.. x.Select(number => (float)number)], 3, expected);
        NarrowRowFunctions.LogSumExp<BFloat16>(x, 3, found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Other_types_and_shapes_are_refused_by_name()
    {
        Assert.Contains("NarrowRowFunctions does not support Single", Assert.Throws<NotSupportedException>(
            () => NarrowRowFunctions.Softmax<float>(new float[4], 2, new float[4])).Message);
        Assert.Contains("NarrowSoftmaxLosses does not support Int16", Assert.Throws<NotSupportedException>(
            () => NarrowSoftmaxLosses.Value<CrossEntropy, short>(default, new short[4], 2, new int[2])).Message);
        Assert.Contains("ValueAndGradient does not support Half", Assert.Throws<NotSupportedException>(
            () => new CrossEntropy().ValueAndGradient(new Half[4], 2, new int[2], new Half[4])).Message);
        Half[] x = new Half[8];
        Assert.Contains("overlaps logits", Assert.Throws<ArgumentException>(() => NarrowSoftmaxLosses.ValueAndGradient(
            new CrossEntropy(), x.AsSpan(0, 4).ToReadOnly(), 2, [0, 1], x.AsSpan(2, 4))).Message);
        Assert.Contains("gradient has 6 elements", Assert.Throws<ArgumentException>(
            () => NarrowSoftmaxLosses.ValueAndGradient(
                new CrossEntropy(), x.AsSpan(0, 4).ToReadOnly(), 2, [0, 1], new Half[6])).Message);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        BFloat16[] x = new BFloat16[600];
        int[] labels = new int[2];
        Allocations.None(() => NarrowSoftmaxLosses.ValueAndGradient<CrossEntropy, BFloat16>(
            default, x, 300, labels, x));
        Allocations.None(() => NarrowRowFunctions.Softmax<BFloat16>(x, 300, x));
    }

    private static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 12 - 6))];
    }
}

/// <summary>Spans to read.</summary>
internal static class ReadOnlySpans
{
    /// <summary>The same span, to read.</summary>
    public static ReadOnlySpan<T> ToReadOnly<T>(this Span<T> span) => span;
}
