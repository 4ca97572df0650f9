using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Batches in shards: the same bits however many processes share them, and the tree that they are added in.
/// </summary>
public class ShardTests
{
    private static readonly TrainingPlan Plan = SmallTraining.Plan with { Steps = 30, BatchSize = 24 };

    [Theory]
    [InlineData(2, "adam", false)]
    [InlineData(4, "sgd", false)]
    [InlineData(8, "momentum", true)]
    public void The_number_of_processes_changes_no_bit(int shards, string optimizer, bool norms)
    {
        Same<float>(Plan with { Shards = shards, GradientNorm = norms }, optimizer);
        Same<double>(Plan with { Shards = shards, GradientNorm = norms }, optimizer);
    }

    private static void Same<T>(TrainingPlan plan, string optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T[] Net, double Loss) alone = Train<T>(plan, optimizer, null);
        for (int size = 2; size <= plan.Shards; size *= 2)
        {
            foreach ((T[] net, double loss) in ThreadExchange<T>.Run(size,
                exchange => Train(plan, optimizer, exchange)))
            {
                Assert.Equal(alone.Net, net);
                Assert.Equal(alone.Loss, loss);
            }
        }
        // Another number of shards rounds otherwise; that it does not is a sign that nothing was cut.
        Assert.NotEqual(alone.Net, Train<T>(plan with { Shards = 1 }, optimizer, null).Net);
    }

    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(2, 4, 3)]
    [InlineData(1, 2, 4)]
    [InlineData(4, 8, 2)]
    public void Gradients_are_added_in_a_balanced_tree(int size, int shards, int threads)
    {
        // One leaf that no op uses, one that two ops use, sizes with tails, and more numbers than a piece of a job.
        int[] widths = [5000, 7];
        float[][][] parts = [.. Enumerable.Range(0, shards).Select(shard => Program(threads).Gradients(shard, shards))];
        foreach (float[][] found in ThreadExchange<float>.Run(size, exchange =>
        {
            SharedProgram program = Program(threads);
            GradientShards<float> batch = new(program.Tape, shards, exchange);
            Assert.Equal((shards / size, exchange.Rank * shards / size), (batch.Count, batch.First));
            for (int step = 0; step < 2; step++)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    program.Fill(batch.First + i);
                    batch.ForwardBackward(program.Loss);
                }
                double[] counts = [batch.Count];
                double loss = batch.Finish(counts);
                Assert.Equal(shards, counts[0]);
                Assert.True(double.IsFinite(loss));
            }
            Assert.Equal(size == 1, exchange.Segments == 0);
            return program.Gradients();
        }))
        {
            for (int p = 0; p < found.Length; p++)
            {
                Assert.Equal(widths[p % 2], p == 2 ? widths[0] : found[p].Length);
                for (int i = 0; i < found[p].Length; i++)
                    Assert.Equal(Tree(parts, 0, shards, p, i), found[p][i]);
            }
        }
    }

    [Fact]
    public void A_step_in_shards_allocates_nothing_and_moves_as_the_whole_batch_does()
    {
        TrainingResult whole = SmallTraining.New<double>(Plan).Trainer.Run(null, SmallTraining.Stop);
        TrainingResult cut = SmallTraining.New<double>(Plan with { Shards = 4 }).Trainer.Run(null, SmallTraining.Stop);
        Assert.Equal(0, cut.BytesPerStep);
        // 30 steps of Adam magnify roundings of 1e-16 a little; the losses are about 1.
        Assert.Equal(whole.TrainLoss, cut.TrainLoss, 1e-10);
        Assert.NotEqual(0, cut.Test!.Accuracy);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("power of two", Refused<ArgumentOutOfRangeException>(Plan with { Shards = 3 }));
        Assert.Contains("power of two", Refused<ArgumentOutOfRangeException>(Plan with { Shards = 0 }));
        Assert.Contains("A batch of 24 cannot be cut into 16 shards of equal size",
            Refused<ArgumentException>(Plan with { Shards = 16 }));
        Assert.Contains("one shard", Refused<ArgumentException>(Plan with
        {
            Shards = 2,
            Gradient = GradientSource.Numerical,
        }));
        Assert.All(ThreadExchange<double>.Run(4, exchange => Assert.Throws<ArgumentException>(
            () => Train(Plan with { Shards = 2 }, "sgd", exchange)).Message),
            message => Assert.Contains("2 shards cannot be shared by 4 processes", message));
        GradientShards<float> batch = new(Program(1).Tape, 2);
        Assert.Contains("0 of 2 shards", Assert.Throws<InvalidOperationException>(() => batch.Finish()).Message);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(9, 2)]
    [InlineData(1, 1)]
    public void A_rank_that_is_none_of_the_processes_is_refused(int rank, int size)
        => Assert.Contains($"Rank {rank} is none of {size} processes", Assert.Throws<ArgumentException>("exchange",
            () => new GradientShards<float>(Program(1).Tape, 2, new Claiming(rank, size))).Message);

    // (p − 1)² and (p − 3)² at p = 0: the mean has the slope −4.
    [Fact]
    public void A_shard_that_throws_drops_those_before_it()
    {
        Tape<double> tape = new() { StopsAtNonFinite = true };
        Var p = tape.Parameter(new(1, 1)), x = tape.Input(new(1, 1)), error = tape.Subtract(p, x);
        Var loss = tape.Multiply(error, error);
        GradientShards<double> batch = new(tape, 2);
        Shard(1);
        Assert.Throws<ArithmeticException>(() => Shard(double.NaN));
        Shard(1);
        Assert.Contains("1 of 2", Assert.Throws<InvalidOperationException>(() => batch.Finish()).Message);
        Shard(3);
        Assert.Equal((5, -4), (batch.Finish(), tape.Gradient(p)[0]));

        void Shard(double target)
        {
            tape.Values(x)[0] = target;
            batch.ForwardBackward(loss);
        }
    }

    [Fact]
    public void A_tape_that_was_rewound_to_other_parameters_goes_on()
    {
        Tape<float> tape = new();
        Mark start = tape.Mark();
        GradientShards<float> batch = new(tape, 2);
        foreach (int width in (int[])[3, 7, 2])
        {
            tape.Rewind(start);
            Var p = tape.Parameter(new(1, width)), other = tape.Parameter(new(1, 1));
            Var loss = tape.Add(tape.Sum(p), tape.Sum(other));
            batch.ForwardBackward(loss);
            batch.ForwardBackward(loss);
            batch.Finish();
            Assert.Equal(Enumerable.Repeat(1f, width), tape.Gradient(p).ToArray());
        }
        Var last = tape.Sum(tape.Parameter(new(1, 4)));
        batch.ForwardBackward(last);
        tape.Parameter(new(1, 5));
        Assert.Contains("in the 1 shards of this batch that are done",
            Assert.Throws<InvalidOperationException>(() => batch.ForwardBackward(last)).Message);
        batch.ForwardBackward(last);
    }

    private sealed class Claiming(int rank, int size) : IGradientExchange<float>
    {
        public int Rank => rank;

        public int Size => size;

        public void Begin(Span<float> segment)
        {
        }

        public void Poll()
        {
        }

        public void Finish()
        {
        }

        public void Gather(ReadOnlySpan<double> own, Span<double> all)
        {
        }
    }

    [Fact]
    public void A_process_with_another_net_plan_or_data_is_found_by_all()
    {
        TrainingPlan plan = Plan with { Shards = 2 };
        Assert.All(ThreadExchange<float>.Run(2, exchange => Assert.Throws<InvalidOperationException>(
            () => Train(plan with { Seed = 5 + (ulong)exchange.Rank }, "sgd", exchange)).Message),
            message => Assert.Contains("Process 1 of the training differs from process 0 in its plan", message));
        Assert.All(ThreadExchange<float>.Run(2, exchange => Assert.Throws<InvalidOperationException>(
            () => Train(plan, exchange.Rank == 0 ? "sgd" : "adam", exchange)).Message),
            message => Assert.Contains("in its optimiser", message));
        Assert.All(ThreadExchange<float>.Run(2, exchange => Assert.Throws<InvalidOperationException>(
            () => New(plan, "sgd", exchange, rateFactor: 1 + exchange.Rank)
                .Trainer.Run(null, SmallTraining.Stop)).Message),
            message => Assert.Contains("in its optimiser", message));
    }

    [Fact]
    public void All_processes_stop_after_the_step_in_which_one_was_told_to()
    {
        TrainingPlan plan = Plan with { Shards = 2, Steps = 1_000_000 };
        TrainingResult[] results = ThreadExchange<float>.Run(2, exchange =>
        {
            using CancellationTokenSource stop = new();
            (Mlp<float> net, Trainer<float> trainer) = New(plan, "sgd", exchange);
            return trainer.Run(exchange.Rank == 1 ? new StopAt(stop, 7) : null, stop.Token);
        });
        Assert.All(results, result => Assert.Equal(TrainingEnd.Cancelled, result.End));
        Assert.Equal(results[0].Steps, results[1].Steps);
        Assert.Equal(8, results[0].Steps);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_in_one_process_moves_nothing_in_any()
    {
        TrainingPlan plan = Plan with { Shards = 2, Rate = LearningRate.Constant(1e38), Steps = 50 };
        TrainingDivergedException[] problems = ThreadExchange<float>.Run(2,
            exchange => Assert.Throws<TrainingDivergedException>(() => Train(plan, "sgd", exchange)));
        Assert.Equal(problems[0].Message, problems[1].Message);
    }

    [Fact]
    public void A_state_says_how_batches_were_cut()
    {
        TrainingState<float> state = SmallTraining.New<float>(Plan with { Shards = 4 }).Trainer.Capture();
        Assert.Contains("batches of 4 shards, the plan of 1", SmallTraining.New<float>(Plan).Trainer.Problem(state));
        string path = Path.GetTempFileName();
        state.Save(path);
        TrainingState<float> again = TrainingState<float>.Load(path);
        Assert.Null(SmallTraining.New<float>(Plan with { Shards = 4 }).Trainer.Problem(again));
        File.Delete(path);
    }

    private static string Refused<TProblem>(TrainingPlan plan) where TProblem : ArgumentException
        => Assert.Throws<TProblem>(() => SmallTraining.New<double>(plan)).Message;

    private static (Mlp<T> Net, Trainer<T> Trainer) New<T>(
        TrainingPlan plan, string optimizer, IGradientExchange<T>? exchange, double rateFactor = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = new(new Tape<T>(), [16, 12, 10]);
        net.Initialize(Initializer.He, 5);
        Optimizer<T> how = OptimizerExamples.Make<T>(optimizer);
        how.SetGroup([0], rateFactor);
        return (net, new(net, ClassifierLoss.SoftmaxCrossEntropy, how, SmallTraining.Train, SmallTraining.Test, plan,
            exchange));
    }

    private static (T[] Net, double Loss) Train<T>(TrainingPlan plan, string optimizer, IGradientExchange<T>? exchange)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Mlp<T> net, Trainer<T> trainer) = New(plan, optimizer, exchange);
        TrainingResult result = trainer.Run(null, SmallTraining.Stop);
        return ([.. net.Parameters.ToArray().SelectMany(one => net.Tape.ReadOnlyValues(one).ToArray())],
            result.TrainLoss);
    }

    private static float Tree(float[][][] parts, int from, int count, int parameter, int i)
        => count == 1 ? parts[from][parameter][i] : Tree(parts, from, count / 2, parameter, i)
            + Tree(parts, from + (count / 2), count / 2, parameter, i);

    private static SharedProgram Program(int threads) => new(threads);

    private sealed class StopAt(CancellationTokenSource stop, long step) : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            if (report.Step == step)
                stop.Cancel();
        }

        public void OnGradient(long done, long all)
        {
        }

        public void OnEvaluation(long step, Evaluation evaluation)
        {
        }
    }

    private sealed class SharedProgram
    {
        private readonly Var input;
        private readonly Var[] leaves;

        public SharedProgram(int threads)
        {
            Tape = new(threads);
            leaves = [Tape.Parameter(new(1, 5000)), Tape.Parameter(new(1, 7)), Tape.Parameter(new(1, 5000))];
            input = Tape.Input(new(1, 5000));
            SeededRandom random = new(3);
            foreach (Var leaf in leaves)
                Fill(Tape.Values(leaf), random);
            Var product = Tape.Multiply(leaves[0], input);
            Loss = Tape.Add(Tape.Add(Tape.Sum(Tape.Multiply(product, leaves[0])), Tape.Sum(Tape.Exp(leaves[1]))),
                Tape.Sum(product));
        }

        public Tape<float> Tape { get; }

        public Var Loss { get; }

        public void Fill(int shard) => Fill(Tape.Values(input), new SeededRandom(100 + (ulong)shard));

        public float[][] Gradients() => [.. leaves.Select(leaf => Tape.Gradient(leaf).ToArray())];

        public float[][] Gradients(int shard, int shards)
        {
            Fill(shard);
            Tape.ForwardBackward(Loss, seed: 1.0 / shards);
            return Gradients();
        }

        private static void Fill(Span<float> values, SeededRandom random)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = (random.Below(2001) - 1000) / 1500f;
        }
    }
}
