using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class TrainCommandTests : Workplace
{
    [Fact]
    public void The_summary_says_what_came_out_and_what_to_try_next()
    {
        Answer answer = Train();
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("Test accuracy", answer.Out);
        Assert.Contains("60 steps of 20 on small", answer.Out);
        Assert.Contains("16-12-10 relu, softmax-cross-entropy, adamw", answer.Out);
        Assert.Contains("Try next", answer.Out);
    }

    [Fact]
    public void Json_is_one_object_with_the_promised_fields_and_nothing_else_is_printed()
    {
        Answer answer = Train("--json");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        JsonElement json = JsonDocument.Parse(answer.Out).RootElement;
        Assert.Equal("small", json.GetProperty("dataset").GetString());
        Assert.Equal([16, 12, 10], json.GetProperty("layers").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal("softmax-cross-entropy", json.GetProperty("loss").GetString());
        Assert.Equal(60, json.GetProperty("steps").GetInt32());
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0.3, 1);
        Assert.InRange(json.GetProperty("trainLoss").GetDouble(), 0, 2.5);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("microsecondsPerStep").GetDouble() > 0);
        Assert.Equal(0, json.GetProperty("bytesAllocatedPerStep").GetDouble());
        Assert.Equal(1, json.GetProperty("threads").GetInt32());
        Assert.Equal(Simd.Path, json.GetProperty("simd").GetString());
        Assert.EndsWith("}\n", answer.Out);
    }

    [Fact]
    public void The_same_seed_gives_the_same_net_for_any_number_of_threads()
    {
        Train("--save", At("a"));
        Train("--save", At("b"), "--threads", "3");
        Train("--save", At("c"), "--seed", "2");
        // The whole file, with what it says of its training.
        Assert.Equal(File.ReadAllBytes(At("a")), File.ReadAllBytes(At("b")));
        Assert.NotEqual(File.ReadAllBytes(At("a")), File.ReadAllBytes(At("c")));
    }

    [Fact]
    public void Metrics_are_a_line_of_json_for_every_step_every_evaluation_and_the_end()
    {
        Assert.Equal(ExitCode.Done, Train("--metrics", At("m.jsonl"), "--eval-every", "30").Exit);
        JsonElement[] lines = [.. File.ReadLines(At("m.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Enumerable.Range(1, 60), Of("step").Select(line => line.GetProperty("step").GetInt32()));
        Assert.All(Of("step"), line => Assert.True(line.GetProperty("loss").GetDouble() > 0));
        Assert.All(Of("step"), line => Assert.True(line.GetProperty("gradientNorm").GetDouble() > 0));
        Assert.Equal([30, 60], Of("evaluation").Select(line => line.GetProperty("step").GetInt32()));
        Assert.Equal(60, Assert.Single(Of("end")).GetProperty("steps").GetInt32());

        IEnumerable<JsonElement> Of(string kind) => lines.Where(line => line.GetProperty("event").GetString() == kind);
    }

    [Fact]
    public void A_target_that_is_reached_ends_training_and_one_that_is_not_ends_in_one()
    {
        Answer reached = Train("--steps", "2000", "--target-accuracy", "0.5", "--eval-every", "20");
        Assert.Equal(ExitCode.Done, reached.Exit);
        Assert.Contains("target of 0.5 was reached", reached.Out);
        Answer missed = Train("--steps", "3", "--target-accuracy", "1");
        Assert.Equal(ExitCode.GoalMissed, missed.Exit);
        Assert.Contains("target of 1 was not reached", missed.Out);
    }

    [Theory]
    [InlineData("--preset", "book", "--layers", "16,50,10")]
    [InlineData("--optimizer", "momentum", "--momentum", "0.5", "--schedule", "step", "--decay-every", "10", "--warmup",
        "5")]
    [InlineData("--optimizer", "sgd", "--weight-decay", "0.001", "--init", "normal:0.1", "--activation", "tanh", "--lr",
        "0.3")]
    [InlineData("--loss", "mse", "--output", "sigmoid", "--beta1", "0.8", "--beta2", "0.99")]
    [InlineData("--loss", "cross-entropy-error", "--sampling", "replacement", "--dtype", "double")]
    [InlineData("--loss", "hinge", "--activation", "sigmoid", "--init", "xavier")]
    public void Every_choice_trains(params string[] more)
    {
        Answer answer = Train([.. more, "--json"]);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.InRange(JsonDocument.Parse(answer.Out).RootElement.GetProperty("testAccuracy").GetDouble(), 0.05, 1);
    }

    [Fact]
    public void Numerical_gradients_train_in_double()
    {
        Answer answer = Train("--gradient", "numerical", "--layers", "16,10", "--steps", "2", "--json");
        JsonElement json = JsonDocument.Parse(answer.Out).RootElement;
        Assert.Equal(("numerical", "double"),
            (json.GetProperty("gradient").GetString(), json.GetProperty("dtype").GetString()));
    }

    // 600 images, of which a step takes as many batches as it accumulates.
    [Theory]
    [InlineData(1, 60)]
    [InlineData(4, 15)]
    [InlineData(7, 9)]
    public void Epochs_are_passes_over_the_data(int accumulate, int steps)
        => Assert.Contains($"\"steps\":{steps},", Run("train", "--data", Data, "--layers", "16,10", "--batch", "20",
            "--epochs", "2", "--accumulate", $"{accumulate}", "--json").Out);

    [Fact]
    public void An_interrupted_run_still_saves_the_net()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));
        Answer answer = Run(stop.Token, "train", "--data", Data, "--layers", "16,8,10", "--batch", "20", "--steps",
            "1000000000", "--threads", "1", "--save", At("net"));
        Assert.Equal(ExitCode.Interrupted, answer.Exit);
        Assert.Contains("interrupted after", answer.Line);
        Assert.Contains($"saved to {At("net")}", answer.Line);
        Assert.Equal(ExitCode.Done, Run("eval", "--model", At("net"), "--data", Data).Exit);
    }

    [Fact]
    public void The_embedded_digits_are_learned_in_seconds()
    {
        Assert.SkipWhen(Simd.Bits < 256,
            "Without AVX2 every fused multiply-add is a call in software; this takes too long then.");
        Answer answer = Run("train", "--layers", "784,32,10", "--steps", "400", "--json");
        Assert.InRange(JsonDocument.Parse(answer.Out).RootElement.GetProperty("testAccuracy").GetDouble(), 0.85, 1);
    }

    [Fact]
    public void Real_MNIST_is_learned()
    {
        string mnist = RepositoryFiles.SharedMnistOrSkip();
        Assert.SkipWhen(Simd.Bits < 256,
            "Without AVX2 every fused multiply-add is a call in software; this takes too long then.");
        Answer answer = Run("train", "--data", mnist, "--layers", "784,32,10", "--steps", "400", "--json");
        JsonElement json = JsonDocument.Parse(answer.Out).RootElement;
        Assert.Equal("mnist", json.GetProperty("dataset").GetString());
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0.92, 1);
    }
}
