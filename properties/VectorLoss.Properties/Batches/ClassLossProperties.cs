using FsCheck;
using FsCheck.Fluent;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Properties;

/// <summary>
/// What holds of every loss of classes, on drawn batches: invariances of the gradient, and options that say the same
/// in two ways.
/// </summary>
public class ClassLossProperties
{
    private delegate double ByLabel(double[] x, int classes, int[] labels, double[] gradient,
        in ClassOptions<double> options);

    private delegate double ByTarget(double[] x, int classes, double[] targets, double[] gradient,
        in ClassOptions<double> options);

    /// <summary>A loss through its doors; without targets it takes labels only.</summary>
    private sealed record Door(string Name, bool OfLogits, ByLabel Labels, ByTarget? Targets);

    private static readonly Door[] Doors =
    [
        Of(new CrossEntropy()), Of(new CategoricalFocal()), Of(new CategoricalFocal(1.5, 0.25)),
        Of(new PolyCrossEntropy(1)), Of(new GeneralizedCrossEntropy(0.7)),
        Centred(new NegativeLogLikelihood(), ofLogits: false), Centred(new Sparsemax(), ofLogits: true),
        Centred(new MultiMargin(2, 0.5), ofLogits: true) with { Targets = null },
        Centred(new CrammerSinger(), ofLogits: true) with { Targets = null },
    ];

    private static Door Of<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => new($"{loss}", true,
        (double[] x, int classes, int[] labels, double[] gradient, in ClassOptions<double> options)
        => loss.ValueAndGradient(x, classes, labels, gradient, options),
        (double[] x, int classes, double[] targets, double[] gradient, in ClassOptions<double> options)
        => loss.ValueAndGradient(x, classes, targets, gradient, options));

    private static Door Centred<TLoss>(TLoss loss, bool ofLogits)
        where TLoss : struct, ICentredLoss => new($"{loss}", ofLogits,
        (double[] x, int classes, int[] labels, double[] gradient, in ClassOptions<double> options)
        => loss.ValueAndGradient(x, classes, labels, gradient, options),
        (double[] x, int classes, double[] targets, double[] gradient, in ClassOptions<double> options)
        => loss.ValueAndGradient(x, classes, targets, gradient, options));

    /// <summary>A drawn batch; every array of it follows from the seed.</summary>
    public sealed record Batch(int Loss, int Rows, int Classes, int Seed)
    {
        public double[] X => Draw(1, Rows * Classes, random => 8 * random.NextDouble() - 4);

        public double[] ClassWeights => Draw(2, Classes, random => 0.25 + random.NextDouble());

        public double[] SampleWeights => Draw(3, Rows, random => random.Next(4) == 0 ? 0 : 2 * random.NextDouble());

        public int[] Labels => [.. Draw(4, Rows, random => random.Next(Classes)).Select(label => (int)label)];

        public double[] OneHot
        {
            get
            {
                double[] targets = new double[Rows * Classes];
                for (int row = 0; row < Rows; row++)
                    targets[row * Classes + Labels[row]] = 1;
                return targets;
            }
        }

        public int[] Permutation(int count)
        {
            int[] order = [.. Enumerable.Range(0, count)];
            new Random(Seed).Shuffle(order);
            return order;
        }

        private double[] Draw(int stream, int count, Func<Random, double> one)
        {
            Random random = new(unchecked(Seed * 31 + stream));
            return [.. Enumerable.Range(0, count).Select(_ => one(random))];
        }
    }

    /// <summary>How batches are drawn and made smaller.</summary>
    public static class Drawn
    {
        public static Arbitrary<Batch> Batches() => Arb.From(
            from loss in Gen.Choose(0, Doors.Length - 1)
            from rows in Gen.Choose(1, 20)
            from classes in Gen.Frequency((9, Gen.Choose(1, 90)), (1, Gen.Choose(250, 300)))
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select new Batch(loss, rows, classes, seed),
            batch => (Batch[])[batch with { Rows = 1 }, batch with { Rows = Math.Max(1, batch.Rows / 2) },
                batch with { Classes = Math.Max(1, batch.Classes / 2) }]);
    }

    // Values are at most ~10 a row and sums have at most 300 terms of size ~4: 300·10·2⁻⁵² a row.
    private static void Near(double expected, double actual, int rows = 1)
        => Assert.True(Math.Abs(expected - actual) <= 1e-12 * rows * (1 + Math.Abs(expected)),
        $"{expected:R} and {actual:R}");

    private static void Near(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Near(expected[i], actual[i]);
    }

    [Law(300, typeof(Drawn))]
    public void Gradient_rows_of_logits_sum_to_zero_and_a_shifted_row_costs_the_same(Batch batch)
    {
        Door door = Doors[batch.Loss];
        if (!door.OfLogits)
            return;
        double[] x = batch.X, gradient = new double[x.Length], shifted = [.. x], second = new double[x.Length];
        double value = door.Labels(x, batch.Classes, batch.Labels, gradient,
            new() { Batch = new() { Reduction = Reduction.Sum }, LabelSmoothing = door.Targets is null ? 0 : 0.1 });
        for (int row = 0; row < batch.Rows; row++)
        {
            Near(0, gradient.AsSpan(row * batch.Classes, batch.Classes).ToArray().Sum());
            // Integers, so that the shift is exact for most digits: what is left is below 2⁻⁵⁰·shift.
            for (int c = 0; c < batch.Classes; c++)
                shifted[row * batch.Classes + c] += 3 * row;
        }
        Near(value, door.Labels(shifted, batch.Classes, batch.Labels, second,
            new() { Batch = new() { Reduction = Reduction.Sum }, LabelSmoothing = door.Targets is null ? 0 : 0.1 }),
            60);
        for (int i = 0; i < x.Length; i++)
            Assert.True(Math.Abs(gradient[i] - second[i]) <= 1e-11, $"{gradient[i]:R} and {second[i]:R}");
    }

    [Law(300, typeof(Drawn))]
    public void Labels_one_hot_rows_and_distributions_of_one_meaning_cost_the_same(Batch batch)
    {
        Door door = Doors[batch.Loss];
        if (door.Targets is null)
            return;
        double[] first = new double[batch.X.Length], second = new double[first.Length];
        foreach (double smoothing in (double[])[0, 0.2])
        {
            ClassOptions<double> options = new()
            {
                Batch = new() { Weights = batch.SampleWeights },
                ClassWeights = batch.ClassWeights,
                LabelSmoothing = smoothing,
                Divisor = ClassDivisor.ClassWeights,
            };
            double byLabel = door.Labels(batch.X, batch.Classes, batch.Labels, first, options);
            Near(byLabel, door.Targets(batch.X, batch.Classes, batch.OneHot, second, options));
            Near(first, second);
        }
    }

    [Law(300, typeof(Drawn))]
    public void Neutral_options_change_nothing(Batch batch)
    {
        Door door = Doors[batch.Loss];
        double[] first = new double[batch.X.Length], second = new double[first.Length],
            ones = new double[batch.Classes], samples = new double[batch.Rows];
        bool[] mask = new bool[batch.Rows];
        Array.Fill(ones, 1);
        Array.Fill(samples, 1);
        Array.Fill(mask, true);
        double plain = door.Labels(batch.X, batch.Classes, batch.Labels, first, default);
        Near(plain, door.Labels(batch.X, batch.Classes, batch.Labels, second,
            new()
            {
                Batch = new() { Weights = samples, Mask = mask },
                ClassWeights = ones,
                Ignore = ClassOptions<double>.PyTorchIgnore,
            }));
        Near(first, second);
    }

    [Law(300, typeof(Drawn))]
    public void A_sum_is_n_times_the_mean_and_parts_add_up(Batch batch)
    {
        Door door = Doors[batch.Loss];
        double[] gradient = new double[batch.X.Length];
        double mean = door.Labels(batch.X, batch.Classes, batch.Labels, gradient, default), total = 0;
        Near(mean * batch.Rows,
            door.Labels(batch.X, batch.Classes, batch.Labels, gradient, Reduction.Sum),
            batch.Rows);
        for (int row = 0; row < batch.Rows; row++)
            total += door.Labels(batch.X[(row * batch.Classes)..((row + 1) * batch.Classes)], batch.Classes,
                [batch.Labels[row]], new double[batch.Classes],
                Reduction.MeanBy(batch.Rows));
        Near(mean, total, batch.Rows);
    }

    [Law(300, typeof(Drawn))]
    public void Ignored_labels_count_as_rows_that_are_not_there(Batch batch)
    {
        Door door = Doors[batch.Loss];
        int[] labels = batch.Labels;
        HashSet<int> ignored = [labels[0], -7];
        int[] kept = [.. Enumerable.Range(0, batch.Rows).Where(row => !ignored.Contains(labels[row]))];
        double[] gradient = new double[batch.X.Length];
        double value = door.Labels(batch.X, batch.Classes, labels, gradient,
            new()
            {
                Batch = new() { Empty = EmptyBatch.Zero },
                Ignore = ignored.ToArray(),
                ClassWeights = batch.ClassWeights
            });
        double[] x = [.. kept.SelectMany(row => batch.X[(row * batch.Classes)..((row + 1) * batch.Classes)])],
            rest = new double[x.Length];
        Near(value, door.Labels(x, batch.Classes, [.. kept.Select(row => labels[row])], rest,
            new() { Batch = new() { Empty = EmptyBatch.Zero }, ClassWeights = batch.ClassWeights }));
        Near(rest, [.. kept.SelectMany(row => gradient[(row * batch.Classes)..((row + 1) * batch.Classes)])]);
        Assert.All(Enumerable.Range(0, batch.Rows).Except(kept),
            row => Assert.All(gradient[(row * batch.Classes)..((row + 1) * batch.Classes)],
            slope => Assert.Equal(0, slope)));
    }

    [Law(300, typeof(Drawn))]
    public void Permuted_rows_permute_the_gradient_to_the_bit_and_classes_to_a_rounding(Batch batch)
    {
        Door door = Doors[batch.Loss];
        int n = batch.Classes;
        int[] rows = batch.Permutation(batch.Rows), classes = batch.Permutation(n), labels = batch.Labels;
        double[] first = new double[batch.X.Length], second = new double[first.Length];
        double value = door.Labels(batch.X, n, labels, first, default);
        double moved = door.Labels([.. rows.SelectMany(row => batch.X[(row * n)..((row + 1) * n)])], n,
            [.. rows.Select(row => labels[row])], second, default);
        Near(value, moved);
        Assert.Equal([.. rows.SelectMany(row => first[(row * n)..((row + 1) * n)])], second);
        double[] x = [.. Enumerable.Range(0, first.Length).Select(i => batch.X[i / n * n + classes[i % n]])];
        Near(value, door.Labels(x, n, [.. labels.Select(label => Array.IndexOf(classes, label))], second, default));
        Near([.. Enumerable.Range(0, first.Length).Select(i => first[i / n * n + classes[i % n]])], second);
    }

    [Law(300, typeof(Drawn))]
    public void A_gradient_in_place_is_the_one_out_of_place(Batch batch)
    {
        Door door = Doors[batch.Loss];
        double[] x = batch.X, apart = new double[x.Length];
        double smoothing = door.Targets is null ? 0 : 0.1;
        double value = door.Labels(x, batch.Classes, batch.Labels, apart, new() { LabelSmoothing = smoothing });
        Assert.Equal(value, door.Labels(x, batch.Classes, batch.Labels, x, new() { LabelSmoothing = smoothing }));
        Assert.Equal(apart, x);
    }

    [Law(300, typeof(Drawn))]
    public void Pieces_of_a_linear_layer_give_the_whole(Batch batch)
    {
        const int Features = 3;
        Random random = new(batch.Seed);
        double[] hidden = [.. Enumerable.Range(0, batch.Rows * Features).Select(_ => 2 * random.NextDouble() - 1)];
        double[] weight = [.. Enumerable.Range(0, batch.Classes * Features).Select(_ => 2 * random.NextDouble() - 1)];
        double[] logits = new double[batch.Rows * batch.Classes], dHidden = new double[hidden.Length],
            expected = new double[hidden.Length];
        MatrixProduct.Multiply<double>(false, true, batch.Rows, batch.Classes, Features, hidden, weight, logits);
        double whole = new CrossEntropy().ValueAndGradient(logits, batch.Classes, batch.Labels, logits,
            new() { LabelSmoothing = 0.1, LseSquareScale = 0.01 });
        MatrixProduct.Multiply<double>(batch.Rows, Features, batch.Classes, logits, weight, expected);
        LinearLayer<double> layer = new()
        {
            Hidden = hidden,
            Weight = weight,
            Features = Features,
            Classes = batch.Classes
        };
        double[] workspace = new double[(1 + random.Next(batch.Rows)) * batch.Classes];
        Assert.Equal(whole, new CrossEntropy().ValueAndGradient(layer, batch.Labels, new() { Hidden = dHidden },
            workspace,
            new() { LabelSmoothing = 0.1, LseSquareScale = 0.01 }));
        Assert.Equal(expected, dHidden);
    }
}
