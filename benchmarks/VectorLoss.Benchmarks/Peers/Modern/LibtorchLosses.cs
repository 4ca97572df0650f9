using TorchSharp;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Works;
using VectorLoss.Losses;
using static VectorLoss.Benchmarks.Peers.LibtorchNets;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;
using Tensor = TorchSharp.torch.Tensor;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>
/// The losses that libtorch has, and some that are a line of it; value and all gradients, with the numbers of
/// torch_losses.py.
/// </summary>
/// <remarks>
/// Two defaults of TorchSharp are not PyTorch's, kl_div's log_target and hinge_embedding_loss's margin; and its
/// gaussian_nll_loss gives the variance no gradient, so that loss is composed.
/// </remarks>
internal static class LibtorchLosses
{
    /// <summary>Losses of elements, of three numbers and of rows: from the inputs in the order of the card.</summary>
    private static readonly Dictionary<string, Func<Tensor[], Tensor>> ofNumbers = new()
    {
        ["binary-cross-entropy"] = x => F.binary_cross_entropy(x[0], x[1]),
        ["binary-cross-entropy-with-logits"] = x => F.binary_cross_entropy_with_logits(x[0], x[1]),
        ["cosine-distance"] = x => (1 - F.cosine_similarity(x[0], x[1])).mean(),
        ["cosine-embedding"] = x => F.cosine_embedding_loss(x[0], x[1], x[2]),
        ["distillation"] = x => F.kl_div(F.log_softmax(x[0], 1), F.log_softmax(x[1], 1), log_target: true,
            reduction: Reduction.Sum) / x[0].shape[0],
        ["gaussian-nll"] = x => (0.5 * (torch.log(x[2]) + (x[0] - x[1]).square() / x[2])).mean(),
        ["half-mse"] = x => 0.5 * F.mse_loss(x[0], x[1]),
        ["hinge"] = x => F.relu(1 - x[1] * x[0]).mean(),
        ["hinge-embedding"] = x => F.hinge_embedding_loss(x[0], x[1], margin: 1),
        ["huber"] = x => F.huber_loss(x[0], x[1]),
        ["kl-div"] = x => F.kl_div(x[0], x[1], log_target: false),
        ["l1"] = x => F.l1_loss(x[0], x[1]),
        ["margin-ranking"] = x => F.margin_ranking_loss(x[0], x[1], x[2]),
        ["mse"] = x => F.mse_loss(x[0], x[1]),
        ["multilabel-soft-margin"] = x => F.multilabel_soft_margin_loss(x[0], x[1]),
        ["poisson-nll"] = x => F.poisson_nll_loss(x[0], x[1]),
        ["positive-weighted-cross-entropy"]
            = x => F.binary_cross_entropy_with_logits(x[0], x[1], pos_weights: x[2]),
        ["smooth-l1"] = x => F.smooth_l1_loss(x[0], x[1]),
        ["soft-margin"] = x => F.soft_margin_loss(x[0], x[1]),
        ["squared-hinge"] = x => F.relu(1 - x[1] * x[0]).square().mean(),
        ["sum-squared-error"] = x => 0.5 * (x[0] - x[1]).square().sum(1).mean(),
        ["triplet-margin"] = x => F.triplet_margin_loss(x[0], x[1], x[2]),
    };

    /// <summary>Losses of logits and labels, and the scale of the logits.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> ofClasses = new()
    {
        ["cross-entropy"] = (x, y) => F.cross_entropy(x, y),
        ["cross-entropy:smoothing"] = (x, y) => F.cross_entropy(x, y, label_smoothing: 0.1),
        ["cross-entropy:wide"] = (x, y) => F.cross_entropy(x, y),
        ["multi-margin"] = (x, y) => F.multi_margin_loss(x, y),
        ["nll"] = (x, y) => F.nll_loss(x, y),
    };

    /// <summary>The work; null where libtorch has no function for it.</summary>
    public static (Action Run, Func<double[]> Figures)? Of(string name, string type, int[] sizes)
    {
        torch.ScalarType kind = type == "double" ? torch.float64 : torch.float32;
        int rows = sizes[0], columns = sizes.ElementAtOrDefault(1);
        if (ofNumbers.TryGetValue(name, out Func<Tensor[], Tensor>? loss))
            return OfCard(LossWorks.Card(name), kind, sizes, loss);
        if (ofClasses.TryGetValue(name, out Func<Tensor, Tensor, Tensor>? ofLabels))
        {
            Tensor y = Labels(rows, columns);
            return Work([Logits(name, rows, columns, kind)], x => ofLabels(x[0], y));
        }
        return name switch
        {
            "cross-entropy:weights" => Weighted(rows, columns, kind),
            "cross-entropy:distributions" => Distributions(rows, columns, kind),
            "multilabel-margin" => LabelSets(rows, columns, kind),
            "info-nce" => InfoNce(rows, columns, kind),
            "ctc" => Ctc(sizes[0], sizes[1], sizes[2], sizes[3], kind),
            "linear" => Linear(sizes[0], sizes[1], sizes[2], kind),
            "images" => Images(sizes[0], sizes[1], sizes[2], kind),
            _ => null,
        };
    }

    private static (Action, Func<double[]>) OfCard(
        LossCard card, torch.ScalarType kind, int[] sizes, Func<Tensor[], Tensor> loss)
    {
        uint[] seeds = [Inputs.First, Inputs.Second, Inputs.Third];
        Tensor[] all = [.. card.Inputs.Select((input, place) =>
        {
            bool perRow = input.Kind == LossInputKind.PerRow;
            int length = perRow ? sizes[0] : sizes.Aggregate(1, (product, size) => product * size);
            Tensor numbers = torch.tensor(Inputs.Draw(input.Domain, length, seeds[place], 4)).clone().to(kind);
            return perRow || sizes.Length == 1 ? numbers : numbers.reshape(sizes[0], sizes[1]);
        })];
        int[] leaves = [.. Enumerable.Range(0, all.Length).Where(place => card.Inputs[place].Differentiable)];
        return Work([.. leaves.Select(place => all[place])], _ => loss(all));
    }

    private static Tensor Logits(string name, int rows, int columns, torch.ScalarType kind)
        => Numbers(rows * columns, Inputs.First, name.EndsWith(":wide", StringComparison.Ordinal) ? 100 : 8)
            .reshape(rows, columns).to(kind);

    private static Tensor Positive(int length, torch.ScalarType kind)
        => torch.tensor(Inputs.Draw(Domain.Positive, length, Inputs.Second, 4)).clone().to(kind);

    private static (Action, Func<double[]>) Weighted(int rows, int columns, torch.ScalarType kind)
    {
        Tensor y = Labels(rows, columns), weight = Positive(columns, kind);
        return Work([Logits("", rows, columns, kind)], x => F.cross_entropy(x[0], y, weight));
    }

    private static (Action, Func<double[]>) Distributions(int rows, int columns, torch.ScalarType kind)
    {
        Tensor target = Positive(rows * columns, kind).reshape(rows, columns);
        return Work([Logits("", rows, columns, kind)], x => F.cross_entropy(x[0], target));
    }

    /// <summary>A third of the classes of a row are its labels.</summary>
    private static (Action, Func<double[]>) LabelSets(int rows, int columns, torch.ScalarType kind)
    {
        int count = Math.Max(1, columns / 3);
        Tensor target = torch.full(rows, columns, -1, torch.int64);
        target[torch.TensorIndex.Colon, torch.TensorIndex.Slice(0, count)]
            = (Labels(rows, columns).unsqueeze(1) + torch.arange(count)) % columns;
        return Work([Numbers(rows * columns, Inputs.First, 4).reshape(rows, columns).to(kind)],
            x => F.multi_label_margin_loss(x[0], target));
    }

    private static (Action, Func<double[]>) InfoNce(int rows, int columns, torch.ScalarType kind)
    {
        Tensor y = torch.arange(rows);
        return Work([.. new[] { Inputs.First, Inputs.Second }.Select(seed
            => Numbers(rows * columns, seed, 4).reshape(rows, columns).to(kind))],
            x => F.cross_entropy(torch.mm(F.normalize(x[0]), F.normalize(x[1]).t()) / 0.07, y));
    }

    private static (Action, Func<double[]>) Ctc(
        int steps, int samples, int classes, int length, torch.ScalarType kind)
    {
        Tensor logs = F.log_softmax(Numbers(steps * samples * classes, Inputs.First, 8)
            .reshape(steps, samples, classes).to(kind), 2);
        Tensor target = 1 + Labels(samples * length, classes - 1).reshape(samples, length);
        Tensor stepCounts = torch.full(samples, steps, torch.int64), lengths = torch.full(samples, length, torch.int64);
        (Action run, Func<double[]> figures) = Work([logs.detach().clone()],
            x => F.ctc_loss(x[0], target, stepCounts, lengths));
        // Its gradient is right behind a softmax only, so it is no figure.
        return (run, () => figures()[..1]);
    }

    private static (Action, Func<double[]>) Linear(int rows, int features, int classes, torch.ScalarType kind)
    {
        Tensor y = Labels(rows, classes);
        return Work(
            [
                Numbers(rows * features, Inputs.First, 2).reshape(rows, features).to(kind),
                Numbers(classes * features, Inputs.Second, (float)(2 / Math.Sqrt(features)))
                    .reshape(classes, features).to(kind),
            ], x => F.cross_entropy(F.linear(x[0], x[1]), y));
    }

    private static (Action, Func<double[]>) Images(int samples, int channels, int places, torch.ScalarType kind)
    {
        Tensor y = Labels(samples * places, channels).reshape(samples, places);
        return Work([Numbers(samples * channels * places, Inputs.First, 8).reshape(samples, channels, places).to(kind)],
            x => F.cross_entropy(x[0], y));
    }

    private static (Action, Func<double[]>) Work(Tensor[] leaves, Func<Tensor[], Tensor> loss)
    {
        foreach (Tensor leaf in leaves)
            leaf.requires_grad_();
        double value = 0;
        return (() =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            foreach (Tensor leaf in leaves)
                leaf.grad = null;
            Tensor result = loss(leaves);
            result.backward();
            value = result.ToDouble();
        }, () => [value, .. leaves.Select(leaf => leaf.grad!.abs().sum(torch.float64).ToDouble())]);
    }
}
