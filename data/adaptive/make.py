"""Writes reference.json: losses, gradients, log-probabilities and predictions of torch.nn.AdaptiveLogSoftmaxWithLoss in double.

Cases: the usual divisor and others, with and without a bias of the head, one cluster and three, a cluster that no label
is in, a cluster of one class, and rows of which all are frequent.
Run by hand: python3 data/adaptive/make.py (PyTorch 1.13)
"""

import json
from pathlib import Path

import torch

CASES = [
    # rows, features, classes, cutoffs, div_value, head_bias, labels
    (6, 16, 12, [3, 7], 4.0, False, None),
    (5, 9, 10, [4, 6, 9], 2.0, True, None),
    (7, 8, 9, [2], 4.0, True, None),
    (4, 16, 20, [5, 10], 4.0, False, [0, 4, 19, 12]),
    (3, 6, 8, [4, 6], 1.5, True, [0, 3, 1]),
    (40, 12, 30, [6, 14], 3.0, False, None),
]


def numbers(tensor): return tensor.detach().reshape(-1).tolist()


def case(rows, features, classes, cutoffs, div_value, head_bias, labels):
    layer = torch.nn.AdaptiveLogSoftmaxWithLoss(features, classes, cutoffs, div_value, head_bias).double()
    hidden = torch.randn(rows, features, dtype=torch.float64, requires_grad=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn(parameter.shape, dtype=torch.float64) / 2)
    target = torch.randint(classes, (rows,)) if labels is None else torch.tensor(labels)
    output, loss = layer(hidden, target)
    loss.backward()
    tails = [weight for tail in layer.tail for weight in (tail[0].weight, tail[1].weight)]

    # PyTorch leaves no gradient where no row meets a cluster.
    def slopes(of): return torch.cat([torch.zeros_like(w).reshape(-1) if w.grad is None else w.grad.reshape(-1)
                                      for w in of])
    bias = [layer.head.bias] if head_bias else []
    return {
        "features": features, "classes": classes, "cutoffs": cutoffs, "divisor": div_value,
        "labels": target.tolist(), "hidden": numbers(hidden), "head": numbers(layer.head.weight),
        "head_bias": numbers(bias[0]) if bias else [], "tails": numbers(torch.cat([w.reshape(-1) for w in tails])),
        "losses": numbers(-output), "loss": loss.item(),
        "log_probabilities": numbers(layer.log_prob(hidden)), "predictions": layer.predict(hidden).tolist(),
        "d_hidden": numbers(hidden.grad), "d_head": numbers(slopes([layer.head.weight])),
        "d_head_bias": numbers(slopes(bias)) if bias else [], "d_tails": numbers(slopes(tails)),
    }


torch.manual_seed(1)
Path(__file__).with_name("reference.json").write_text(
    "[\n" + ",\n".join(json.dumps(case(*one)) for one in CASES) + "\n]\n", encoding="utf-8")
