using VectorLoss.Autodiff;
using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Batches that are smaller and cut into shards: some shards then have no sample.</summary>
public sealed class ShardedTargetsTests
{
    private static readonly TrainingPlan Plan = new()
    {
        Rate = LearningRate.Constant(0.01),
        Steps = 45,
        BatchSize = 16,
        PartialBatches = true,
        EvaluateEvery = 10,
        Seed = 3,
    };

    // 48 samples are three whole batches; 1, 4, 5, 13 and 15 more end an epoch with shards that are full, cut or empty.
    [Theory]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(52)]
    [InlineData(53)]
    [InlineData(61)]
    [InlineData(63)]
    public void A_smaller_batch_in_shards_is_the_batch_on_any_number_of_processes(int samples)
    {
        foreach (NetLoss loss in (NetLoss[])[TargetLoss.Of(Huber.Card), ClassifierLoss.SoftmaxCrossEntropy,
            ClassifierLoss.Of(SquaredError.Card), TargetLoss.Quantiles(0.1, 0.5, 0.9)])
        {
            (double[] Net, StepReport[] Reports) whole = Train(loss, samples, Plan, null);
            TrainingPlan cut = Plan with { Shards = 4 };
            (double[] Net, StepReport[] Reports) alone = Train(loss, samples, cut, null);
            // Roundings of 1e-16 that 45 steps of Adam magnify a little; the numbers are about 1.
            Assert.All(whole.Net.Zip(alone.Net), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
            Assert.All(whole.Reports.Zip(alone.Reports), pair =>
            {
                Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-10);
                Assert.Equal(pair.First.Accuracy, pair.Second.Accuracy);
            });
            for (int size = 2; size <= 4; size *= 2)
            {
                Assert.All(ThreadExchange<double>.Run(size, exchange => Train(loss, samples, cut, exchange)),
                    one => Assert.Equal(alone.Net, one.Net));
            }
        }
    }

    // Every optimiser, with all that a step can be told to do, and a schedule that looks at evaluations.
    [Theory]
    [MemberData(nameof(OptimizerExamples.Names), MemberType = typeof(OptimizerExamples))]
    public void Every_optimiser_with_its_options_moves_in_the_same_bits_on_any_number_of_processes(string optimizer)
    {
        TrainingPlan plan = Plan with
        {
            Shards = 4,
            EvaluateEvery = 5,
            Patience = 6,
            GradientNorm = true,
            Rate = LearningRate.OneCycle(0.02, 45).OnPlateau(0.5, 1).WarmedUp(5),
        };
        Optimizer<double> Make()
        {
            Optimizer<double> made = OptimizerExamples.Make<double>(optimizer);
            (made.ClipNorm, made.ClipValue, made.AverageDecay) = (0.3, 0.1, 0.8);
            made.SetGroup([1, 3], 2, 0);
            return made;
        }
        TargetLoss loss = TargetLoss.Of(Huber.Card);
        (double[] Net, StepReport[] Reports) alone = Train(loss, 53, plan, null, Make());
        Assert.All(ThreadExchange<double>.Run(2, exchange => Train(loss, 53, plan, exchange, Make())), one =>
        {
            Assert.Equal(alone.Net, one.Net);
            Assert.Equal(alone.Reports.Select(report => (report.Loss, report.Rate, report.GradientNorm)),
                one.Reports.Select(report => (report.Loss, report.Rate, report.GradientNorm)));
        });
        (double[] Net, StepReport[] Reports) whole = Train(loss, 53, plan with { Shards = 1 }, null, Make());
        // The first step sees the same gradient but for roundings, of numbers about 1.
        Assert.Equal(whole.Reports[0].GradientNorm, alone.Reports[0].GradientNorm, 1e-13);
        // Lion looks at signs only, which roundings do not change here.
        if (!optimizer.StartsWith("lion", StringComparison.Ordinal))
            Assert.NotEqual(whole.Net, alone.Net);
    }

    [Fact]
    public void A_process_whose_optimiser_has_other_options_is_found_by_all()
    {
        TargetLoss loss = TargetLoss.Of(Huber.Card);
        Action<Optimizer<double>>[] changes =
        [
            one => one.ClipNorm = 2, one => one.ClipValue = 2, one => one.AverageDecay = 0.5,
            one => one.OnNonFiniteGradient = NonFiniteGradient.Skip, one => one.SetGroup([1], 0.5),
        ];
        foreach (Action<Optimizer<double>> change in changes)
        {
            Assert.All(ThreadExchange<double>.Run(2, exchange =>
            {
                Adam<double> made = new();
                if (exchange.Rank == 1)
                    change(made);
                return Assert.Throws<InvalidOperationException>(
                    () => Train(loss, 53, Plan with { Shards = 2 }, exchange, made)).Message;
            }), message => Assert.Contains("in its optimiser", message));
        }
    }

    [Fact]
    public void All_processes_lose_patience_after_the_same_evaluation_and_keep_the_same_net()
    {
        TrainingPlan plan = Plan with { Shards = 2, Steps = 5000, Patience = 3, Rate = LearningRate.Constant(0.2) };
        TargetLoss loss = TargetLoss.Of(Huber.Card);
        (Mlp<double> net, Trainer<double> trainer) = New(loss, 53, plan, null);
        TrainingResult alone = trainer.Run(null, SmallTraining.Stop);
        Assert.Equal(TrainingEnd.OutOfPatience, alone.End);
        Assert.All(ThreadExchange<double>.Run(2, exchange =>
        {
            (Mlp<double> one, Trainer<double> other) = New(loss, 53, plan, exchange);
            return (Result: other.Run(null, SmallTraining.Stop), Net: SeededNet.Parameters(one));
        }), found =>
        {
            Assert.Equal((alone.End, alone.Steps, alone.BestStep),
                (found.Result.End, found.Result.Steps, found.Result.BestStep));
            Assert.Equal(SeededNet.Parameters(net), found.Net);
        });
    }

    [Fact]
    public void A_smaller_batch_in_shards_allocates_nothing()
        => Assert.Equal(0, New(TargetLoss.Of(Huber.Card), 53, Plan with { Shards = 4 }, null).Trainer
            .Run(null, SmallTraining.Stop).BytesPerStep);

    private static (double[] Net, StepReport[] Reports) Train(NetLoss loss, int samples, TrainingPlan plan,
        IGradientExchange<double>? exchange, Optimizer<double>? optimizer = null)
    {
        (Mlp<double> net, Trainer<double> trainer) = New(loss, samples, plan, exchange, optimizer);
        Reports reports = new();
        trainer.Run(reports, SmallTraining.Stop);
        return ([.. net.Parameters.ToArray().SelectMany(one => net.Tape.ReadOnlyValues(one).ToArray())],
            [.. reports.All]);
    }

    private static (Mlp<double> Net, Trainer<double> Trainer) New(NetLoss loss, int samples, TrainingPlan plan,
        IGradientExchange<double>? exchange, Optimizer<double>? optimizer = null)
    {
        SeededRandom random = new(8);
        double[] inputs = [.. Enumerable.Range(0, 3 * samples).Select(_ => random.Normal())];
        Dataset data = loss is ClassifierLoss
            ? Dataset.OfLabels(inputs, [.. Enumerable.Range(0, samples).Select(i => i % 3)], 3)
            : Dataset.OfNumbers(inputs, [.. Enumerable.Range(0, samples).Select(_ => random.Normal())], samples);
        Mlp<double> net = new(new Tape<double>(), [3, 8, loss.OutputsFor(data)]);
        net.Initialize(Initializer.He, 5);
        return (net, new(net, loss, optimizer ?? new Adam<double>(), data, data, plan, exchange));
    }

    private sealed class Reports : ITrainingObserver
    {
        public List<StepReport> All { get; } = [];

        public void OnStep(in StepReport report) => All.Add(report);

        public void OnGradient(long done, long all)
        {
        }

        public void OnEvaluation(long step, Evaluation evaluation)
        {
        }
    }
}
