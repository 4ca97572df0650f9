"""PyTorch's side of the benchmark: reads a line, does the work so many times, answers with a line.

  prepare KEY THREADS NAME ARGUMENT...  -> "ok NUMBER..."   builds the work, runs it once, gives figures to verify
  time KEY CALLS                        -> "ok MICROSECONDS"
  version                               -> "ok TEXT"
"""
import sys
import time

import torch
import torch.nn.functional as F


def numbers(length, seed, scale=1.0):
    """The generator of Inputs.Floats: multiplicative hashing of the index, exact in float."""
    index = torch.arange(length, dtype=torch.int64)
    hashed = (((index + seed) * 2654435761) & 0xFFFFFFFF) >> 8
    return (hashed.to(torch.float32) * (1.0 / (1 << 24)) - 0.5) * scale


def labels(length, classes):
    index = torch.arange(length, dtype=torch.int64)
    return ((((index + 7) * 2654435761) & 0xFFFFFFFF) >> 8) % classes


def matmul(m, k, n):
    a, b = numbers(m * k, 1).reshape(m, k), numbers(k * n, 2).reshape(k, n)
    c = torch.empty(m, n)

    def run():
        torch.mm(a, b, out=c)

    return run, lambda: [c.double().sum().item(), c[m // 2, n // 2].item()]


def cross_entropy(rows, classes):
    logits = numbers(rows * classes, 3, 8.0).reshape(rows, classes).requires_grad_()
    target = labels(rows, classes)
    state = {}

    def run():
        logits.grad = None
        loss = F.cross_entropy(logits, target)
        loss.backward()
        state["loss"] = loss.item()

    return run, lambda: [state["loss"], logits.grad.double().abs().sum().item()]


POINT = {
    "mse": lambda p, t: F.mse_loss(p, t),
    "l1": lambda p, t: F.l1_loss(p, t),
    "huber": lambda p, t: F.huber_loss(p, t),
    "smooth-l1": lambda p, t: F.smooth_l1_loss(p, t),
    "binary-cross-entropy-with-logits": lambda p, t: F.binary_cross_entropy_with_logits(p, t),
    "poisson-nll": lambda p, t: F.poisson_nll_loss(p, t),
    "soft-margin": lambda p, t: F.soft_margin_loss(p, t),
    "hinge": lambda p, t: torch.clamp(1 - t * p, min=0).mean(),
    "squared-hinge": lambda p, t: torch.clamp(1 - t * p, min=0).pow(2).mean(),
    "log-cosh": lambda p, t: torch.log(torch.cosh(p - t)).mean(),
    "quantile": lambda p, t: torch.maximum(0.5 * (t - p), -0.5 * (t - p)).mean(),
}


def point(name, length):
    prediction, target = numbers(length, 4, 4.0), numbers(length, 5, 1.0) + 0.5
    prediction.requires_grad_()
    state = {}

    def run():
        prediction.grad = None
        loss = POINT[name](prediction, target)
        loss.backward()
        state["loss"] = loss.item()

    return run, lambda: [state["loss"], prediction.grad.double().abs().sum().item()]


def step(batch, optimizer, *layers):
    model, previous = [], None
    for index, (wide, narrow) in enumerate(zip(layers, layers[1:])):
        linear = torch.nn.Linear(wide, narrow)
        scale = 2.0 / wide ** 0.5
        with torch.no_grad():
            linear.weight.copy_(numbers(wide * narrow, 10 + index, scale).reshape(wide, narrow).t())
            linear.bias.zero_()
        model += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*model[:-1])
    rate = {"sgd": 0.1, "adam": 0.001}[optimizer]
    update = torch.optim.SGD(network.parameters(), lr=rate) if optimizer == "sgd" else torch.optim.Adam(network.parameters(), lr=rate)
    images = numbers(batch * layers[0], 6).reshape(batch, layers[0]) + 0.5
    target = labels(batch, layers[-1])
    state = {}

    def run():
        update.zero_grad(set_to_none=True)
        loss = F.cross_entropy(network(images), target)
        loss.backward()
        update.step()
        state.setdefault("first", loss.item())

    return run, lambda: [state["first"]]


def build(name, arguments):
    if name == "point":
        return point(arguments[0], int(arguments[1]))
    if name == "step":
        return step(int(arguments[0]), arguments[1], *map(int, arguments[2:]))
    return {"matmul": matmul, "cross_entropy": cross_entropy}[name](*map(int, arguments))


def main():
    works = {}
    for line in sys.stdin:
        words = line.split()
        try:
            if words[0] == "version":
                answer = torch.__version__
            elif words[0] == "prepare":
                torch.set_num_threads(int(words[2]))
                run, figures = build(words[3], words[4:])
                run()
                works[words[1]] = (run, int(words[2]))
                answer = " ".join(map(repr, figures()))
            else:
                run, threads = works[words[1]]
                if torch.get_num_threads() != threads:
                    torch.set_num_threads(threads)
                start = time.perf_counter_ns()
                for _ in range(int(words[2])):
                    run()
                answer = repr((time.perf_counter_ns() - start) / 1e3)
            print("ok", answer, flush=True)
        except Exception as error:  # the other side decides what to do with it
            print("error", str(error).replace("\n", " "), flush=True)


main()
