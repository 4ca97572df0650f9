using System.CommandLine;
using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>train --save-every</c> and <c>--resume</c>: what an interrupted run leaves, and who may go on.</summary>
public sealed class ResumeTests : Workplace
{
    // Options that decide no bit of the result.
    private static readonly string[] Free =
    [
        "--data", "--csv", "--tensorboard", "--threads", "--metrics", "--save", "--save-every", "--resume", "--report",
        "--json",
    ];

    [Theory]
    [InlineData("--optimizer", "adam", "--beta1", "0.8")]
    [InlineData("--optimizer", "momentum", "--momentum", "0.5", "--schedule", "step", "--decay-every", "300")]
    [InlineData("--optimizer", "sgd", "--lr", "0.3", "--schedule", "step", "--decay-factor", "0.5")]
    [InlineData("--optimizer", "amsgrad", "--ema", "0.99", "--eval-every", "50", "--schedule", "plateau",
        "--decay-patience", "1", "--decay-factor", "0.5")]
    [InlineData("--optimizer", "nadam", "--clip-norm", "0.5", "--schedule", "one-cycle", "--warmup", "10")]
    [InlineData("--optimizer", "radam", "--clip-value", "0.01", "--schedule", "exponential", "--accumulate", "2")]
    [InlineData("--optimizer", "rmsprop", "--centred", "on", "--momentum", "0.5", "--decay-on", "weights")]
    [InlineData("--optimizer", "adagrad", "--epsilon", "1e-6", "--weight-decay", "0.01", "--on-nonfinite", "stop")]
    [InlineData("--optimizer", "lion", "--beta2", "0.98", "--ema", "0.9")]
    [InlineData("--optimizer", "sgd", "--momentum", "0.9", "--nesterov", "on", "--lr", "0.05")]
    [InlineData("--csv", "TABLE", "--target", "y", "--optimizer", "radam", "--ema", "0.9", "--schedule", "plateau",
        "--eval-every", "50", "--shards", "4", "--clip-norm", "0.5", "--loss", "huber")]
    [InlineData("--csv", "TABLE", "--target", "y", "--optimizer", "lion", "--accumulate", "3", "--patience", "500",
        "--eval-every", "1", "--quantiles", "0.1,0.9")]
    [InlineData("--preset", "book", "--layers", "16,50,10")]
    [InlineData("--loss", "huber", "--output", "sigmoid", "--dtype", "double", "--eval-every", "70")]
    [InlineData("--init", "normal:0.1", "--activation", "tanh", "--warmup", "300", "--weight-decay", "0.001")]
    [InlineData("--sampling", "replacement", "--target-accuracy", "0.999", "--seed", "7")]
    public async Task An_interrupted_run_goes_on_to_the_same_file(params string[] more)
    {
        string[] words = ["train", .. Usual([.. more, "--steps"]), "--steps", "3000", .. more];
        if (more.Contains("--csv"))
        {
            SeededRandom random = new(4);
            File.WriteAllLines(At("t.csv"), ["a,b,y", .. Enumerable.Range(0, 66).Select(_
                => $"{random.Below(99)},{random.Below(99)},{random.Below(99)}")]);
            words = ["train", "--steps", "3000", .. more.Select(word => word == "TABLE" ? At("t.csv") : word)];
        }
        Run([.. words, "--save", At("whole")]);
        // Stopped as soon as a state is there; the rest is done by other threads and settings of its own.
        using CancellationTokenSource stop = new();
        Task<Answer> training = Task.Run(
            () => Run(stop.Token, [.. words, "--save", At("net"), "--save-every", "1"]),
            TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(At("net")), 60_000);
        await stop.CancelAsync();
        Answer first = await training;
        if (first.Exit == ExitCode.Interrupted)
        {
            Assert.Contains("the net and the state of its training were saved to", first.Error);
            Assert.Contains($"vectorloss train --resume {At("net")}", first.Out);
            Answer rest = Run("train", "--resume", At("net"), "--threads", "2");
            Assert.Contains("; resumed after step ", rest.Out);
        }
        Assert.Equal(File.ReadAllBytes(At("whole")), File.ReadAllBytes(At("net")));
    }

    [Fact]
    public void What_decides_the_result_is_taken_from_the_file_and_may_not_change()
    {
        Interrupted();
        Refused(Resume("--lr", "0.03"),
            $"--lr 0.03 does not suit --resume {At("net")}, which was begun with --lr 0.02");
        Refused(Resume("--seed", "2"), "begun with --seed 1");
        Refused(Resume("--layers", "16,13,10"), "begun with --layers 16,12,10");
        Refused(Resume("--optimizer", "sgd"), "begun with --optimizer adamw");
        Refused(Resume("--schedule", "step"), "begun with --schedule cosine");
        Refused(Resume("--epochs", "3"), "begun without it");
        Refused(Resume("--steps", "70"), "begun with --steps 1000000000");
        Refused(Resume("--target-accuracy", "0.5"), "--target-accuracy 0.5 does not suit");
        Refused(Resume("--beta1", "0.8"), "begun with --beta1 0.9");
        Refused(Resume("--metrics", At("net")), "--save and --metrics name the same file");
        Refused(Resume("--save", At("other"), "--report", At("net")), "--report would overwrite --resume");
        Refused(Resume("--momentum", "0.8"), "--momentum has no effect without --optimizer sgd or momentum or rmsprop");
    }

    [Fact]
    public void Other_data_is_refused_and_the_same_data_elsewhere_is_not()
    {
        Interrupted(steps: "400000", wait: 1);
        Directory.CreateDirectory(At("moved"));
        foreach (string file in Directory.GetFiles(Data))
            File.Copy(file, Path.Combine(At("moved"), Path.GetFileName(file)));
        string images = Path.Combine(At("moved"), "train-images-idx3-ubyte");
        byte[] bytes = File.ReadAllBytes(images);
        bytes[^1] ^= 1;
        File.WriteAllBytes(images, bytes);
        Refused(Resume("--data", At("moved")), "the state was made with other training data");
        Directory.Move(Data, At("gone"));
        Refused(Resume(), Data);
        Answer answer = Run(Cancelled, "train", "--resume", At("net"), "--data", At("gone"));
        Assert.Equal(ExitCode.Interrupted, answer.Exit);
    }

    [Fact]
    public void A_file_without_a_state_is_refused()
    {
        Train("--save", At("net"));
        Refused(Resume(), $"--resume {At("net")}: there is no state of a training in the file");
        Interrupted();
        SafetensorsFile file = SafetensorsFile.Load(At("net"));
        foreach (string bad in (string[])["", "[]", "{\"--lr\":3}", "{\"--lr\":\"x\"}", "{\"--frob\":\"1\"}"])
        {
            file.Metadata["training.settings"] = bad;
            file.Save(At("bad"));
            Refused(Run("train", "--resume", At("bad")), "the settings of its training are damaged");
        }
    }

    [Fact]
    public void Every_option_decides_the_result_or_is_known_not_to()
    {
        using StringWriter nowhere = new();
        Command train = TrainCommand.Create(new(nowhere, nowhere, false, null));
        TrainSettings[] settings =
        [
            new()
            {
                Update = new() { Name = "rmsprop", ClipNorm = 1, ClipValue = 1, Average = 0.5 },
                Schedule = new() { Name = "step", DecayEvery = 1 },
                Epochs = 1,
                EvalEvery = 1,
            },
            new() { Update = new() { Name = "sgd" }, Schedule = new() { Name = "plateau" }, TargetAccuracy = 1 },
            new()
            {
                Shards = 2,
                Patience = 1,
                Table = new()
                {
                    File = "",
                    Targets = new("t"),
                    Categories = new("c"),
                    Ignored = new("i"),
                    Quantiles = [0.5],
                },
            },
        ];
        Assert.Equal(train.Options.Select(option => option.Name).Order(), settings
            .SelectMany(TrainWords.Deciding).Select(word => word.Option).Concat(Free).Distinct().Order());
    }

    [Fact]
    public void Metrics_go_on_where_the_state_was_and_have_every_step_once()
    {
        Interrupted("--metrics", At("m.jsonl"));
        long begun = TrainingState<float>.Load(At("net")).Step;
        // Lines after the state, and half a line: what a run that was killed can leave.
        File.AppendAllText(At("m.jsonl"), $$"""
            {"event":"step","step":{{begun + 1}},"loss":9}
            {"event":"st
            """);
        Answer answer = RunUntil(() => Metrics().Contains($"\"step\":{begun + 2},"),
            "train", "--resume", At("net"), "--metrics", At("m.jsonl"));
        Assert.Equal(ExitCode.Interrupted, answer.Exit);
        JsonElement[] lines = [.. File.ReadLines(At("m.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        long[] steps = [.. lines.Where(line => line.GetProperty("event").GetString() == "step")
            .Select(line => line.GetProperty("step").GetInt64())];
        Assert.True(steps.Length > begun);
        Assert.Equal(Enumerable.Range(1, steps.Length).Select(step => (long)step), steps);
        Assert.DoesNotContain(lines, line => line.TryGetProperty("loss", out JsonElement loss)
            && loss.ValueKind == JsonValueKind.Number && loss.GetDouble() == 9);
        Assert.Single(lines, line => line.GetProperty("event").GetString() == "end");

        string Metrics()
        {
            using FileStream file = new(At("m.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return new StreamReader(file).ReadToEnd();
        }
    }

    [Fact]
    public void A_state_that_cannot_be_written_is_said_once_and_training_goes_on()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no full device to write to.");
        Answer answer = Train("--save", "/dev/full", "--save-every", "10");
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Equal(2, answer.Error.Count(letter => letter == '\n'));
        Assert.StartsWith("vectorloss: warning: --save /dev/full: cannot be written: No space left", answer.Error);
    }

    [Fact]
    public void A_run_that_diverges_keeps_its_last_good_net_and_says_so()
    {
        // Least squares of a linear net: beyond its largest rate every step makes the weights larger by a factor.
        string[] wild = ["--layers", "16,10", "--optimizer", "sgd", "--loss", "mse", "--output", "linear", "--lr", "2",
            "--steps", "5000", "--schedule", "constant", "--save-every", "1"];
        Answer answer = Train([.. wild, "--save", At("net"), "--metrics", At("m.jsonl")]);
        Assert.Equal((ExitCode.GoalMissed, ""), (answer.Exit, answer.Out));
        Assert.Matches(@"the loss became (NaN|Infinity|∞) in step \d+ at learning rate 2; the net is as after step "
            + @"[1-9]\d*: try .* \(--lr, --warmup, --init\); this net was saved to ", answer.Line);
        Assert.Null(StoredModel.Load(At("net")).Notes.GetValueOrDefault("training.step"));
        Assert.Equal("diverged", JsonDocument.Parse(File.ReadLines(At("m.jsonl")).Last()).RootElement
            .GetProperty("event").GetString());
        answer = Train("--lr", "1e30", "--optimizer", "sgd", "--save", At("none"));
        Assert.Equal(ExitCode.GoalMissed, answer.Exit);
        Assert.Contains("the net is as after step 0", answer.Line);
        Assert.EndsWith("; it has learned nothing and was not saved", answer.Line);
        Assert.False(File.Exists(At("none")));
    }

    private static CancellationToken Cancelled { get; } = new(canceled: true);

    // Leaves a state of a run that would go on for very long.
    private void Interrupted(params string[] more) => Interrupted("1000000000", 40, more);

    private void Interrupted(string steps, int wait, params string[] more)
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(10 * wait));
        Answer answer = Run(stop.Token, ["train", .. Usual("--steps"), "--steps", steps, "--save", At("net"),
            "--save-every", "100", .. more]);
        Assert.Equal(ExitCode.Interrupted, answer.Exit);
    }

    private Answer Resume(params string[] more) => Run(Cancelled, ["train", "--resume", At("net"), .. more]);

    private static void Refused(Answer answer, string reason)
    {
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.Contains(reason, answer.Line);
    }
}
