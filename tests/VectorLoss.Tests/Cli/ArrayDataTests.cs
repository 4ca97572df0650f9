using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>NumPy files and IDX files of any number of classes as data of <c>train</c>.</summary>
public sealed class ArrayDataTests : Workplace
{
    [Fact]
    public void Whole_numbers_are_classes_and_others_numbers()
    {
        Save<long>(i => i % 7 > 3 ? 1 : 0, [100]);
        JsonElement run = Fit();
        Assert.Equal("softmax-cross-entropy", run.GetProperty("loss").GetString());
        Assert.Equal(1, run.GetProperty("scores").GetProperty("accuracy").GetDouble());
        Save<float>(i => i % 7, [100]);
        run = Fit("--loss", "huber");
        Assert.True(run.GetProperty("scores").GetProperty("R²").GetDouble() > 0.95);
        Assert.Equal(ExitCode.Done, Run("eval", "--model", At("net"), "--data", At("d.npz")).Exit);
        Npy.Write<float>(At("x.npy"), [2, 2], [6, 0, 1, 0]);
        Answer answer = Run("predict", "--model", At("net"), "--data", At("x.npy"), "--out", At("p.npy"));
        Assert.Equal(ExitCode.Done, answer.Exit);
        NpyArray predictions = Npy.Read(At("p.npy"));
        Assert.Equal([2, 1], predictions.Shape.ToArray());
        Assert.True(predictions.ToDoubles()[0] > 4 && predictions.ToDoubles()[1] < 3);
        Save<float>(i => i % 7, [50, 2]);
        Assert.Contains("the array 'y' is 50×2", Run("train", "--data", At("d.npz")).Line);
    }

    [Fact]
    public void Images_of_three_and_of_twenty_seven_classes_are_learned()
    {
        foreach (int classes in (int[])[3, 27])
        {
            SeededRandom random = new(4);
            byte[] labels = [.. Enumerable.Range(0, 400).Select(_ => (byte)random.Below(classes))];
            byte[] images = [.. labels.SelectMany(label
                => Enumerable.Range(0, 32).Select(pixel => (byte)(pixel == label ? 255 : random.Below(20))))];
            foreach (string part in (string[])["train", "t10k"])
            {
                using FileStream image = File.Create(Path.Combine(Data, $"{part}-images-idx3-ubyte"));
                Idx.Write(image, [400, 4, 8], images);
                using FileStream label = File.Create(Path.Combine(Data, $"{part}-labels-idx1-ubyte"));
                Idx.Write(label, [400], labels);
            }
            Answer answer = Run("train", "--data", Data, "--steps", "300", "--threads", "1", "--save", At("net"),
                "--json", "--report", At("page.html"));
            Assert.True(answer.Exit == ExitCode.Done, answer.Error);
            JsonElement run = JsonDocument.Parse(answer.Out).RootElement;
            Assert.Equal($"[32,128,{classes}]", run.GetProperty("layers").GetRawText());
            Assert.Equal(1, run.GetProperty("testAccuracy").GetDouble());
            answer = Run("eval", "--model", At("net"), "--data", Data, "--json");
            Assert.Equal(classes, JsonDocument.Parse(answer.Out).RootElement.GetProperty("confusion").GetArrayLength());
        }
    }

    private JsonElement Fit(params string[] more)
    {
        Answer answer = Run(["train", "--data", At("d.npz"), "--threads", "1", "--steps", "2000", "--save", At("net"),
            "--json", .. more]);
        Assert.True(answer.Exit == ExitCode.Done, answer.Error);
        return JsonDocument.Parse(answer.Out).RootElement;
    }

    private void Save<T>(Func<int, T> target, int[] shape) where T : struct
        => Npz.Write(At("d.npz"), new Dictionary<string, NpyArray>
        {
            ["x"] = NpyArray.Of<float>([100, 2],
                [.. Enumerable.Range(0, 100).SelectMany(i => (float[])[i % 7, i % 2])]),
            ["y"] = NpyArray.Of<T>(shape, [.. Enumerable.Range(0, 100).Select(target)]),
        });
}
