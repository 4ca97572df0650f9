using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>export</c>: the whole way from training to ONNX Runtime.</summary>
public sealed class ExportCommandTests : Workplace
{
    // A class can differ only where two logits lie nearer than their errors, which is nowhere here.
    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public void ONNX_Runtime_finds_the_classes_that_eval_finds(string type)
    {
        Train("--save", At("net"), "--dtype", type);
        Answer answer = Run("export", "--model", At("net"), "--onnx", At("net.onnx"), "--output", "softmax");
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains($"16-12-10 relu, {type}: input [batch, 16], probabilities (softmax) [batch, 10]", answer.Out);
        DigitSet test = DigitSet.Load(Data).Test;
        double[] inputs = [.. test.Images.ToArray().Select(pixel => pixel / 255.0)];
        using OnnxSession model = new(File.ReadAllBytes(At("net.onnx")));
        double[] outputs = type == "double" ? model.Run<double>(inputs, 16) : model.Run<float>(inputs, 16);
        int[] labels = [.. test.Labels.ToArray().Select(label => (int)label)];
        JsonElement found = JsonDocument.Parse(Run("eval", "--model", At("net"), "--data", Data, "--json").Out)
            .RootElement;
        Assert.Equal(found.GetProperty("correct").GetInt32(), Argmax.Correct<double>(outputs, labels));
        Assert.Equal("softmax-cross-entropy", model.Session.ModelMetadata.CustomMetadataMap["loss"]);
    }

    [Fact]
    public void Json_says_what_was_written()
    {
        Train("--save", At("net"));
        JsonElement json = JsonDocument.Parse(
            Run("export", "--model", At("net"), "--onnx", At("net.onnx"), "--json").Out).RootElement;
        Assert.Equal(new FileInfo(At("net.onnx")).Length, json.GetProperty("bytes").GetInt64());
        Assert.Equal(("linear", "float", 17, 8), (json.GetProperty("output").GetString(),
            json.GetProperty("dtype").GetString(), json.GetProperty("operatorSet").GetInt32(),
            json.GetProperty("formatVersion").GetInt32()));
    }

    [Fact]
    public void A_net_of_counts_gives_means_or_says_that_its_outputs_are_logarithms()
    {
        File.WriteAllText(At("t.csv"), "a,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i % 5}\n")));
        Answer trained = Run("train", "--csv", At("t.csv"), "--target", "y", "--loss", "poisson", "--steps", "5",
            "--save", At("net"));
        Assert.Equal(ExitCode.Done, trained.Exit);
        string[] words = ["export", "--model", At("net"), "--onnx", At("f.onnx")];
        string text = Run(words).Out;
        Assert.Contains("means (exponential) [batch, 1]", text);
        Assert.Equal(text, Run([.. words, "--output", "exponential"]).Out);
        text = Run([.. words, "--output", "linear"]).Out;
        Assert.Contains("logarithms of means [batch, 1]", text);
        Assert.Contains("without --output linear the model gives what 'vectorloss predict' gives", text);
    }

    [Fact]
    public void A_net_of_another_program_is_exported_if_its_activation_is_given()
    {
        SafetensorsFile file = new();
        file.Add<float>("a.0.weight", [2, 3], [1, 2, 3, 4, 5, 6]);
        file.Add<float>("a.1.weight", [1, 2], [1, -1]);
        file.Save(At("foreign"));
        Refused(Run("export", "--model", At("foreign"), "--onnx", At("f.onnx")), "a.0.weight (F32, 2 × 3)");
        Assert.Equal(ExitCode.Done,
            Run("export", "--model", At("foreign"), "--onnx", At("f.onnx"), "--activation", "none").Exit);
        using OnnxSession model = new(File.ReadAllBytes(At("f.onnx")));
        // (1 − 4) · 1 + (2 − 5) · 10 + (3 − 6) · 100
        Assert.Equal([-333], model.Run<float>([1, 10, 100], 3));
    }

    [Fact]
    public void One_output_has_no_softmax()
    {
        SafetensorsFile file = new();
        file.Add<float>("a.0.weight", [1, 2], [1, -1]);
        file.Save(At("one"));
        Refused(Run("export", "--model", At("one"), "--onnx", At("o.onnx"), "--output", "softmax",
            "--activation", "relu"), "--output softmax: the net has one output, whose softmax is always 1");
    }

    [Fact]
    public void The_net_is_not_overwritten_and_a_file_that_cannot_be_written_is_named()
    {
        Train("--save", At("net"));
        byte[] before = File.ReadAllBytes(At("net"));
        File.CreateSymbolicLink(At("link"), At("net"));
        Refused(Run("export", "--model", At("net"), "--onnx", At("net")), "--onnx would overwrite --model");
        Refused(Run("export", "--model", At("net"), "--onnx", At("link")), "--onnx would overwrite --model");
        Refused(Run("export", "--model", At("net"), "--onnx", Data), $"--onnx {Data}: cannot be written");
        Refused(Run("export", "--model", At("net")), "--onnx");
        Refused(Run("export", "--model", At("none"), "--onnx", At("x")), "there is no such file");
        Refused(Run("export", "--model", At("net"), "--onnx", At("x"), "--output", "auto"),
            "--output takes one of linear, sigmoid, softmax");
        Assert.Equal(before, File.ReadAllBytes(At("net")));
        Assert.False(File.Exists(At("x")));
    }

    private static void Refused(Answer answer, string reason)
    {
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.Contains(reason, answer.Line);
    }
}
