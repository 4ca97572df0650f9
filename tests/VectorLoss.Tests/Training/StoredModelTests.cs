using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
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
        net.Tape.Values(net.Parameters[2])[5] = weight;
        StoredModel.Save(Path, net);
        DataFormatException problem = Assert.Throws<DataFormatException>(() => StoredModel.Load(Path));
        Assert.Contains("layers.1.weight holds", problem.Message);
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
    [InlineData("layers", "16,8,10", "16×7")]
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

    private static Mlp<double> Net()
    {
        Mlp<double> net = new(new Tape<double>(), [16, 7, 10], Activation.Tanh);
        net.Initialize(Initializer.Glorot, 4);
        return net;
    }
}
