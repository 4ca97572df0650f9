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
import os
import statistics
import sys
import time
import warnings

import torch
import torch.nn.functional as F

# Python runs isolated (-I), so that no other package of the user is found; its own neighbour has to be named.
sys.path.append(os.path.dirname(os.path.abspath(__file__)))
import torch_losses
from torch_losses import labels, numbers


# kl_div warns that its mean is not the mathematical one; the mean over elements is what is compared here.
warnings.filterwarnings("ignore", message=".*reduction: 'mean'.*")


def matmul(m, k, n):
    a, b = numbers(m * k, 1).reshape(m, k), numbers(k * n, 2).reshape(k, n)
    c = torch.empty(m, n)

    def run():
        torch.mm(a, b, out=c)

    return run, lambda: [c.double().sum().item(), c[m // 2, n // 2].item()]


def network_of(layers):
    """The net of TrainingWorks.cs, with its weights."""
    model = []
    for index, (wide, narrow) in enumerate(zip(layers, layers[1:])):
        linear = torch.nn.Linear(wide, narrow)
        scale = 2.0 / wide ** 0.5
        with torch.no_grad():
            linear.weight.copy_(numbers(wide * narrow, 10 + index, scale).reshape(wide, narrow).t())
            linear.bias.zero_()
        model += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*model[:-1])


def images_of(batch, length):
    return numbers(batch * length, 6).reshape(batch, length) + 0.5


def inference(batch, *layers):
    network, images, state = network_of(layers), images_of(batch, layers[0]), {}

    @torch.inference_mode()
    def run():
        state["logits"] = network(images)

    return run, lambda: [state["logits"].double().abs().sum().item()]


def step(batch, optimizer, *layers):
    network = network_of(layers)
    rate = {"sgd": 0.1, "adam": 0.001}[optimizer]
    rule = torch.optim.SGD if optimizer == "sgd" else torch.optim.Adam
    update = rule(network.parameters(), lr=rate)
    images = images_of(batch, layers[0])
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
    if name == "loss":
        return torch_losses.loss(arguments[0], arguments[1], *map(int, arguments[2:]))
    if name == "step":
        return step(int(arguments[0]), arguments[1], *map(int, arguments[2:]))
    return {"matmul": matmul, "inference": inference}[name](*map(int, arguments))


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
