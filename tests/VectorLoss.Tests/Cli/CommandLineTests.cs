using System.Diagnostics;
using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class CommandLineTests : Workplace
{
    [Fact]
    public void Without_a_command_help_is_shown()
    {
        Answer answer = Run();
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("train", answer.Out);
        Assert.Equal(answer.Out, Run("--help").Out);
        Assert.Contains("--target-accuracy", Run("train", "--help").Out);
        Assert.Contains("0.1.0", Run("--version").Out);
    }

    [Fact]
    public void Info_names_the_path_in_use()
    {
        Assert.Contains(Simd.Path, Run("info").Out);
        JsonElement json = JsonDocument.Parse(Run("info", "--json").Out).RootElement;
        Assert.Equal(Simd.Bits, json.GetProperty("bits").GetInt32());
        Assert.Equal(Environment.ProcessorCount, json.GetProperty("cores").GetInt32());
        Assert.Contains("subnormal numbers are kept, results are rounded to nearest", Run("info").Out);
        Assert.True(json.GetProperty("floatingPoint").GetProperty("isDefault").GetBoolean());
        Assert.Equal("ToNearest", json.GetProperty("floatingPoint").GetProperty("rounding").GetString());
    }

    [Fact]
    public void Eval_finds_what_training_found()
    {
        JsonElement trained = JsonDocument.Parse(Train("--save", At("net"), "--json", "--loss", "mse", "--dtype",
            "double").Out).RootElement;
        JsonElement found = JsonDocument.Parse(Run("eval", "--model", At("net"), "--data", Data,
            "--json").Out).RootElement;
        Assert.Equal("mse", found.GetProperty("loss").GetString());
        foreach (string name in (string[])["testAccuracy", "testLoss"])
            Assert.Equal(trained.GetProperty(name).GetDouble(), found.GetProperty(name).GetDouble());
        int[][] confusion = JsonSerializer.Deserialize<int[][]>(found.GetProperty("confusion"))!;
        Assert.Equal(230, confusion.Sum(row => row.Sum()));
        Assert.Equal(found.GetProperty("correct").GetInt32(), Enumerable.Range(0, 10).Sum(i => confusion[i][i]));
    }

    [Fact]
    public void Eval_shows_a_confusion_matrix()
    {
        Train("--save", At("net"));
        Answer answer = Run("eval", "--model", At("net"), "--data", Data);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("Test accuracy", answer.Out);
        Assert.Contains("Label by row", answer.Out);
        Assert.DoesNotContain('\e', answer.Out);
    }

    // The real process and a real signal: what the tests inside this process cannot show.
    [Fact]
    public async Task A_signal_ends_a_run_cleanly_and_the_net_is_saved()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no termination signal to send.");
        string program = Path.Combine(AppContext.BaseDirectory, "VectorLoss.Cli");
        ProcessStartInfo start = new(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] words = ["train", "--data", Data, "--layers", "16,8,10", "--batch", "20", "--steps", "1000000000",
            "--threads", "1", "--save", At("net"), "--metrics", At("m.jsonl"), "--json"];
        foreach (string word in words)
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        while (!process.HasExited && (!File.Exists(At("m.jsonl")) || new FileInfo(At("m.jsonl")).Length == 0))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Interrupted, process.ExitCode);
        Assert.Contains("saved to", error);
        Assert.Equal("interrupted", JsonDocument.Parse(output).RootElement.GetProperty("end").GetString());
        Assert.Equal(ExitCode.Done, Run("eval", "--model", At("net"), "--data", Data).Exit);
        Assert.All(File.ReadLines(At("m.jsonl")), line => JsonDocument.Parse(line));
    }
}
