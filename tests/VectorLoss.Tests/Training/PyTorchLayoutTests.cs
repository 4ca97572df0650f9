using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

/// <summary>Nets go to PyTorch and come from it; the real PyTorch says what they compute.</summary>
public sealed class PyTorchLayoutTests : IDisposable
{
    // A reader and a writer of safetensors in a few lines, so that nothing but PyTorch must be installed.
    private const string Program = """
        import json, struct, sys
        import numpy as np, torch
        types = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
        def load(path):
            data = open(path, "rb").read()
            length = struct.unpack("<Q", data[:8])[0]
            header = json.loads(data[8:8 + length])
            notes = header.pop("__metadata__", {})
            tensors = {}
            for name, entry in header.items():
                begin, end = (8 + length + at for at in entry["data_offsets"])
                tensor = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
                tensors[name] = tensor.reshape(entry["shape"])
            return tensors, notes
        def save(path, tensors):
            header, body = {}, b""
            for name, tensor in tensors.items():
                kind = next(key for key, value in types.items() if value == tensor.dtype)
                bits = tensor.detach().contiguous().view(torch.int64 if kind == "F64" else torch.int32 if kind == "F32"
                    else torch.int16)
                part = bits.numpy().tobytes()
                header[name] = {"dtype": kind, "shape": list(tensor.shape),
                    "data_offsets": [len(body), len(body) + len(part)]}
                body += part
            text = json.dumps(header).encode()
            open(path, "wb").write(struct.pack("<Q", len(text)) + text + body)
        class Net(torch.nn.Module):
            def __init__(self, widths, activation):
                super().__init__()
                self.layers = torch.nn.ModuleList(
                    torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
                self.activation = getattr(torch, activation)
            def forward(self, x):
                for layer in self.layers[:-1]:
                    x = self.activation(layer(x))
                return self.layers[-1](x)
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("vectorloss-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string At(string name) => Path.Combine(directory, name);

    // Square layers fit either way round: there only the numbers tell.
    [Theory]
    [InlineData(Activation.Relu, 16, 7, 10)]
    [InlineData(Activation.Tanh, 10, 10, 10)]
    [InlineData(Activation.Sigmoid, 5, 5)]
    public void A_saved_net_is_a_state_dict(Activation hidden, params int[] layers)
    {
        Loads<double>(layers, hidden);
        Loads<float>(layers, hidden);
    }

    private void Loads<T>(int[] layers, Activation hidden) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = SeededNet.Make<T>(layers, hidden);
        StoredModel.Save(At("net"), net);
        double[] inputs = SeededNet.Inputs(3 * layers[0]);
        Npy.Write<T>(At("x.npy"), [3, layers[0]], [.. inputs.Select(T.CreateTruncating)]);
        TorchPython.RunOrSkip(Program + """

            tensors, notes = load(sys.argv[1])
            net = Net([int(width) for width in notes["layers"].split(",")], notes["activation"])
            net = net.to(tensors["layers.0.weight"].dtype)
            net.load_state_dict(tensors)
            np.save(sys.argv[3], net(torch.from_numpy(np.load(sys.argv[2]))).detach().numpy())
            """, At("net"), At("x.npy"), At("y.npy"));
        // PyTorch's tanh and exponential err by one unit in the last place, its sigmoid by three roundings more.
        double roundoff = typeof(T) == typeof(double) ? Math.Pow(2, -53) : Math.Pow(2, -24);
        double[] found = Npy.Read(At("y.npy")).ToDoubles(), expected = SeededNet.Logits(net, inputs);
        Assert.Equal(expected.Length, found.Length);
        for (int row = 0; row < 3; row++)
        {
            double[] bound = NetBound.OfLogits(net, inputs.AsSpan(row * layers[0], layers[0]), roundoff, 5 * roundoff);
            for (int i = 0; i < bound.Length; i++)
                Assert.Equal(expected[(row * bound.Length) + i], found[(row * bound.Length) + i], bound[i]);
        }
    }

    [Theory]
    [InlineData("float64", Activation.Tanh, true)]
    [InlineData("float32", Activation.Relu, true)]
    [InlineData("float16", Activation.Relu, false)]
    [InlineData("bfloat16", Activation.Sigmoid, true)]
    public void A_net_of_PyTorch_is_read_if_its_activation_is_given(string type, Activation hidden, bool hasBias)
    {
        TorchPython.RunOrSkip(Program + """

            torch.manual_seed(1)
            kind, bias = getattr(torch, sys.argv[1]), sys.argv[2] == "True"
            parts = [torch.nn.Linear(6, 6, bias), torch.nn.Identity(), torch.nn.Linear(6, 6, bias),
                torch.nn.Identity(), torch.nn.Linear(6, 4, bias)]
            net = torch.nn.Sequential(*[part.to(kind) for part in parts])
            save(sys.argv[3], dict(sorted(net.state_dict().items(), reverse=True)))
            for i, part in enumerate(parts[::2]):
                np.save(f"{sys.argv[3]}.{i}.npy", part.weight.detach().double().numpy())
                np.save(f"{sys.argv[3]}.b{i}.npy", part.bias.detach().double().numpy() if bias else
                    np.zeros(len(part.weight)))
            """, type, $"{hasBias}", At("net"));
        StoredModel stored = StoredModel.Load(At("net"), hidden);
        Assert.Equal([6, 6, 6, 4], stored.Layers.ToArray());
        Assert.Equal((null, hidden, type == "float64"), (stored.Format, stored.Hidden, stored.IsDouble));
        Mlp<double> net = stored.Build(new Tape<double>());
        for (int layer = 0; layer < 3; layer++)
        {
            double[] weight = Npy.Read(At($"net.{layer}.npy")).ToDoubles();
            int outputs = stored.Layers[layer + 1];
            for (int i = 0; i < 6; i++)
            {
                for (int j = 0; j < outputs; j++)
                {
                    Assert.Equal(weight[(j * 6) + i],
                        net.Tape.Values(net.Parameters[2 * layer])[(i * outputs) + j]);
                }
            }
            Assert.Equal(Npy.Read(At($"net.b{layer}.npy")).ToDoubles(),
                net.Tape.Values(net.Parameters[(2 * layer) + 1]).ToArray());
        }
    }
}
