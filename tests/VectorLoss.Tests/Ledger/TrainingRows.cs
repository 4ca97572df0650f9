using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Tests.Ledger;

/// <summary>Rules of the optimisers on their own, and 40 steps of training a small net with each.</summary>
internal static class TrainingRows
{
    private const int Steps = 40, BatchSize = 20, Hidden = 12;

    private static readonly DigitSet Train = GeneratedDigits.Create(90, seed: 11);
    private static readonly DigitSet Test = GeneratedDigits.Create(30, seed: 12);

    public static IEnumerable<LedgerRow> All => [.. Rows<float>(), .. Rows<double>(), .. Rates()];

    private static IEnumerable<(string Name, Func<Optimizer<T>> Create)> Optimizers<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
    [
        ("sgd", () => new Sgd<T>()), ("sgd decay", () => new Sgd<T>(0.01)),
        ("momentum", () => new Momentum<T>()), ("momentum decay", () => new Momentum<T>(0.8, 0.01)),
        ("adam", () => new Adam<T>()), ("adam decay", () => new Adam<T>(0.8, 0.99, 1e-6, 0.01)),
        ("adamw", () => new AdamW<T>(0.8, 0.99, 1e-6, 0.01)), ("sgd nesterov", () => new Sgd<T>(0, 0.9, 0, true)),
        ("amsgrad", () => new AmsGrad<T>()), ("nadam", () => new NAdam<T>()), ("radam", () => new RAdam<T>()),
        ("rmsprop", () => new RmsProp<T>()), ("rmsprop centred", () => new RmsProp<T>(0.9, 1e-6, 0.01, 0.5, true)),
        ("adagrad", () => new Adagrad<T>()), ("lion", () => new Lion<T>(weightDecay: 0.01)),
        ("clipped and averaged", () => new AdamW<T> { ClipNorm = 0.5, ClipValue = 0.1, AverageDecay = 0.9 }),
    ];

    private static IEnumerable<LedgerRow> Rows<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string name, Func<Optimizer<T>> create) in Optimizers<T>())
        {
            yield return Update(name, create);
            yield return Training(name, create, ClassifierLoss.SoftmaxCrossEntropy, Activation.Relu);
        }
        yield return Training("sgd sigmoid cross-entropy-error", () => new Sgd<T>(),
            ClassifierLoss.CrossEntropyError, Activation.Sigmoid);
        yield return Training("sgd tanh mse", () => new Sgd<T>(), Of("mse"), Activation.Tanh);
        yield return Training("sgd relu hinge with norms", () => new Sgd<T>(),
            Of("hinge"), Activation.Relu, norms: true);
    }

    private static IEnumerable<LedgerRow> Rates() => Schedules.Select(schedule => LedgerRow.Of<double>(
        $"schedule/{schedule.Name}", 1, 100, bits =>
        {
            for (int step = 1; step <= 100; step++)
                bits.Add(schedule.Rate.At(step));
        }));

    private static IEnumerable<(string Name, LearningRate Rate)> Schedules =>
    [
        ("cosine", LearningRate.Cosine(0.3, 90, 0.01).WarmedUp(10)), ("one cycle", LearningRate.OneCycle(0.3, 90)),
        ("exponential", LearningRate.Exponential(0.3, 0.5, 30)),
    ];

    private static ClassifierLoss Of(string loss) => ClassifierLoss.Of(LedgerCards.Of(loss));

    private static LedgerRow Update<T>(string name, Func<Optimizer<T>> create)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Enough for three pieces, so that threads share them.
        const int count = 40_003;
        return LedgerRow.Of<T>($"optimizer/{name}", 1, count, bits =>
        {
            LedgerInputs inputs = new();
            T[] values = inputs.Numbers<T>(count);
            Optimizer<T> optimizer = create();
            for (int step = 1; step <= 3; step++)
            {
                T[] gradient = inputs.Numbers<T>(count);
                inputs.HardNumbers<T>(1000).CopyTo(gradient, 777);
                optimizer.Begin(0.1 / step);
                optimizer.Update(0, values, gradient, bits.Threads);
                bits.Add(values);
            }
        });
    }

    private static LedgerRow Training<T>(
        string name, Func<Optimizer<T>> create, ClassifierLoss loss, Activation hidden, bool norms = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => LedgerRow.Of<T>($"training/{name}", Steps, BatchSize, bits =>
        {
            Tape<T> tape = new(bits.Threads);
            Mlp<T> net = new(tape, [Train.Pixels, Hidden, DigitSet.Classes], hidden);
            net.Initialize(Initializer.For(hidden), seed: 3);
            TrainingPlan plan = new()
            {
                Steps = Steps,
                BatchSize = BatchSize,
                Seed = 5,
                GradientNorm = norms,
                EvaluateEvery = Steps / 2,
                Rate = LearningRate.Cosine(0.01, Steps, 0.001).WarmedUp(5),
            };
            new Trainer<T>(net, loss, create(), Train, Test, plan).Run(new Observer(bits));
            foreach (Var parameter in net.Parameters)
            {
                bits.Add((ReadOnlySpan<T>)tape.Values(parameter));
            }
        });

    private sealed class Observer(LedgerBits bits) : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            bits.Add(report.Loss);
            bits.Add(report.Accuracy);
            bits.Add(report.Rate);
            bits.Add(report.GradientNorm);
        }

        public void OnEvaluation(long step, Evaluation evaluation)
        {
            bits.Add(evaluation.Loss);
            bits.Add(evaluation.Correct);
        }
    }
}
