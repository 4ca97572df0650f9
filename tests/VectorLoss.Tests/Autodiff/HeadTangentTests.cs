using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Forward and second-order rules of every loss of the catalogue as a head of a tape.</summary>
public class HeadTangentTests
{
    private static bool SeesAllRows(string name)
        => LossCatalog.Find(name)!.Family is LossFamily.Contrast or LossFamily.Similarity
            && name is not ("arcface" or "cosface" or "proxy-nca");

    public static TheoryData<string> Every => [.. LossCatalog.All.Select(card => card.Name)];

    [Theory, MemberData(nameof(Every))]
    public void The_tangent_of_a_loss_is_its_gradient_times_the_direction(string name)
    {
        (Tape<double> tape, Var head) = Record(name, chosen: true);
        Tangent_agrees(tape, head);
        (tape, head) = Record(name, chosen: true, reduction: "none");
        if (!SeesAllRows(name))
            Tangent_agrees(tape, tape.Sum(tape.Square(head)));
        else
        {
            tape.Forward();
            Assert.Throws<NotSupportedException>(() => tape.JacobianVector(head));
        }
    }

    private static void Tangent_agrees(Tape<double> tape, Var head)
    {
        tape.ForwardBackward(head);
        (double expected, double size) = (0, 0);
        foreach (Var leaf in tape.Parameters)
            for (int i = 0; i < tape.ShapeOf(leaf).Count; i++)
            {
                double part = tape.Gradient(leaf)[i] * tape.Direction(leaf)[i];
                (expected, size) = (expected + part, size + Math.Abs(part));
            }
        // Both are sums of the same products of fewer than 100 numbers.
        Assert.Equal(expected, tape.JacobianVector(head)[0], 100 * Math.ScaleB(size, -53));
    }

    [Theory, MemberData(nameof(Every))]
    public void Products_with_the_Hessian_agree_with_differences_of_gradients(string name)
    {
        (Tape<double> tape, Var head) = Record(name);
        Agrees(tape, head);
        (tape, head) = Record(name, chosen: true);
        Agrees(tape, head);
        (tape, head) = Record(name, chosen: true, reduction: "none");
        if (!SeesAllRows(name))
            Agrees(tape, tape.Sum(tape.Square(head)));
    }

    public static TheoryData<string, bool> Options => new(
        from name in (string[])["plain", "smoothed", "capped", "z-loss", "weighted", "all"]
        from labelled in (bool[])[true, false]
        select new TheoryDataRow<string, bool>(name, labelled));

    [Theory, MemberData(nameof(Options))]
    public void Options_of_classes_reach_the_second_order(string name, bool labelled)
    {
        bool all = name == "all";
        ClassLossOptions options = new()
        {
            LabelSmoothing = all || name == "smoothed" ? 0.1 : 0,
            Softcap = all || name == "capped" ? 2 : 0,
            LseSquareScale = all || name == "z-loss" ? 0.3 : 0,
            ClassWeights = all || name == "weighted" ? [0.5, 1, 2, 0.25, 3] : [],
            Ignore = all && labelled ? [2] : [],
        };
        foreach (bool focal in (bool[])[false, true])
        {
            Tape<double> tape = new();
            Random random = new(21);
            Var logits = tape.Parameter(new(4, 5)), targets = tape.Input(new(4, 5));
            Labels labels = tape.Labels(4);
            new[] { 0, 2, 4, 1 }.CopyTo(tape.Values(labels));
            Fill(tape.Values(logits), random, -2, 2);
            Fill(tape.Values(targets), random, 0, 0.4);
            Fill(tape.Direction(logits), random, -1, 1);
            Var head = (focal, labelled) switch
            {
                (true, true) => tape.ClassLoss(new CategoricalFocal(2), logits, labels, default, options),
                (true, false) => tape.ClassLoss(new CategoricalFocal(2), logits, targets, default, options),
                (false, true) => tape.SoftmaxCrossEntropy(logits, labels, default, options),
                (false, false) => tape.SoftmaxCrossEntropy(logits, targets, default, options),
            };
            Agrees(tape, tape.Log(tape.Add(head, tape.Exp(head))));
        }
    }

    [Fact]
    public void Weights_of_classes_and_samples_reach_the_second_order_of_every_centred_loss()
    {
        ClassLossOptions options = new() { ClassWeights = [0.5, 1, 2, 0.25, 3] };
        foreach (int which in (int[])[0, 1, 2])
        {
            Tape<double> tape = new();
            Random random = new(23);
            Var logits = tape.Parameter(new(4, 5));
            Labels labels = tape.Labels(4);
            new[] { 0, 2, 4, 1 }.CopyTo(tape.Values(labels));
            Fill(tape.Values(logits), random, -2, 2);
            Fill(tape.Direction(logits), random, -1, 1);
            Var head = which switch
            {
                0 => tape.ClassLoss(new Sparsemax(), logits, labels, default, options),
                1 => tape.ClassLoss(new MultiMargin(2), logits, labels, default, options),
                _ => tape.ClassLoss(new CrammerSinger(), logits, labels, default, options),
            };
            Agrees(tape, tape.Log(tape.Add(head, tape.Exp(head))));
        }
    }

    [Fact]
    public void A_masked_class_has_no_second_order_either()
    {
        Tape<double> tape = new();
        Var logits = tape.Parameter(new(1, 3));
        Var head = tape.SoftmaxCrossEntropy(logits, tape.Labels(1));
        new[] { 0.5, double.NegativeInfinity, 0.25 }.CopyTo(tape.Values(logits));
        tape.Direction(logits)[0] = 1;
        tape.Direction(logits)[1] = 1;
        tape.Forward();
        tape.HessianVector(head);
        // p(1 − p) of the two classes that remain, with an exponential of 2 ULP and ten operations.
        double p = 1 / (1 + Math.Exp(-0.25)), expected = p * (1 - p), bound = 16 * Math.ScaleB(1, -53);
        Assert.Equal(expected, tape.GradientTangent(logits)[0], bound);
        Assert.Equal(0, tape.GradientTangent(logits)[1]);
        Assert.Equal(-expected, tape.GradientTangent(logits)[2], bound);
    }

    [Fact]
    public void A_direction_in_an_input_without_a_derivative_is_refused()
    {
        Tape<double> tape = new();
        Var logits = tape.Parameter(new(2, 3)), targets = tape.Input(new(2, 3));
        Var head = tape.ClassLoss(new NegativeLogLikelihood(), logits, targets);
        tape.Direction(targets)[0] = 1;
        tape.Forward();
        string message = Assert.Throws<NotSupportedException>(() => tape.JacobianVector(head)).Message;
        Assert.Contains("no derivative by its input 1", message);
    }

    [Fact]
    public void Distributions_have_a_first_derivative_and_no_second()
    {
        Tape<double> tape = new();
        Var logits = tape.Parameter(new(2, 3)), targets = tape.Parameter(new(2, 3));
        foreach (Var leaf in (Var[])[logits, targets])
            for (int i = 0; i < 6; i++)
                (tape.Values(leaf)[i], tape.Direction(leaf)[i]) = (0.25 + i % 4, 1 - i % 3);
        Var head = tape.SoftmaxCrossEntropy(logits, targets);
        tape.Forward();
        Tangent_agrees(tape, head);
        string message = Assert.Throws<NotSupportedException>(() => tape.HessianVector(head)).Message;
        Assert.Contains("no second derivatives by target distributions", message);
    }

    [Theory, MemberData(nameof(Every))]
    public void Products_allocate_nothing(string name)
    {
        (Tape<double> tape, Var head) = Record(name);
        tape.ForwardBackward(head);
        Allocations.None(() => tape.HessianVector(head));
    }

    private static (Tape<double> Tape, Var Head) Record(string name, bool chosen = false, string reduction = "mean")
    {
        LossRequest request = CatalogueHeadTests.Request(name, reduction);
        request = chosen ? CatalogueHeadTests.Chosen(request) : request;
        Tape<double> tape = new();
        Var head = CatalogueHeadTests.Head(tape, request, CatalogueHeadTests.Leaves(tape, request));
        Random random = new(22);
        foreach (Var leaf in tape.Parameters)
            Fill(tape.Direction(leaf), random, -1, 1);
        return (tape, head);
    }

    private static void Agrees(Tape<double> tape, Var head)
    {
        const double step = 1e-4;
        double[] near = Differences(tape, head, step), far = Differences(tape, head, 2 * step);
        tape.ForwardBackward(head);
        double largest = tape.Parameters.Max(leaf => tape.Gradient(leaf).ToArray().Max(Math.Abs));
        tape.HessianVector(head);
        double[] actual = [.. tape.Parameters.SelectMany(leaf => tape.GradientTangent(leaf).ToArray())];
        for (int i = 0; i < actual.Length; i++)
        {
            // A central difference is off by c·h² and by the rounding of the gradient over h: the step doubled shows
            // the first three times over, and 400 roundings bound the second.
            double bound = Math.Abs(far[i] - near[i]) + 400 * Math.ScaleB(1 + largest, -53) / step;
            Assert.True(Math.Abs(near[i] - actual[i]) <= bound,
                $"element {i}: tape {actual[i]:R}, differences {near[i]:R} ± {bound:R}\n{tape.Describe()}");
        }
    }

    private static double[] Differences(Tape<double> tape, Var head, double step)
    {
        double[] above = GradientAt(tape, head, step), below = GradientAt(tape, head, -step);
        return [.. above.Zip(below, (a, b) => (a - b) / (2 * step))];
    }

    private static double[] GradientAt(Tape<double> tape, Var head, double step)
    {
        double[][] kept = [.. tape.Parameters.Select(leaf => tape.ReadOnlyValues(leaf).ToArray())];
        foreach (Var leaf in tape.Parameters)
            for (int i = 0; i < tape.ShapeOf(leaf).Count; i++)
                tape.Values(leaf)[i] += step * tape.Direction(leaf)[i];
        tape.ForwardBackward(head);
        for (int i = 0; i < kept.Length; i++)
            kept[i].CopyTo(tape.Values(tape.Parameters[i]));
        return [.. tape.Parameters.SelectMany(leaf => tape.Gradient(leaf).ToArray())];
    }

    private static void Fill(Span<double> numbers, Random random, double low, double high)
    {
        foreach (ref double number in numbers)
            number = low + (high - low) * random.NextDouble();
    }
}
