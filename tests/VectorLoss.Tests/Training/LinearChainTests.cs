using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Training;

/// <summary>Chains of linear layers in files of other programs, by names and shapes alone.</summary>
public sealed class LinearChainTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Path => System.IO.Path.Combine(directory, "foreign.safetensors");

    // "name:2x3" is a tensor of that shape; its numbers are all different, and differ from those of other tensors.
    [Theory]
    [InlineData("4,3,2", "0.weight:3x4 0.bias:3 2.weight:2x3 2.bias:2")]
    [InlineData("4,3,2", "2.weight:2x3 0.weight:3x4 0.bias:3")]
    [InlineData("4,3,2", "params/Dense_0/kernel:4x3 params/Dense_0/bias:3 params/Dense_1/kernel:3x2")]
    [InlineData("4,2", "weight:2x4 bias:2")]
    [InlineData("4,2", "weight:2x4 bias:1x2")]
    [InlineData("3,3,3", "fc1.weight:3x3 fc2.weight:3x3 fc2.bias:3")]
    [InlineData("5,4,3,2", "output.weight:2x3 hidden.weight:3x4 input.weight:4x5")]
    [InlineData("4,4,4,2", "out.weight:2x4 fc2.weight:4x4 fc1.weight:4x4")]
    [InlineData("4,4,4,4,2", "head.weight:2x4 h.2.weight:4x4 h.10.weight:4x4 h.9.weight:4x4")]
    public void Names_and_shapes_give_the_layers(string layers, string tensors)
    {
        SafetensorsFile file = Make(tensors);
        file.Save(Path);
        StoredModel stored = StoredModel.Load(Path, Activation.Relu);
        Assert.Equal(layers, string.Join(',', stored.Layers.ToArray()));
        Mlp<float> net = stored.Build(new Tape<float>());
        string[] order = [.. Names(tensors).Where(name => name.EndsWith("weight") || name.EndsWith("kernel"))
            .OrderBy(name => Array.IndexOf(Order, name))];
        for (int i = 0; i < order.Length; i++)
        {
            StoredTensor weight = file.Get(order[i]);
            float[] values = new float[weight.Count];
            weight.CopyTo<float>(values);
            int outputs = stored.Layers[i + 1];
            // Of the first output: all its weights, which lie together where outputs come first.
            bool together = order[i].EndsWith("weight");
            for (int k = 0; k < stored.Layers[i]; k++)
                Assert.Equal(values[together ? k : k * outputs], net.Tape.Values(net.Parameters[2 * i])[k * outputs]);
            float[] bias = new float[outputs];
            file.Find(order[i][..^6] + "bias")?.CopyTo<float>(bias);
            Assert.Equal(bias, net.Tape.Values(net.Parameters[(2 * i) + 1]).ToArray());
        }
    }

    // The order that the rows above mean, where it is not that of the row.
    private static readonly string[] Order =
    [
        "0.weight", "2.weight", "params/Dense_0/kernel", "params/Dense_1/kernel", "fc1.weight", "fc2.weight",
        "h.2.weight", "h.9.weight", "h.10.weight", "input.weight", "hidden.weight", "output.weight", "out.weight",
        "head.weight",
    ];

    [Theory]
    [InlineData("0.weight:3x4 2.weight:2x5", "makes the outputs of each the inputs of the next")]
    [InlineData("1.weight:3x4 0.weight:2x3", "along the numbers in their names")]
    [InlineData("a.weight:3x3 b.weight:3x3", "allow more than one order")]
    [InlineData("encoder.weight:2x4 decoder.weight:4x2", "allow more than one order")]
    [InlineData("0.weight:3x4 0.bias:4", "0.bias (F32, 4) is neither weight, kernel nor bias")]
    [InlineData("0.weight:3x4 1.running_mean:3", "1.running_mean (F32, 3) is neither")]
    [InlineData("conv.weight:3x1x2x2", "conv.weight (F32, 3 × 1 × 2 × 2) is neither")]
    [InlineData("0.weight:0x4", "0.weight (F32, 0 × 4) is neither")]
    [InlineData("", "there are 0 layers; the file holds no tensors")]
    public void Anything_else_is_refused_with_names_and_shapes(string tensors, string reason)
    {
        Make(tensors).Save(Path);
        DataFormatException problem = Refused(() => StoredModel.Load(Path, Activation.Relu), Path,
            "not a chain of linear layers", reason);
        foreach (string name in Names(tensors))
            Assert.Contains(name, problem.Message);
    }

    [Fact]
    public void Without_an_activation_the_message_says_what_to_give_and_what_the_file_holds()
    {
        Make("0.weight:3x4 2.weight:2x3").Save(Path);
        Refused(() => StoredModel.Load(Path), Path, "not a net that this program saved",
            "if its activation is given (none, relu, sigmoid, tanh)", "0.weight (F32, 3 × 4), 2.weight (F32, 2 × 3)");
    }

    // 2 × 12 square layers whose names have nothing in common have 24! orders.
    [Fact]
    public void Names_that_allow_many_orders_are_refused_soon()
    {
        Make(string.Join(' ', Enumerable.Range('a', 24).Select(letter => $"{(char)letter}.weight:2x2"))).Save(Path);
        Refused(() => StoredModel.Load(Path, Activation.Relu), Path, "allow more than one order");
        Make(string.Join(' ', Enumerable.Range('a', 24).Select(letter => $"{(char)letter}.weight:2x2"))
            + " z.weight:1x5 zz.weight:7x1").Save(Path);
        Refused(() => StoredModel.Load(Path, Activation.Relu), Path, "not a chain of linear layers");
    }

    [Fact]
    public void A_chain_of_a_thousand_layers_is_read()
    {
        Make(string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"{i}.weight:1x1"))).Save(Path);
        Assert.Equal(1001, StoredModel.Load(Path, Activation.None).Layers.Length);
        Make(string.Join(' ', Enumerable.Range(0, 1001).Select(i => $"{i}.weight:1x1"))).Save(Path);
        Refused(() => StoredModel.Load(Path, Activation.None), Path, "there are 1001 layers");
    }

    private static IEnumerable<string> Names(string tensors)
        => tensors.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':')[0]);

    private static SafetensorsFile Make(string tensors)
    {
        SafetensorsFile file = new();
        float next = 1;
        foreach (string part in tensors.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] shape = [.. part.Split(':')[1].Split('x').Select(int.Parse)];
            float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => next++)];
            file.Add<float>(part.Split(':')[0], shape, values);
        }
        return file;
    }
}
