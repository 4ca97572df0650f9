using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>Distillation of a linear layer, piece by piece, against all logits at once.</summary>
public class LinearDistillationTests
{
    private const int Rows = 12, Features = 16, TeacherFeatures = 8, Classes = 700;

    private sealed record Numbers<T>(T[] Hidden, T[] Weight, T[] Bias, T[] TeacherHidden, T[] TeacherWeight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static Numbers<T> Draw() => new(Of(1, Rows * Features), Of(2, Classes * Features), Of(3, Classes),
            Of(4, Rows * TeacherFeatures), Of(5, Classes * TeacherFeatures));

        private static T[] Of(int seed, int count)
        {
            Random random = new(seed);
            return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(2 * random.NextDouble() - 1))];
        }

        public LinearLayer<T> Student
            => new() { Hidden = Hidden, Weight = Weight, Bias = Bias, Features = Features, Classes = Classes };

        public LinearLayer<T> Teacher => new()
        {
            Hidden = TeacherHidden,
            Weight = TeacherWeight,
            Features = TeacherFeatures,
            Classes = Classes,
        };

        public static T[] Logits(LinearLayer<T> layer)
        {
            T[] logits = new T[Rows * Classes];
            MatrixProduct.Linear(false, true, Rows, Classes, layer.Features, layer.Hidden, layer.Features,
                layer.Weight, layer.Features, layer.Bias, Activation.None, logits, Classes, 1);
            return logits;
        }
    }

    public static TheoryData<string, int, bool> Cases => new(
        from loss in (string[])["forward", "reverse", "skewed", "jensen-shannon"]
        from rows in (int[])[1, 5, 64]
        from masked in (bool[])[false, true]
        select new TheoryDataRow<string, int, bool>(loss, rows, masked));

    [Theory, MemberData(nameof(Cases))]
    public void Value_and_gradients_are_those_of_all_logits_at_once(string loss, int rows, bool masked)
    {
        switch (loss)
        {
            case "forward": Agrees(new Distillation(2), rows, masked); break;
            case "reverse": Agrees(new ReverseDistillation(0.5), rows, masked); break;
            case "skewed": Agrees(new SkewedDistillation(0.25, 2), rows, masked); break;
            default: Agrees(new JensenShannonDistillation(0.75, 1.5), rows, masked); break;
        }
    }

    private static void Agrees<TLoss>(TLoss loss, int workspaceRows, bool masked) where TLoss : struct, IRowLoss
    {
        Agrees<TLoss, double>(loss, workspaceRows, masked, 1e-13);
        Agrees<TLoss, float>(loss, workspaceRows, masked, 1e-5);
    }

    private static void Agrees<TLoss, T>(TLoss loss, int workspaceRows, bool masked, double bound)
        where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers<T> numbers = Numbers<T>.Draw();
        bool[] mask = [.. Enumerable.Range(0, Rows).Select(row => row % 5 != 1)];
        T[] factors = [.. Enumerable.Range(0, Rows).Select(row => T.CreateTruncating(0.75 - row % 3))];
        BatchOptions<T> options = masked ? new() { Mask = mask, Factors = factors, Upstream = 2 } : new();
        T[] student = Numbers<T>.Logits(numbers.Student), teacher = Numbers<T>.Logits(numbers.Teacher);
        T[] slopes = new T[student.Length], values = new T[Rows];
        double expected = loss.ValueAndGradient(
            new RowInputs<T> { First = student, Second = teacher, Columns = Classes },
            new LossGradients<T> { First = slopes }, options);
        loss.Values(new RowInputs<T> { First = student, Second = teacher, Columns = Classes }, values, options);
        T[] hidden = new T[Rows * Features], weight = new T[Classes * Features], bias = new T[Classes];
        MatrixProduct.Multiply(false, false, Rows, Features, Classes, T.One, slopes, Classes, numbers.Weight, Features,
            T.Zero, hidden, Features);
        MatrixProduct.Multiply(true, false, Classes, Features, Rows, T.One, slopes, Classes, numbers.Hidden, Features,
            T.Zero, weight, Features);
        for (int at = 0; at < slopes.Length; at++)
            bias[at % Classes] += slopes[at];

        T[] dHidden = new T[hidden.Length], dWeight = new T[weight.Length], dBias = new T[Classes];
        LinearGradients<T> gradients = new() { Hidden = dHidden, Weight = dWeight, Bias = dBias };
        T[] workspace = new T[workspaceRows * Classes], wide = new T[2 * workspace.Length], found = new T[Rows];
        Same(loss.ValueAndGradient(numbers.Student, teacher, gradients, workspace, options));
        Array.Clear(dHidden);
        Array.Clear(dWeight);
        Same(loss.ValueAndGradient(numbers.Student, numbers.Teacher, gradients, wide, options));
        // Without a gradient of the weight, all rows go through the workspace.
        dHidden.AsSpan().Fill(T.NaN);
        Assert.Equal(expected, loss.ValueAndGradient(
            numbers.Student, teacher, new LinearGradients<T> { Hidden = dHidden }, workspace, options), bound);
        Near(hidden, dHidden);
        Assert.Equal(expected, loss.Value(numbers.Student, teacher, workspace, options), bound);
        Assert.Equal(expected, loss.Value(numbers.Student, numbers.Teacher, wide, options), bound);
        loss.Values(numbers.Student, teacher, found, workspace, options);
        Assert.Equal(values, found);

        void Same(double value)
        {
            Assert.Equal(expected, value, bound);
            Near(hidden, dHidden);
            Near(weight, dWeight);
            Near(bias, dBias);
        }

        // Sums of at most 700 products of numbers below 1, in another order.
        void Near(T[] one, T[] other) => Assert.All(one.Zip(other), pair
            => Assert.Equal(double.CreateTruncating(pair.First), double.CreateTruncating(pair.Second), bound));
    }

    [Fact]
    public void The_workspace_moves_no_bit_and_threads_do_not_either()
    {
        Numbers<float> numbers = Numbers<float>.Draw();
        float[] teacher = Numbers<float>.Logits(numbers.Teacher);
        (double Value, float[] Hidden, float[] Weight) first = Run(1, 1), second = Run(40, 2);
        Assert.Equal(first.Value, second.Value);
        Assert.Equal(first.Hidden, second.Hidden);

        (double, float[], float[]) Run(int rows, int threads)
        {
            float[] hidden = new float[Rows * Features], weight = new float[Classes * Features];
            double value = new Distillation(2).ValueAndGradient(numbers.Student, teacher,
                new LinearGradients<float> { Hidden = hidden, Weight = weight }, new float[rows * Classes],
                new BatchOptions<float> { Threads = threads });
            return (value, hidden, weight);
        }
    }

    [Fact]
    public void Rows_that_do_not_count_may_hold_NaN()
    {
        Numbers<double> numbers = Numbers<double>.Draw();
        numbers.Hidden.AsSpan(0, Features).Fill(double.NaN);
        double[] teacher = Numbers<double>.Logits(numbers.Teacher), hidden = new double[Rows * Features];
        double[] weight = new double[Classes * Features];
        bool[] mask = [false, .. Enumerable.Repeat(true, Rows - 1)];
        double value = new Distillation(2).ValueAndGradient(numbers.Student, teacher,
            new LinearGradients<double> { Hidden = hidden, Weight = weight }, new double[3 * Classes],
            new BatchOptions<double> { Mask = mask });
        Assert.True(value > 0);
        Assert.All(hidden[..Features], slope => Assert.Equal(0, slope));
        Assert.DoesNotContain(weight, double.IsNaN);
        Assert.Equal(0, new Distillation().Value(numbers.Student, teacher, new double[Classes],
            new BatchOptions<double> { Mask = new bool[Rows], Empty = EmptyBatch.Zero }));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Numbers<double> numbers = Numbers<double>.Draw();
        double[] teacher = new double[Rows * Classes], workspace = new double[2 * Classes];
        Refused("teacher", () => new Distillation().Value(numbers.Student, teacher[1..], workspace));
        Refused("workspace", () => new Distillation().Value(numbers.Student, teacher, workspace.AsSpan(0, 5)));
        Refused("workspace",
            () => new Distillation().Value(numbers.Student, numbers.Teacher, workspace.AsSpan(0, 2 * Classes - 1)));
        Refused("teacher", () => new Distillation().Value(numbers.Student,
            numbers.Teacher with { Hidden = numbers.TeacherHidden.AsSpan(TeacherFeatures) }, workspace));
        Refused("gradient of Hidden", () => new Distillation().ValueAndGradient(numbers.Student, numbers.Teacher,
            new LinearGradients<double> { Hidden = numbers.TeacherHidden }, workspace));
        Refused("teacher", () => new Distillation().Value(numbers.Student, teacher, teacher));
        Assert.Contains("Dice", Assert.Throws<NotSupportedException>(
            () => new Dice().Value(numbers.Student, teacher, workspace)).Message);

        static void Refused(string word, Action call)
            => Assert.Contains(word, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Numbers<float> numbers = Numbers<float>.Draw();
        float[] teacher = Numbers<float>.Logits(numbers.Teacher), workspace = new float[4 * Classes];
        float[] hidden = new float[Rows * Features], weight = new float[Classes * Features];
        Allocations.None(() => new Distillation(2).ValueAndGradient(numbers.Student, teacher,
            new LinearGradients<float> { Hidden = hidden, Weight = weight }, workspace));
        Allocations.None(() => new JensenShannonDistillation().ValueAndGradient(numbers.Student, numbers.Teacher,
            new LinearGradients<float> { Hidden = hidden, Weight = weight }, workspace));
    }
}
