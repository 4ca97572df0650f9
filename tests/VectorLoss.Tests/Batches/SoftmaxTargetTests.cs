using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Gradients of softmax losses by target distributions, and of distillation by the teacher.</summary>
public class SoftmaxTargetTests
{
    public static TheoryData<int, bool> Sizes => new(
        from classes in (int[])[1, 3, 10, 16, 65, 300]
        from options in (bool[])[false, true]
        select new TheoryDataRow<int, bool>(classes, options));

    /// <summary>A loss is linear in its targets, so the gradient tells how any two of them differ.</summary>
    [Theory, MemberData(nameof(Sizes))]
    public void Two_distributions_differ_by_the_gradient(int classes, bool chosen)
    {
        Linear(new CrossEntropy(), classes, chosen);
        Linear(new GeneralizedCrossEntropy(0.7), classes, chosen);
        Linear(new CategoricalFocal(1.5), classes, chosen);
    }

    private static void Linear<TLoss>(TLoss loss, int classes, bool chosen) where TLoss : struct, ILabelLoss
    {
        const int rows = 6;
        double[] x = Numbers(rows * classes, 4, 1), one = Numbers(x.Length, 1, 2), two = Numbers(x.Length, 1, 3);
        double[] gradient = new double[x.Length];
        double[] factors = Numbers(rows, 2, 5), weights = [.. Numbers(classes, 1, 4).Select(Math.Abs)];
        ClassOptions<double> options = !chosen ? new() { LseSquareScale = 0.25 } : new()
        {
            Batch = new() { Factors = factors, Mask = new[] { true, true, false, true, true, false } },
            ClassWeights = weights,
            LabelSmoothing = 0.125,
            Softcap = 3,
        };
        loss.TargetGradient<TLoss, double>(x, classes, one, gradient, options);
        double found = 0, size = 0;
        for (int i = 0; i < x.Length; i++)
        {
            found += gradient[i] * (two[i] - one[i]);
            size += Math.Abs(gradient[i] * one[i]) + Math.Abs(gradient[i] * two[i]);
        }
        double value = loss.Value<TLoss, double>(x, classes, two, options)
            - loss.Value<TLoss, double>(x, classes, one, options);
        // Sums of so many terms, each a dozen roundings from the truth.
        Assert.Equal(value, found, (20 + x.Length) * Math.ScaleB(size + 1, -52));
        Assert.True(classes == 1 || gradient.Any(slope => slope != 0));
    }

    [Fact]
    public void Classes_on_any_axis_have_the_bits_of_rows_one_after_another()
    {
        const int samples = 3, classes = 20, inner = 7;
        float[] x = Float(samples * classes * inner, 4, 1), t = Float(x.Length, 1, 2), spread = new float[x.Length];
        float[] rows = Rows(x), targets = Rows(t), plain = new float[x.Length];
        float[] weights = Array.ConvertAll(Float(classes, 1, 3), Math.Abs);
        ClassOptions<float> options = new() { Softcap = 5, ClassWeights = weights };
        new CrossEntropy().TargetGradient<CrossEntropy, float>(x, new(classes, inner), t, spread, options);
        new CrossEntropy().TargetGradient<CrossEntropy, float>(rows, classes, targets, plain, options);
        Assert.Equal(plain, Rows(spread));

        static float[] Rows(float[] image) => [.. from sample in Enumerable.Range(0, samples)
                                                  from place in Enumerable.Range(0, inner)
                                                  from c in Enumerable.Range(0, classes)
                                                  select image[(sample * classes + c) * inner + place]];
    }

    [Fact]
    public void Every_width_and_thread_count_gives_the_same_bits()
    {
        Widths<float>();
        Widths<double>();
        float[] x = Float(40 * 1000, 4, 1), t = Float(x.Length, 1, 2), one = new float[x.Length];
        float[] two = new float[x.Length];
        new CrossEntropy().TargetGradient<CrossEntropy, float>(x, 1000, t, one);
        new CrossEntropy().TargetGradient<CrossEntropy, float>(
            x, 1000, t, two, new BatchOptions<float> { Threads = 2 });
        Assert.Equal(one, two);
    }

    private static void Widths<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] logs = Array.ConvertAll(Numbers(5 * 37, 3, 1), x => T.CreateTruncating(-Math.Abs(x)));
        T[] targets = Array.ConvertAll(Numbers(logs.Length, 1, 2), T.CreateTruncating);
        (logs[40], targets[40], logs[41]) = (T.NegativeInfinity, T.Zero, T.NegativeInfinity);
        T[] Run<V>() where V : struct, ILanes<V, T>
        {
            T[] slopes = new T[logs.Length];
            ClassBatch<T> batch = new(logs, 37, targets, new BatchOptions<T> { Factors = targets.AsSpan(0, 5) });
            new ClassMapKernel<TargetSlopeMap<CategoricalFocal, T>, T>(
                new(new(1.5)), batch, logs, slopes, T.CreateTruncating(0.375)).Run<V>();
            return slopes;
        }
        T[] narrow = Run<Lane1<T>>();
        Assert.Equal(narrow, Run<LanesN<T>>());
        Assert.Equal(narrow, Run<Lanes512<T>>());
    }

    [Fact]
    public void Masked_classes_and_rows_that_do_not_count()
    {
        double[] gradient = [9, 9, 9, 9, 9, 9];
        CrossEntropy loss = new();
        loss.TargetGradient<CrossEntropy, double>([0, double.NegativeInfinity, 0, double.NaN, 1, 2], 3,
            [0.5, 0, 0.5, 0, 0, 1], gradient, new BatchOptions<double> { Mask = new[] { true, false } });
        Assert.Equal([Math.Log(2), 0, Math.Log(2), 0, 0, 0], gradient);
        loss.TargetGradient<CrossEntropy, double>([0, double.NegativeInfinity, 0, double.NaN, 1, 2], 3,
            [0.5, 0.25, 0.25, 0, 0, 1], gradient, Reduction.Sum);
        Assert.Equal([Math.Log(2), double.PositiveInfinity, Math.Log(2), double.NaN, double.NaN, double.NaN], gradient);
    }

    [Fact]
    public void What_makes_targets_count_twice_is_refused()
    {
        double[] x = [1, 2], t = [0.5, 0.5], weights = [1, 2], gradient = new double[2], sums = new double[1];
        void Refused(string word, Func<ClassOptions<double>> options) => Assert.Contains(word,
            Assert.Throws<ArgumentException>(() => new CrossEntropy().TargetGradient<CrossEntropy, double>(
                x, 2, t, gradient, options())).Message);
        Refused("LseSquareScale", () => new() { ClassWeights = weights, LseSquareScale = 1 });
        Refused("ClassWeights", () => new() { ClassWeights = weights, Batch = Reduction.MeanOverWeights });
        Refused("ClassWeights", () => new() { ClassWeights = weights, Divisor = ClassDivisor.ClassWeights });
        Refused("LogSumExp", () => new() { LogSumExp = sums });
        Assert.Throws<ArgumentException>(() => new CrossEntropy().TargetGradient<CrossEntropy, double>(x, 2, t, x));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] x = Float(12 * 50, 4, 1), t = Float(x.Length, 1, 2), gradient = new float[x.Length];
        Allocations.None(() => new CrossEntropy().TargetGradient<CrossEntropy, float>(
            x, 50, t, gradient, new() { Softcap = 3, LabelSmoothing = 0.1 }));
    }

    /// <summary>On a tape the temperature is a division before the loss, and gets its gradient there.</summary>
    [Fact]
    public void A_teacher_and_a_temperature_learn_on_a_tape()
    {
        new RecordedProgram<double>([new(4, 5), new(4, 5), Shape.Scalar], (tape, leaves) =>
        {
            Var heat = tape.Exp(leaves[2]), teacher = tape.Softmax(tape.Divide(leaves[1], heat));
            return tape.SoftmaxCrossEntropy(tape.Divide(leaves[0], heat), teacher, Reduction.Sum,
                new() { LabelSmoothing = 0.1, ClassWeights = [1, 2, 0.5, 1, 3], Softcap = 4 });
        }).Agrees();
    }

    public static TheoryData<string> Distillations =>
        ["distillation", "reverse-distillation", "skewed-distillation", "jensen-shannon-distillation"];

    /// <summary>
    /// ∂L/∂τ of τ²·f(x/τ, t/τ) is 2L/τ − (⟨x, ∂L/∂x⟩ + ⟨t, ∂L/∂t⟩)/τ: what a tape gives that divides by τ itself.
    /// </summary>
    [Theory, MemberData(nameof(Distillations))]
    public void The_temperature_of_a_distillation_learns_by_both_gradients(string name)
    {
        const double temperature = 1.75;
        LossCard card = LossCatalog.Find(name)!;
        Tape<double> tape = new();
        Var x = tape.Parameter(new(3, 6)), t = tape.Parameter(new(3, 6)), heat = tape.Parameter(Shape.Scalar);
        Numbers(18, 3, 1).CopyTo(tape.Values(x));
        Numbers(18, 3, 2).CopyTo(tape.Values(t));
        tape.Values(heat)[0] = temperature;
        Var direct = tape.Loss(card, x, t, default, ("temperature", temperature));
        Var divided = tape.Multiply(tape.Square(heat), tape.Loss(card, tape.Divide(x, heat), tape.Divide(t, heat)));
        tape.ForwardBackward(direct);
        double value = tape.Scalar(direct), expected = 2 * value / temperature;
        double[] dx = tape.Gradient(x).ToArray(), dt = tape.Gradient(t).ToArray();
        for (int i = 0; i < dx.Length; i++)
            expected -= (tape.Values(x)[i] * dx[i] + tape.Values(t)[i] * dt[i]) / temperature;
        tape.ForwardBackward(divided);
        Assert.Equal(value, tape.Scalar(divided), 1e-13);
        Assert.Equal(expected, tape.Gradient(heat)[0], 1e-13);
        for (int i = 0; i < dx.Length; i++)
        {
            Assert.Equal(dx[i], tape.Gradient(x)[i], 1e-13);
            Assert.Equal(dt[i], tape.Gradient(t)[i], 1e-13);
        }
    }

    private static double[] Numbers(int count, double size, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => size * (2 * random.NextDouble() - 1))];
    }

    private static float[] Float(int count, double size, int seed)
        => Array.ConvertAll(Numbers(count, size, seed), x => (float)x);
}
