using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Rows;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Gradients of losses of classes by the weights of the classes.</summary>
public class ClassWeightTests
{
    private const int Rows = 6;
    private static readonly int[] Labels = [0, 2, 1, 0, 2, 0];
    private static readonly double[] RowWeights = [0.5, 2, 0, 1, 3, 0.25], Factors = [1, -2, 0.5, 3, 1, -1];
    private static readonly bool[] Mask = [true, true, true, false, true, true];

    public static TheoryData<int, string> Sums => new(
        from classes in (int[])[3, 10, 65, 300]
        from name in (string[])["plain", "smoothed", "z-loss", "capped"]
        select new TheoryDataRow<int, string>(classes, name));

    /// <summary>The sum is linear in the weights, so the gradient at any weights gives the value at all.</summary>
    [Theory, MemberData(nameof(Sums))]
    public void The_sum_is_the_weights_times_the_gradient(int classes, string name)
    {
        double[] x = Numbers(Rows * classes, 4, 1), t = [.. Numbers(x.Length, 1, 2).Select(Math.Abs)];
        double[] one = [.. Numbers(classes, 1, 3).Select(Math.Abs)], two = [.. Numbers(classes, 1, 4).Select(Math.Abs)];
        double[] gradient = new double[classes];
        t.AsSpan(0, classes).Clear();
        ClassOptions<double> With(double[] weights) => new()
        {
            Batch = new() { Reduction = Reduction.Sum, Weights = RowWeights, Factors = Factors, Mask = Mask },
            ClassWeights = weights,
            Ignore = new[] { 1 },
            LabelSmoothing = name == "smoothed" ? 0.25 : 0,
            LseSquareScale = name == "z-loss" ? 0.5 : 0,
            Softcap = name == "capped" ? 3 : 0,
        };
        CategoricalFocal focal = new(1.5);
        focal.WeightGradient<CategoricalFocal, double>(x, classes, Labels, gradient, With(one));
        Linear(focal.Value<CategoricalFocal, double>(x, classes, Labels, With(two)));
        focal.WeightGradient<CategoricalFocal, double>(x, classes, t, gradient, With(one));
        Linear(focal.Value<CategoricalFocal, double>(x, classes, t, With(two)));
        if (name is "z-loss" or "capped")
            return;
        NegativeLogLikelihood nll = new();
        nll.WeightGradient<NegativeLogLikelihood, double>(x, classes, Labels, gradient, With(one));
        Linear(nll.Value<NegativeLogLikelihood, double>(x, classes, Labels, With(two)));
        Sparsemax sparsemax = new();
        sparsemax.WeightGradient<Sparsemax, double>(x, classes, t, gradient, With(one));
        Linear(sparsemax.Value<Sparsemax, double>(x, classes, t, With(two)));

        void Linear(double value)
        {
            double found = two.Zip(gradient, (weight, slope) => weight * slope).Sum();
            double size = two.Zip(gradient, (weight, slope) => Math.Abs(weight * slope)).Sum();
            // Sums of so many terms, each two dozen roundings from the truth; the rows may cancel by their factors.
            Assert.Equal(value, found, (24 + x.Length) * Math.ScaleB(8 * size + 1, -52));
            Assert.Contains(gradient, slope => slope != 0);
        }
    }

    /// <summary>What all weights are multiplied by does not move a mean over them.</summary>
    [Fact]
    public void A_mean_over_weights_has_no_gradient_along_them()
    {
        double[] x = Numbers(Rows * 3, 4, 1), weights = [0.5, 2, 3], gradient = new double[3];
        CrossEntropy loss = new();
        ClassOptions<double> mean = new() { ClassWeights = weights };
        loss.WeightGradient<CrossEntropy, double>(x, 3, Labels, gradient, mean);
        Assert.Equal(0, gradient.Zip(weights, (slope, weight) => slope * weight).Sum(), 1e-15);
        Assert.DoesNotContain(0.0, gradient);
        // By the quotient, from the losses of the rows: the plain sums of each class, and how often it occurs.
        double[] values = new double[Rows], sums = new double[3], counts = new double[3];
        loss.Values<CrossEntropy, double>(x, 3, Labels, values);
        foreach ((int label, double value) in Labels.Zip(values))
            (sums[label], counts[label]) = (sums[label] + value, counts[label] + 1);
        double divisor = counts.Zip(weights, (count, weight) => count * weight).Sum();
        double whole = sums.Zip(weights, (sum, weight) => sum * weight).Sum() / divisor;
        for (int c = 0; c < 3; c++)
            Assert.Equal((sums[c] - whole * counts[c]) / divisor, gradient[c], 1e-14);
        loss.WeightGradient<CrossEntropy, double>(
            x, 3, Labels, gradient, mean with { Divisor = ClassDivisor.Rows });
        for (int c = 0; c < 3; c++)
            Assert.Equal(sums[c] / Rows, gradient[c], 1e-14);
    }

    [Fact]
    public void Classes_on_any_axis_and_any_threads_have_the_bits_of_rows_one_after_another()
    {
        const int samples = 3, classes = 20, inner = 7;
        float[] x = Float(samples * classes * inner, 4, 1), t = Array.ConvertAll(Float(x.Length, 1, 2), Math.Abs);
        float[] spread = new float[classes], plain = new float[classes];
        float[] weights = Array.ConvertAll(Float(classes, 1, 3), Math.Abs);
        ClassOptions<float> options = new() { Softcap = 5, ClassWeights = weights, LseSquareScale = 0.25 };
        CrossEntropy loss = new();
        loss.WeightGradient<CrossEntropy, float>(
            x, new(classes, inner), t, spread, options with { Batch = new() { Threads = 2 } });
        loss.WeightGradient<CrossEntropy, float>(InRows(x), classes, InRows(t), plain, options);
        Assert.Equal(plain, spread);

        static float[] InRows(float[] image) => [.. from sample in Enumerable.Range(0, samples)
                                                    from place in Enumerable.Range(0, inner)
                                                    from c in Enumerable.Range(0, classes)
                                                    select image[(sample * classes + c) * inner + place]];
    }

    [Fact]
    public void What_does_not_count_moves_nothing()
    {
        double[] weights = [1, 2, 0], gradient = [9, 9, 9], x = [0, double.NegativeInfinity, 0, double.NaN, 1, 2];
        CrossEntropy loss = new();
        ClassOptions<double> options = new() { ClassWeights = weights, Batch = new() { Mask = new[] { true, false } } };
        // The second class is masked by its logit; the third weighs nothing, but would cost.
        loss.WeightGradient<CrossEntropy, double>(x, 3, [0.5, 0, 0.5, 0, 0, 1], gradient, options);
        Assert.Equal([Math.Log(2) / 2, 0, Math.Log(2) / 2], gradient);
        loss.WeightGradient<CrossEntropy, double>(x, 3, [0.5, 0.25, 0.25, 0, 0, 1], gradient, options);
        Assert.Equal(double.PositiveInfinity, gradient[1]);
        loss.WeightGradient<CrossEntropy, double>(
            x, 3, [0.5, 0, 0.5, 0, 0, 1], gradient, new() { ClassWeights = weights });
        Assert.Equal([Math.Log(2) / 4, 0, double.NaN], gradient);
        ClassOptions<double> nothing = options with { Batch = new() { Mask = new[] { false, false } } };
        loss.WeightGradient<CrossEntropy, double>(x, 3, new[] { 0, 1 }, gradient, nothing);
        Assert.Equal([0.0, 0, 0], gradient);
        Assert.Throws<InvalidOperationException>(() => loss.WeightGradient<CrossEntropy, double>(x, 3,
            new[] { 0, 1 }, gradient, new()
            {
                ClassWeights = weights,
                Batch = new() { Mask = new[] { false, false }, Empty = EmptyBatch.Refuse },
            }));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        double[] x = [1, 2], t = [0.5, 0.5], weights = [1, 2], gradient = new double[2], sums = new double[1];
        Refused("ClassWeights", gradient, () => new());
        Refused("LogSumExp", gradient, () => new() { ClassWeights = weights, LogSumExp = sums });
        Refused("gradient", weights, () => new() { ClassWeights = weights });
        Refused("gradient", x, () => new() { ClassWeights = weights });
        Refused("gradient", new double[3], () => new() { ClassWeights = weights });

        void Refused(string word, double[] into, Func<ClassOptions<double>> options) => Assert.Contains(word,
            Assert.Throws<ArgumentException>(() => new CrossEntropy().WeightGradient<CrossEntropy, double>(
                x, 2, t, into, options())).Message);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] x = Float(Rows * 50, 4, 1), t = Array.ConvertAll(Float(x.Length, 1, 2), Math.Abs);
        float[] gradient = new float[50], weights = [.. Enumerable.Repeat(1f, 50)];
        Allocations.None(() => new CrossEntropy().WeightGradient<CrossEntropy, float>(
            x, 50, t, gradient, new() { ClassWeights = weights, Softcap = 3, LseSquareScale = 0.1 }));
        Allocations.None(() => new CrossEntropy().WeightGradient<CrossEntropy, float>(
            x, 50, Labels, gradient, new() { ClassWeights = weights }));
        Allocations.None(() => new MultiMargin().WeightGradient<MultiMargin, float>(
            x, 50, Labels, gradient, new() { ClassWeights = weights }));
    }

    public static TheoryData<bool, bool> Programs => new((true, true), (true, false), (false, true), (false, false));

    /// <summary>Weights that a net makes, behind labels and behind distributions, reduced and not.</summary>
    [Theory, MemberData(nameof(Programs))]
    public void Class_weights_learn_on_a_tape(bool softmax, bool labelled)
    {
        new RecordedProgram<double>([new(Rows, 3), new(1, 3), new(Rows, 3)], (tape, leaves) =>
        {
            Labels labels = tape.Labels(Rows);
            Labels.CopyTo(tape.Values(labels));
            Var targets = tape.Softmax(leaves[2]), fixedTargets = tape.Input(new(Rows, 3));
            Numbers(3 * Rows, 1, 5).Select(Math.Abs).ToArray().CopyTo(tape.Values(fixedTargets));
            ClassLossOptions options = new() { LearntClassWeights = tape.Exp(leaves[1]), LabelSmoothing = 0.125 };
            Var Loss(HeadOptions batch) => (softmax, labelled) switch
            {
                (true, true) => tape.ClassLoss(new CategoricalFocal(1.5), leaves[0], labels, batch, options),
                (true, false) => tape.ClassLoss(new CategoricalFocal(1.5), leaves[0], targets, batch, options),
                (false, true) => tape.ClassLoss(new NegativeLogLikelihood(), leaves[0], labels, batch, options),
                (false, false)
                    => tape.ClassLoss(new NegativeLogLikelihood(), leaves[0], fixedTargets, batch, options),
            };
            return tape.Add(tape.Add(Loss(default), tape.Sum(leaves[2])),
                tape.Sum(tape.Square(Loss(new() { Unreduced = true }))));
        }).Agrees();
    }

    [Fact]
    public void A_tape_gives_the_bits_of_the_kernel_and_refuses_what_it_has_not()
    {
        Tape<double> tape = new();
        Var x = tape.Parameter(new(Rows, 3)), weights = tape.Parameter(new(1, 3));
        Numbers(Rows * 3, 2, 1).CopyTo(tape.Values(x));
        new[] { 0.5, 2, 3 }.CopyTo(tape.Values(weights));
        Labels labels = tape.Labels(Rows);
        Labels.CopyTo(tape.Values(labels));
        Var head = tape.SoftmaxCrossEntropy(x, labels, default, new() { LearntClassWeights = weights });
        tape.ForwardBackward(head);
        double[] gradient = new double[3];
        ClassOptions<double> options = new() { ClassWeights = tape.Values(weights) };
        new CrossEntropy().WeightGradient(tape.ReadOnlyValues(x), 3, (ReadOnlySpan<int>)Labels, gradient, options);
        Assert.Equal(gradient, tape.Gradient(weights).ToArray());
        Allocations.None(() => tape.ForwardBackward(head));
        tape.Direction(weights)[1] = 1;
        tape.Forward();
        Assert.Equal(gradient[1], tape.JacobianVector(head)[0]);
        Assert.Contains("class weights",
            Assert.Throws<NotSupportedException>(() => tape.HessianVector(head)).Message);
        Refused("3 class weights", new() { LearntClassWeights = weights }, new(Rows, 4));
        Refused("not both", new() { LearntClassWeights = weights, ClassWeights = [1, 1, 1] }, new(Rows, 3));

        void Refused(string word, ClassLossOptions wrong, Shape shape) => Assert.Contains(word,
            Assert.Throws<ArgumentException>(()
                => tape.SoftmaxCrossEntropy(tape.Input(shape), labels, default, wrong)).Message);
    }

    private static double[] Numbers(int count, double size, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => size * (2 * random.NextDouble() - 1))];
    }

    private static float[] Float(int count, double size, int seed)
        => Array.ConvertAll(Numbers(count, size, seed), x => (float)x);
}
