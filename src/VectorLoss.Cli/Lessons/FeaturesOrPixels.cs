using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class FeaturesOrPixels : ILesson
{
    private const int Side = 28, Batch = 100, Steps = 600, Tests = 1_000, Hidden = 30;

    public string Name => "features-or-pixels";

    public void Run(Notebook note)
    {
        (DigitSet train, DigitSet test) = note.Digits();
        float[] oneHot = new float[train.Count * DigitSet.Classes];
        train.CopyOneHot(Descent.First(train.Count), oneHot);
        note.Say("shapes", train.Count, train.Pixels, DigitSet.Classes);
        note.Claim("shapes", train.Pixels, Side * Side, Side * Side);
        int whole = oneHot.Chunk(DigitSet.Classes).Count(row => row.Max() == 1 && row.Sum() == 1);
        note.Claim("onehot", whole, train.Count, train.Count);
        note.Claim("range", All(train, image => image).Max(image => image.Max()), 1, 1);

        var poor = Learn(train, test, Balance, hidden: 0);
        var ends = new Dictionary<double, (double Plain, double Hidden)>();
        note.Control("curves", [28, 14, 7, 4, 2, 1], usual: 7, (chart, side) =>
        {
            var plain = Learn(train, test, image => Squares(image, (int)side), hidden: 0);
            var deep = Learn(train, test, image => Squares(image, (int)side), Hidden);
            ends[side] = (plain[^1].Accuracy, deep[^1].Accuracy);
            chart.Line("poor", poor).Line("plain", plain).Line("hidden", deep);
        }, rangeY: (0, 1));
        note.Say("ends", 100 * poor[^1].Accuracy, 100 * ends[7].Plain, 100 * ends[1].Hidden);
        note.Say("hidden", 100 * ends[7].Hidden, 100 * ends[1].Plain);
        note.Claim("poor", poor[^1].Accuracy, atMost: 0.5);
        note.Claim("blocks", ends[7].Plain - poor[^1].Accuracy, atLeast: 0.2);
        note.Claim("pixels", ends[1].Hidden - ends[7].Hidden, atLeast: 0.02);
    }

    // How much ink, and how much more in the left upper quarter than in the right one.
    private static float[] Balance(float[] image)
        => [4 * Ink(image, 0, 0, Side), 8 * (Ink(image, 0, 0, Side / 2) - Ink(image, 0, Side / 2, Side / 2))];

    private static float[] Squares(float[] image, int side)
        => [.. from top in Descent.First(Side / side)
               from left in Descent.First(Side / side)
               select Ink(image, top * side, left * side, side)];

    private static float Ink(float[] image, int top, int left, int side)
        => Descent.First(side * side).Sum(i => image[((top + (i / side)) * Side) + left + (i % side)]) / (side * side);

    // The same steps and batches for all; without a hidden layer the net weighs its inputs and adds them up.
    private static List<(double Step, double Accuracy)> Learn(
        DigitSet train, DigitSet test, Func<float[], float[]> features, int hidden)
    {
        float[][] seen = All(train, features), judged = All(test, features)[..Tests];
        var tape = new Tape<float>(threads: 2);
        int[] layers = [seen[0].Length, .. hidden == 0 ? [] : new[] { hidden }, DigitSet.Classes];
        var net = new Mlp<float>(tape, layers, Activation.Relu);
        net.Initialize(Initializer.He, seed: 1);
        (Var batch, Var all) = (tape.Input(new(Batch, layers[0])), tape.Input(new(Tests, layers[0])));
        (Labels labels, Labels truth) = (tape.Labels(Batch), tape.Labels(Tests));
        Var loss = tape.SoftmaxCrossEntropy(net.Record(batch), labels), answers = net.Record(all);
        judged.SelectMany(row => row).ToArray().CopyTo(tape.Values(all));
        test.CopyLabels(Descent.First(Tests), tape.Values(truth));
        MiniBatches batches = MiniBatches.ShuffledEpochs(seen.Length, Batch, seed: 2);
        List<(double, double)> curve = [];
        for (int step = 0; step <= Steps; step++)
        {
            int[] which = batches.Next().ToArray();
            which.SelectMany(i => seen[i]).ToArray().CopyTo(tape.Values(batch));
            train.CopyLabels(which, tape.Values(labels));
            tape.Step(loss, 0.3);
            if (step % 30 == 0)
            {
                tape.Forward();
                curve.Add((step, tape.Right(answers, truth) / (double)Tests));
            }
        }
        return curve;
    }

    private static float[][] All(DigitSet digits, Func<float[], float[]> features)
    {
        float[] pixels = new float[digits.Count * digits.Pixels];
        digits.CopyInputs(Descent.First(digits.Count), pixels);
        return [.. pixels.Chunk(digits.Pixels).Select(features)];
    }
}
