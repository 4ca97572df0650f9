using TorchSharp;
using TorchSharp.Modules;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Works;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>Products, nets and their training steps, with the numbers of torch_peer.py.</summary>
internal static class LibtorchNets
{
    /// <summary>A product of two matrices, into memory that stays.</summary>
    public static (Action Run, Func<double[]> Figures) Product(int m, int k, int n)
    {
        Tensor a = Numbers(m * k, 1).reshape(m, k), b = Numbers(k * n, 2).reshape(k, n), c = torch.zeros(m, n);
        return (() =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            // The product alone: there is no form with an output in TorchSharp, and beta = 0 adds nothing.
            c.addmm_(a, b, beta: 0, alpha: 1);
        }, () => [c.sum(torch.float64).item<double>(), c[m / 2, n / 2].item<float>()]);
    }

    /// <summary>The logits of a batch.</summary>
    public static (Action Run, Func<double[]> Figures) Inference(int batch, int[] layers)
    {
        Sequential net = Net(layers);
        Tensor images = Images(batch, layers[0]);
        double Size()
        {
            using var inference = torch.inference_mode();
            return net.call(images).abs().sum(torch.float64).item<double>();
        }
        return (() =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using var inference = torch.inference_mode();
            net.call(images);
        }, () => [Size()]);
    }

    /// <summary>A training step.</summary>
    public static (Action Run, Func<double[]> Figures) Step(int batch, string optimizer, int[] layers)
    {
        Sequential net = Net(layers);
        Tensor images = Images(batch, layers[0]), labels = Labels(batch, layers[^1]);
        torch.optim.Optimizer update = optimizer == "sgd" ? torch.optim.SGD(net.parameters(), 0.1)
            : torch.optim.Adam(net.parameters(), 0.001);
        double? first = null;
        return (() =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            update.zero_grad();
            Tensor loss = F.cross_entropy(net.call(images), labels);
            loss.backward();
            update.step();
            first ??= loss.item<float>();
        }, () => [first!.Value]);
    }

    /// <summary>The generator of all works, copied to memory of libtorch.</summary>
    public static Tensor Numbers(int length, uint seed, float scale = 1)
        => torch.tensor(Inputs.Floats(length, seed, scale)).clone();

    /// <summary>The labels of all works.</summary>
    public static Tensor Labels(int length, int classes)
        => torch.tensor(Inputs.Labels(length, classes)).to(torch.int64);

    private static Tensor Images(int batch, int length)
    {
        float[] pixels = new float[batch * length];
        TrainingWorks.FillImages(pixels);
        return torch.tensor(pixels).clone().reshape(batch, length);
    }

    private static Sequential Net(int[] layers)
    {
        List<torch.nn.Module<Tensor, Tensor>> modules = [];
        using var constant = torch.no_grad();
        for (int layer = 0; layer < layers.Length - 1; layer++)
        {
            (int wide, int narrow) = (layers[layer], layers[layer + 1]);
            Linear linear = torch.nn.Linear(wide, narrow);
            float[] weight = new float[wide * narrow];
            TrainingWorks.FillWeight(weight, layer, wide);
            linear.weight!.copy_(torch.tensor(weight).reshape(wide, narrow).t());
            linear.bias!.zero_();
            modules.AddRange([linear, torch.nn.ReLU()]);
        }
        return torch.nn.Sequential(modules.SkipLast(1));
    }
}
