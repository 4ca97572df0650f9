"""PyTorch's side of the benchmark: reads a line, does the work so many times, answers with a line.

  prepare KEY THREADS NAME ARGUMENT...  -> "ok SETTING NUMBER..."   builds and runs it, gives figures to verify
  time KEY CALLS                        -> "ok MICROSECONDS"
  version                               -> "ok VERSION BLAS"

Threads are set twice: torch's own (OpenMP) and those of the OpenBLAS that Debian's torch calls, which
torch.set_num_threads does not reach. Each pool spins while it waits, so on two cores both together can be slower than
one thread: a step of 784-1024-1024-10 with Adam took 35 ms with one thread, 106 with two and two, 26 with OpenBLAS's
two only. More than one thread therefore means the fastest of the ways to have them, tried for each work.
"""
import ctypes
import math
import statistics
import sys
import time
import warnings

import torch
import torch.nn.functional as F


# kl_div warns that its mean is not the mathematical one; the mean over elements is what is compared here.
warnings.filterwarnings("ignore", message=".*reduction: 'mean'.*")


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


def draw(domain, length, seed):
    """The numbers of LossWorks.Draw."""
    if domain == REAL:
        return numbers(length, seed, 4.0)
    hashed = numbers(length, seed)
    if domain == SIGN:
        return torch.where(hashed < 0, -1.0, 1.0)
    return torch.clamp(hashed + 0.5, 0.01, 0.99) if domain == PROBABILITY else hashed.abs() + 0.1


def focal(p, t):
    sigmoid = torch.sigmoid(p)
    hit = sigmoid * t + (1 - sigmoid) * (1 - t)
    return (F.binary_cross_entropy_with_logits(p, t, reduction="none") * (1 - hit) ** 2).mean()


def jensen_shannon(p, t):
    middle = (0.5 * (p + t)).log()
    return 0.5 * (F.kl_div(middle, t) + F.kl_div(middle, p))


def log_cosh(p, t):
    residual = p - t
    return (residual + F.softplus(-2 * residual) - math.log(2)).mean()


def quantile(p, t):
    residual = p - t
    return torch.maximum(0.5 * residual, -0.5 * residual).mean()


def smoothed_hinge(p, t):
    gap = F.relu(1 - t * p)
    return torch.where(gap < 1, 0.5 * gap * gap, gap - 0.5).mean()


REAL, SIGN, PROBABILITY, POSITIVE = "real", "sign", "probability", "positive"

# Domains of prediction and target, and the loss: torch's own where it has one, else as one would compose it, the faster
# of the ways that come to mind (relu, not clamp, which takes 1.7 times as long; kl_div, not xlogy, 1.4 times).
POINT = {
    "binary-cross-entropy": (PROBABILITY, PROBABILITY, F.binary_cross_entropy),
    "binary-cross-entropy-with-logits": (REAL, PROBABILITY, F.binary_cross_entropy_with_logits),
    "cauchy": (REAL, REAL, lambda p, t: torch.log1p(0.5 * (p - t) ** 2).mean()),
    "exponential": (REAL, SIGN, lambda p, t: torch.exp(-t * p).mean()),
    "gamma-nll": (REAL, POSITIVE, lambda p, t: (p + t * torch.exp(-p)).mean()),
    "generalized-kl": (REAL, POSITIVE, lambda p, t: (t * (torch.log(t) - p) - t + torch.exp(p)).mean()),
    "half-mse": (REAL, REAL, lambda p, t: 0.5 * F.mse_loss(p, t)),
    "hinge": (REAL, SIGN, lambda p, t: F.relu(1 - t * p).mean()),
    "hinge-embedding": (REAL, SIGN, F.hinge_embedding_loss),
    "huber": (REAL, REAL, F.huber_loss),
    "jensen-shannon": (PROBABILITY, PROBABILITY, jensen_shannon),
    "kl-div": (REAL, PROBABILITY, F.kl_div),
    "l1": (REAL, REAL, F.l1_loss),
    "log-cosh": (REAL, REAL, log_cosh),
    "mape": (REAL, REAL, lambda p, t: 100 * ((p - t).abs() / t.abs().clamp(min=1e-7)).mean()),
    "mse": (REAL, REAL, F.mse_loss),
    "msle": (POSITIVE, POSITIVE, lambda p, t: F.mse_loss(torch.log1p(p), torch.log1p(t))),
    "perceptron": (REAL, SIGN, lambda p, t: F.relu(-t * p).mean()),
    "poisson-nll": (REAL, POSITIVE, F.poisson_nll_loss),
    "quantile": (REAL, REAL, quantile),
    "sigmoid-focal": (REAL, PROBABILITY, focal),
    "smooth-l1": (REAL, REAL, F.smooth_l1_loss),
    "smoothed-hinge": (REAL, SIGN, smoothed_hinge),
    "soft-margin": (REAL, SIGN, F.soft_margin_loss),
    "squared-hinge": (REAL, SIGN, lambda p, t: F.relu(1 - t * p).square().mean()),
    "tweedie": (REAL, POSITIVE, lambda p, t: (torch.exp(0.5 * p) / 0.5 + t * torch.exp(-0.5 * p) / 0.5).mean()),
}


def point(name, length):
    domain, target_domain, loss_of = POINT[name]
    prediction, target = draw(domain, length, 4).requires_grad_(), draw(target_domain, length, 5)
    state = {}

    def run():
        prediction.grad = None
        loss = loss_of(prediction, target)
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
    rule = torch.optim.SGD if optimizer == "sgd" else torch.optim.Adam
    update = rule(network.parameters(), lr=rate)
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


def loaded_blas():
    """The OpenBLAS in this process, or None: torch may have been built with another."""
    torch.mm(torch.ones(2, 2), torch.ones(2, 2))
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "libopenblas" in line}
    return ctypes.CDLL(sorted(paths)[0]) if paths else None


BLAS = loaded_blas()


def describe():
    if BLAS is None:
        return torch.__version__ + " unknown"
    BLAS.openblas_get_corename.restype = ctypes.c_char_p
    return f"{torch.__version__} OpenBLAS-{BLAS.openblas_get_corename().decode()}"


def set_threads(setting):
    own, blas = setting
    if torch.get_num_threads() != own:
        torch.set_num_threads(own)
    if BLAS is not None and BLAS.openblas_get_num_threads() != blas:
        BLAS.openblas_set_num_threads(blas)


def microseconds(run, calls):
    start = time.perf_counter_ns()
    for _ in range(calls):
        run()
    return (time.perf_counter_ns() - start) / 1e3


def fastest(run, threads):
    """The best of: all threads for both pools, for OpenBLAS only, for torch only. In turns, medians of seven."""
    if threads == 1 or BLAS is None:
        return threads, threads
    settings = [(threads, threads), (1, threads), (threads, 1)]
    calls = max(1, int(10_000 / max(microseconds(run, 1), 1)))
    times = {setting: [] for setting in settings}
    for _ in range(8):
        for setting in settings:
            set_threads(setting)
            times[setting].append(microseconds(run, calls))
    return min(settings, key=lambda setting: statistics.median(times[setting][1:]))


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
                answer = describe()
            elif words[0] == "prepare":
                threads = int(words[2])
                set_threads((threads, threads))
                run, figures = build(words[3], words[4:])
                run()
                answer = " ".join(map(repr, figures()))
                setting = fastest(run, threads)
                works[words[1]] = (run, setting)
                answer = f"{setting[0]}+{setting[1]} {answer}"
            else:
                run, setting = works[words[1]]
                set_threads(setting)
                answer = repr(microseconds(run, int(words[2])))
            print("ok", answer, flush=True)
        except Exception as error:  # the other side decides what to do with it
            print("error", str(error).replace("\n", " "), flush=True)


main()
