using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Nets as ONNX models: the real ONNX Runtime says what they compute.</summary>
public class OnnxModelTests
{
    public static TheoryData<Activation, OutputLayer, string> Cases()
    {
        TheoryData<Activation, OutputLayer, string> cases = [];
        foreach (Activation hidden in Enum.GetValues<Activation>())
        {
            foreach (OutputLayer output in (OutputLayer[])
                [OutputLayer.Linear, OutputLayer.Sigmoid, OutputLayer.Softmax])
            {
                foreach (string layers in (string[])["16,7,10", "5,5,5,5", "33,1", "1,40,2"])
                    cases.Add(hidden, output, layers);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ONNX_Runtime_computes_the_same_net(Activation hidden, OutputLayer output, string layers)
    {
        int[] widths = [.. layers.Split(',').Select(int.Parse)];
        Agrees<float>(widths, hidden, output);
        Agrees<double>(widths, hidden, output);
    }

    // ONNX Runtime computes tanh and sigmoid of floats by rational functions that are right to about 1e-7 absolutely,
    // and those of doubles by the C library. Ours err by 1.1 units in the last place.
    private static double ActivationError<T>() => typeof(T) == typeof(double) ? Math.Pow(2, -50) : 4e-7;

    private static double Roundoff<T>() => typeof(T) == typeof(double) ? Math.Pow(2, -53) : Math.Pow(2, -24);

    private static void Agrees<T>(int[] widths, Activation hidden, OutputLayer output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = SeededNet.Make<T>(widths, hidden);
        using OnnxSession model = new(Malformed.Bytes(stream => OnnxModel.Write(stream, net, output)));
        // One session, several sizes of a batch: the axis is free.
        foreach (int rows in (int[])[1, 3, 8])
        {
            double[] inputs = SeededNet.Inputs(rows * widths[0], (ulong)rows);
            double[] found = model.Run<T>(inputs, widths[0]), logits = SeededNet.Logits(net, inputs);
            Assert.Equal(logits.Length, found.Length);
            int columns = widths[^1];
            for (int row = 0; row < rows; row++)
            {
                double[] bound = NetBound.OfLogits(net, inputs.AsSpan(row * widths[0], widths[0]), Roundoff<T>(),
                    ActivationError<T>());
                (double[] expected, double[] near) = Outputs<T>(output,
                    logits.AsSpan(row * columns, columns).ToArray(), bound);
                for (int i = 0; i < columns; i++)
                    Assert.Equal(expected[i], found[(row * columns) + i], near[i]);
            }
        }
    }

    // Both are taken from our logits in double. The slope of a sigmoid is at most 1/4. A probability of a softmax moves
    // by at most half of the largest move of a logit, and its sum of n exponentials of small relative error rounds n
    // times.
    private static (double[] Expected, double[] Bound) Outputs<T>(OutputLayer output, double[] logits, double[] bound)
    {
        switch (output)
        {
            case OutputLayer.Sigmoid:
                return ([.. logits.Select(x => 1 / (1 + Math.Exp(-x)))],
                    [.. bound.Select(error => (error / 4) + ActivationError<T>())]);
            case OutputLayer.Softmax:
                double top = logits.Max(), sum = logits.Sum(x => Math.Exp(x - top));
                double moved = bound.Max() / 2;
                double[] expected = [.. logits.Select(x => Math.Exp(x - top) / sum)];
                return (expected, [.. expected.Select(p => moved + ((logits.Length + 8) * 2 * Roundoff<T>() * p))]);
            default:
                return (logits, bound);
        }
    }

    // Two subtractions and divisions, and the net, whose numbers are about 1, at 2⁻⁵³ each.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_net_of_a_table_takes_and_gives_the_units_of_the_table(bool before, bool behind)
    {
        double[] means = [20, -3, 0.5], deviations = [4, 0.25, 8];
        double[] targetMeans = [100, -7], targetDeviations = [30, 0.5];
        Mlp<double> net = SeededNet.Make<double>([3, 5, 2], Activation.Tanh);
        string path = Path.GetTempFileName();
        Standardization inputs = new(means, deviations), targets = new(targetMeans, targetDeviations);
        OnnxModel.Save(path, net, before ? inputs : null, behind ? targets : null);
        using OnnxSession model = new(File.ReadAllBytes(path));
        File.Delete(path);
        double[] own = [22, -2.75, -4, 17, -3.5, 9], plain = [.. own.Select((x, i)
            => before ? (x - means[i % 3]) / deviations[i % 3] : x)];
        double[] expected = [.. SeededNet.Logits(net, plain).Select((y, i)
            => behind ? (y * targetDeviations[i % 2]) + targetMeans[i % 2] : y)];
        Assert.All(expected.Zip(model.Run<double>(own, 3)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(behind ? "predictions" : "logits", model.Session.OutputMetadata.Single().Key);
        Assert.Throws<ArgumentException>("inputs", () => OnnxModel.Save(path, net, targets, targets));
        Assert.Throws<ArgumentException>("targets", () => OnnxModel.Save(path, net, inputs, inputs));
    }

    [Fact]
    public void The_model_says_its_names_shapes_and_metadata()
    {
        Mlp<float> net = SeededNet.Make<float>([16, 7, 10], Activation.Tanh);
        using OnnxSession model = new(Malformed.Bytes(
            stream => OnnxModel.Write(stream, net, OutputLayer.Softmax, ("loss", "huber"), ("note", "é\n"))));
        InferenceSession session = model.Session;
        (string inputName, NodeMetadata input) = session.InputMetadata.Single();
        (string outputName, NodeMetadata output) = session.OutputMetadata.Single();
        Assert.Equal(("input", "probabilities"), (inputName, outputName));
        Assert.Equal([-1, 16], input.Dimensions);
        Assert.Equal([-1, 10], output.Dimensions);
        Assert.Equal(("batch", "batch"), (input.SymbolicDimensions[0], output.SymbolicDimensions[0]));
        Assert.Equal(typeof(float), input.ElementType);
        Assert.Equal(("VectorLoss", "mlp"), (session.ModelMetadata.ProducerName, session.ModelMetadata.GraphName));
        Assert.Equal([("activation", "tanh"), ("layers", "16,7,10"), ("loss", "huber"), ("note", "é\n")],
            session.ModelMetadata.CustomMetadataMap.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void The_same_net_gives_the_same_bytes()
    {
        byte[] once = Malformed.Bytes(stream => OnnxModel.Write(stream,
            SeededNet.Make<double>([6, 5], Activation.Relu), OutputLayer.Linear, ("b", "2"), ("a", "1")));
        Assert.Equal(once, Malformed.Bytes(stream => OnnxModel.Write(stream,
            SeededNet.Make<double>([6, 5], Activation.Relu), OutputLayer.Linear, ("a", "1"), ("b", "2"))));
        // The version of the format stands first, the name of the producer second.
        Assert.Equal([8, OnnxModel.FormatVersion, 0x12, 10, .. "VectorLoss"u8], once[..14]);
    }

    [Fact]
    public void An_output_that_belongs_to_a_loss_is_refused()
    {
        Mlp<float> net = SeededNet.Make<float>([2, 2], Activation.Relu);
        Assert.Throws<ArgumentException>("output",
            () => OnnxModel.Write(new MemoryStream(), net, OutputLayer.Auto));
        Assert.Throws<ArgumentException>("output",
            () => OnnxModel.Write(new MemoryStream(), net, (OutputLayer)99));
        Assert.Throws<ArgumentNullException>("net", () => OnnxModel.Write<float>(new MemoryStream(), null!));
        Assert.Throws<DataFormatException>(() => OnnxModel.Save("/no/such/directory/net.onnx", net));
    }
}
