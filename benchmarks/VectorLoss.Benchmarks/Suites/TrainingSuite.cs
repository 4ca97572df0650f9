using BenchmarkDotNet.Attributes;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>Forward, backward and update of 784-100-10; 33 images leave edge tiles and tails.</summary>
[BenchmarkCategory("training")]
public class TrainingSuite
{
    private readonly Sgd<float> sgd = new();
    private readonly Adam<float> adam = new();

    private Tape<float> tape = new();
    private Var[] parameters = [];
    private Var loss;

    [Params(8, 33, 100)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        tape = new Tape<float>();
        var net = new Mlp<float>(tape, [784, 100, 10]);
        net.Initialize(Initializer.He, 1);
        parameters = net.Parameters.ToArray();
        Var images = tape.Input(new Shape(Batch, 784));
        Labels labels = tape.Labels(Batch);
        loss = tape.SoftmaxCrossEntropy(net.Record(images), labels);
        Inputs.Floats(Batch * 784, 6).CopyTo(tape.Values(images));
        Inputs.Labels(Batch, 10).CopyTo(tape.Values(labels));
        tape.Forward();
        float before = tape.Scalar(loss);
        for (int step = 0; step < 20; step++)
            Sgd();
        if (!(tape.Scalar(loss) < before))
            throw new InvalidOperationException($"Not timed: the loss went from {before} to {tape.Scalar(loss)}.");
    }

    [Benchmark(Baseline = true)]
    public void Sgd() => Step(sgd, 0.01);

    [Benchmark]
    public void Adam() => Step(adam, 1e-4);

    private void Step(Optimizer<float> update, double rate)
    {
        tape.Forward();
        tape.Backward(loss);
        update.Begin(rate);
        for (int i = 0; i < parameters.Length; i++)
            update.Update(i, tape.Values(parameters[i]), tape.Gradient(parameters[i]));
    }
}
