using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class FeaturesOrPixels : ILesson
{
    private const int Side = 28, Batch = 100, Steps = 1_000, TestImages = 1_000;

    public string Name => "features-or-pixels";

    public void Run(Notebook note)
    {
        (DigitSet train, DigitSet test) = note.Digits();
        (string Name, Func<ReadOnlySpan<float>, float[]> Of, int Hidden)[] ways =
        [
            ("poor", pixels => [4 * Ink(pixels, 0, 0, 28), 8 * (Ink(pixels, 0, 0, 14) - Ink(pixels, 0, 14, 14))], 0),
            ("blocks", pixels => [.. Blocks(pixels.ToArray(), 7)], 0),
            ("pixels", pixels => pixels.ToArray(), 30),
        ];
        var ends = new Dictionary<string, double>();
        var curves = note.Chart("curves");
        foreach (var (name, features, hidden) in ways)
        {
            var curve = Learn(All(train, features), All(test, features), hidden, train, test);
            curves.Line(name, curve);
            ends[name] = curve[^1].Accuracy;
        }
        note.Say("features");
        note.Say("shapes", train.Count, train.Pixels, DigitSet.Classes);
        note.Say("ends", 100 * ends["poor"], 100 * ends["blocks"], 100 * ends["pixels"]);
        note.Claim("shapes", train.Pixels, Side * Side, Side * Side);
        note.Claim("poor", ends["poor"], atMost: 0.5);
        note.Claim("blocks", ends["blocks"] - ends["poor"], atLeast: 0.2);
        note.Claim("pixels", ends["pixels"] - ends["blocks"], atLeast: 0.02);
    }

    /// <summary>The mean of the pixels of a square.</summary>
    private static float Ink(ReadOnlySpan<float> pixels, int top, int left, int size)
    {
        float sum = 0;
        for (int row = top; row < top + size; row++)
            foreach (float pixel in pixels.Slice(row * Side + left, size))
                sum += pixel;
        return sum / (size * size);
    }

    private static IEnumerable<float> Blocks(float[] pixels, int size)
        => from top in Descent.First(Side / size)
           from left in Descent.First(Side / size)
           select Ink(pixels, top * size, left * size, size);

    private static float[][] All(DigitSet digits, Func<ReadOnlySpan<float>, float[]> features)
    {
        float[] pixels = new float[digits.Count * digits.Pixels];
        digits.CopyInputs(Descent.First(digits.Count), pixels);
        return [.. Descent.First(digits.Count).Select(i => features(pixels.AsSpan(i * digits.Pixels, digits.Pixels)))];
    }

    // The same net, steps and batches for all; without a hidden layer it weighs its inputs and adds them up.
    private static List<(double Step, double Accuracy)> Learn(
        float[][] train, float[][] test, int hidden, DigitSet trainDigits, DigitSet testDigits)
    {
        var tape = new Tape<float>(threads: 2);
        int inputs = train[0].Length;
        int[] layers = hidden == 0 ? [inputs, DigitSet.Classes] : [inputs, hidden, DigitSet.Classes];
        var net = new Mlp<float>(tape, layers, Activation.Relu);
        net.Initialize(Initializer.He, seed: 1);
        (Var seen, Var judged) = (tape.Input(new(Batch, inputs)), tape.Input(new(TestImages, inputs)));
        (Labels labels, Labels truth) = (tape.Labels(Batch), tape.Labels(TestImages));
        Var loss = tape.SoftmaxCrossEntropy(net.Record(seen), labels), answers = net.Record(judged);
        int[] tests = Descent.First(TestImages);
        tests.SelectMany(i => test[i]).ToArray().CopyTo(tape.Values(judged));
        testDigits.CopyLabels(tests, tape.Values(truth));
        MiniBatches batches = MiniBatches.ShuffledEpochs(train.Length, Batch, seed: 2);
        List<(double, double)> curve = [];
        for (int step = 0; step <= Steps; step++)
        {
            ReadOnlySpan<int> which = batches.Next();
            which.ToArray().SelectMany(i => train[i]).ToArray().CopyTo(tape.Values(seen));
            trainDigits.CopyLabels(which, tape.Values(labels));
            tape.Step(loss, 0.3);
            if (step % 50 == 0)
            {
                tape.Forward();
                curve.Add((step, tape.Right(answers, truth) / (double)TestImages));
            }
        }
        return curve;
    }
}
