using System.Text.Json;
using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>eval</c>: nets of other programs, files of other kinds, and whose images were looked at.</summary>
public sealed class EvalCommandTests : Workplace
{
    [Fact]
    public void A_net_without_our_metadata_evaluates_alike_if_its_activation_is_given()
    {
        Train("--save", At("net"), "--activation", "tanh");
        SafetensorsFile own = SafetensorsFile.Load(At("net")), foreign = new();
        foreach (StoredTensor tensor in own.Tensors)
        {
            float[] values = new float[tensor.Count];
            tensor.CopyTo<float>(values);
            foreign.Add<float>(tensor.Name.Replace("layers.", "model.fc"), tensor.Shape, values);
        }
        // A key that we use, with a meaning of its own.
        foreign.Metadata["loss"] = "2.31";
        foreign.Save(At("foreign"));
        string[] words = ["eval", "--data", Data, "--json", "--model"];
        JsonElement expected = JsonDocument.Parse(Run([.. words, At("net")]).Out).RootElement;
        Answer answer = Run([.. words, At("foreign"), "--activation", "tanh"]);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        JsonElement found = JsonDocument.Parse(answer.Out).RootElement;
        foreach (string name in (string[])["layers", "testAccuracy", "testLoss", "confusion"])
            Assert.Equal(expected.GetProperty(name).GetRawText(), found.GetProperty(name).GetRawText());
        Assert.NotEqual(expected.GetProperty("testLoss").GetDouble(),
            JsonDocument.Parse(Run([.. words, At("foreign"), "--activation", "relu"]).Out).RootElement
                .GetProperty("testLoss").GetDouble());
        Refused(Run([.. words, At("foreign")]), "model.fc0.weight (F32, 12 × 16)", "not a net that this program saved");
        Refused(Run([.. words, At("net"), "--activation", "relu"]), "names the activation tanh, and relu is given");
        Refused(Run([.. words, At("foreign"), "--activation", "gelu"]), "--activation takes one of relu, sigmoid");
    }

    [Theory]
    [InlineData("this is no net at all", "not a safetensors file but a text")]
    [InlineData("{\"weights\":[1,2,3]}", "not a safetensors file but a text")]
    [InlineData("abc", "not a safetensors file, or truncated: only 3 bytes")]
    [InlineData("", "the file is empty")]
    [InlineData("PK\u0003\u0004\u0014\u0000\u0006\u0000\u0008\u0000", "not a safetensors file but a zip archive")]
    [InlineData("\u0080\u0002\u008a\u000al\u00fc\u009cF\u00f9 ", "not a safetensors file but a pickle of Python")]
    [InlineData("\u0089HDF\r\n\u001a\n\u0000", "not a safetensors file but an HDF5 file")]
    [InlineData("\u0008\u0008\u0012\u0007pytorch", "not a safetensors file but an ONNX model")]
    [InlineData("\u00ff\u00fe\u00ff\u00fe\u00ff\u00fe\u00ff\u00fe\u0000\u0001", "there is no header")]
    [InlineData("\u00ff\u0000\u0000\u0000\u0000\u0000\u0000\u0000{\"a", "truncated: a header of 255 bytes is declared")]
    public void A_file_of_another_kind_is_called_what_it_is(string content, string reason)
    {
        File.WriteAllBytes(At("file"), [.. content.Select(letter => (byte)letter)]);
        Refused(Run("eval", "--model", At("file")), $"{At("file")}: ", reason);
    }

    [Fact]
    public void Arrays_and_images_are_called_what_they_are()
    {
        Npy.Write<float>(At("x.npy"), [2], [1, 2]);
        Refused(Run("eval", "--model", At("x.npy")), "not a safetensors file but an array of NumPy");
        Refused(Run("eval", "--model", Path.Combine(Data, "train-images-idx3-ubyte")),
            "not a safetensors file but an IDX file");
    }

    [Fact]
    public void Whose_images_were_looked_at_is_said()
    {
        Train("--save", At("net"));
        Answer given = Run("eval", "--model", At("net"), "--data", Data);
        Assert.Contains("on the test images of small\n", given.Out);
        Assert.DoesNotContain("--data", given.Out);
        Assert.Equal(ExitCode.Done, Run("train", "--layers", "784,10", "--steps", "1", "--save", At("wide")).Exit);
        Assert.Contains("on the test images of generated digits (embedded); --data DIR evaluates others",
            Run("eval", "--model", At("wide")).Out);
        Assert.Contains("\"dataset\":\"generated digits (embedded)\"",
            Run("eval", "--model", At("wide"), "--json").Out);
    }

    private static void Refused(Answer answer, params ReadOnlySpan<string> reasons)
    {
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        foreach (string reason in reasons)
            Assert.Contains(reason, answer.Line);
    }
}
