using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public sealed class StoredModelTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Path => System.IO.Path.Combine(directory, "net.safetensors");

    [Fact]
    public void A_net_comes_back_bit_for_bit()
    {
        Mlp<double> net = Net();
        StoredModel.Save(Path, net, ("loss", "mse"));
        StoredModel stored = StoredModel.Load(Path);
        Assert.Equal([16, 7, 10], stored.Layers.ToArray());
        Assert.Equal(Activation.Tanh, stored.Hidden);
        Assert.Equal("mse", stored.Notes["loss"]);
        Assert.True(stored.IsDouble);
        Mlp<double> again = stored.Build(new Tape<double>());
        for (int i = 0; i < net.Parameters.Length; i++)
        {
            Assert.Equal(net.Tape.Values(net.Parameters[i]).ToArray(),
                again.Tape.Values(again.Parameters[i]).ToArray());
        }
    }

    [Fact]
    public void A_double_net_can_be_built_in_float()
    {
        Mlp<double> net = Net();
        StoredModel.Save(Path, net);
        Mlp<float> narrow = StoredModel.Load(Path).Build(new Tape<float>());
        Assert.Equal((float)net.Tape.Values(net.Parameters[2])[5], narrow.Tape.Values(narrow.Parameters[2])[5]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_net_with_a_weight_that_is_no_number_is_refused(double weight)
    {
        Mlp<double> net = Net();
        StoredModel.Save(Path, net);
        byte[] before = File.ReadAllBytes(Path);
        net.Tape.Values(net.Parameters[2])[5] = weight;
        Assert.Contains("layers.1.weight holds", Assert.Throws<ArgumentException>("net",
            () => StoredModel.Save(Path, net)).Message);
        Assert.Contains("layers.1.weight holds", Assert.Throws<ArgumentException>("net",
            () => OnnxModel.Write(new MemoryStream(), net)).Message);
        Assert.Equal(before, File.ReadAllBytes(Path));
        Store(net);
        DataFormatException problem = Assert.Throws<DataFormatException>(() => StoredModel.Load(Path));
        Assert.Contains("layers.1.weight holds", problem.Message);
    }

    [Fact]
    public void A_number_that_float_does_not_hold_is_refused_in_float()
    {
        Mlp<double> net = Net();
        net.Tape.Values(net.Parameters[1])[3] = 1e300;
        StoredModel.Save(Path, net);
        StoredModel stored = StoredModel.Load(Path);
        Assert.Equal(1e300, SeededNet.Parameters(stored.Build(new Tape<double>())).Max());
        Tape<float> narrow = new();
        Assert.Contains("layers.0.bias holds Infinity at 3 as a Single",
            Assert.Throws<DataFormatException>(() => stored.Build(narrow)).Message);
        Assert.Equal(0, narrow.Count);
        Mlp<float> floats = SeededNet.Make<float>([1, 1], Activation.Tanh);
        foreach ((double mean, double deviation) in ((double, double)[])[(1e300, 1), (0, 1e300), (0, 1e-300)])
            Assert.Throws<ArgumentException>("inputs", () => OnnxModel.Save(Path, floats,
                new Standardization([mean], [deviation]), null, OutputLayer.Linear));
    }

    [Fact]
    public void An_activation_or_a_layer_without_a_name_is_refused()
    {
        StoredModel.Save(Path, Net());
        Assert.Throws<ArgumentOutOfRangeException>("hidden", () => new Mlp<float>(new(), [1, 2], (Activation)77));
        Assert.Throws<ArgumentOutOfRangeException>("hidden", () => Initializer.For((Activation)77));
        Assert.Throws<ArgumentOutOfRangeException>("hidden", () => StoredModel.Load(Path, (Activation)77));
        Assert.Throws<ArgumentOutOfRangeException>("output", () => TargetLoss.Of(SquaredError.Card, (OutputLayer)9));
        Assert.Throws<ArgumentOutOfRangeException>("output", () => ClassifierLoss.Of(SquaredError.Card,
            (OutputLayer)9));
    }

    [Fact]
    public void A_file_of_another_program_is_answered_with_what_it_holds()
    {
        SafetensorsFile file = new();
        file.Add<float>("encoder.weight", [2, 3], new float[6]);
        file.Metadata["format"] = "\u001b[31m";
        file.Save(Path);
        DataFormatException problem = Assert.Throws<DataFormatException>(() => StoredModel.Load(Path));
        Assert.Contains("not a net that this program saved", problem.Message);
        Assert.Contains("encoder.weight (F32, 2 × 3)", problem.Message);
    }

    [Theory]
    [InlineData("format", "other", "not a net")]
    [InlineData("layers", "16,x,10", "'16,x,10'")]
    [InlineData("layers", "16", "fewer than two")]
    [InlineData("format", "vectorloss-mlp-3", "does not say format vectorloss-mlp-2")]
    [InlineData("layers", "16,8,10", "layers.0.weight is 7×16, the layers say 8×16")]
    [InlineData("layers", "16,7,10,10", "no tensor layers.2.weight")]
    [InlineData("activation", "swish", "swish")]
    public void A_file_that_is_no_net_is_refused_with_the_reason(string key, string value, string reason)
    {
        StoredModel.Save(Path, Net());
        SafetensorsFile file = SafetensorsFile.Load(Path);
        file.Metadata[key] = value;
        file.Save(Path);
        DataFormatException problem = Assert.Throws<DataFormatException>(() => StoredModel.Load(Path));
        Assert.StartsWith(Path, problem.Message);
        Assert.Contains(reason, problem.Message);
    }

    [Fact]
    public void Weights_lie_outputs_first_as_in_PyTorch()
    {
        Mlp<double> net = Net();
        StoredModel.Save(Path, net);
        SafetensorsFile file = SafetensorsFile.Load(Path);
        Assert.Equal("vectorloss-mlp-2", file.Metadata["format"]);
        StoredTensor weight = file.Get("layers.0.weight");
        Assert.Equal([7, 16], weight.Shape.ToArray());
        double[] values = new double[7 * 16];
        weight.CopyTo<double>(values);
        for (int input = 0; input < 16; input++)
        {
            for (int output = 0; output < 7; output++)
                Assert.Equal(net.Tape.Values(net.Parameters[0])[(input * 7) + output], values[(output * 16) + input]);
        }
    }

    // The first format has the weights as the tape has them. A square layer fits both; only its numbers tell.
    [Theory]
    [InlineData(16, 7, 10)]
    [InlineData(9, 9, 9)]
    public void The_first_format_is_still_read(params int[] layers)
    {
        Mlp<double> net = SeededNet.Make<double>(layers, Activation.Tanh);
        Store(net);
        StoredModel stored = StoredModel.Load(Path);
        Assert.Equal("vectorloss-mlp-1", stored.Format);
        Assert.Equal(SeededNet.Parameters(net), SeededNet.Parameters(stored.Build(new Tape<double>())));
        StoredModel.Save(Path, stored.Build(new Tape<double>()));
        stored = StoredModel.Load(Path, Activation.Tanh);
        Assert.Equal("vectorloss-mlp-2", stored.Format);
        Assert.Equal(SeededNet.Parameters(net), SeededNet.Parameters(stored.Build(new Tape<double>())));
    }

    [Fact]
    public void An_activation_that_contradicts_the_metadata_is_refused()
    {
        StoredModel.Save(Path, Net());
        DataFormatException problem = Assert.Throws<DataFormatException>(
            () => StoredModel.Load(Path, Activation.Relu));
        Assert.Contains("names the activation tanh, and relu is given", problem.Message);
    }

    private void Store(Mlp<double> net)
    {
        ReadOnlySpan<int> layers = net.Layers;
        SafetensorsFile file = new();
        for (int i = 0; i < layers.Length - 1; i++)
        {
            file.Add<double>($"layers.{i}.weight", [layers[i], layers[i + 1]],
                net.Tape.Values(net.Parameters[2 * i]));
            file.Add<double>($"layers.{i}.bias", [layers[i + 1]], net.Tape.Values(net.Parameters[(2 * i) + 1]));
        }
        file.Metadata["format"] = "vectorloss-mlp-1";
        file.Metadata["layers"] = string.Join(',', layers.ToArray());
        file.Metadata["activation"] = "tanh";
        file.Save(Path);
    }

    private static Mlp<double> Net() => SeededNet.Make<double>([16, 7, 10], Activation.Tanh);
}
