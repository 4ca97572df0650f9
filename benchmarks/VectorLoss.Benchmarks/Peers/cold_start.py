"""PyTorch's side of the cold start: trains on MNIST until the target is reached, then exits with 0, else with 1.

  cold_start.py FOLDER TARGET SEED THREADS BLAS_THREADS

What `vectorloss train --target-accuracy` does by default: 784-128-10, ReLU, He weights, zero biases; AdamW at 0.005 with
a cosine over 6,000 steps and a decay of 0.05; shuffled epochs of 100; the 10,000 test images every 100 steps.
"""
import os
import sys

folder, target, seed, threads, blas_threads = sys.argv[1], *map(float, sys.argv[2:3]), *map(int, sys.argv[3:6])
# Read when the library is loaded.
os.environ["OPENBLAS_NUM_THREADS"] = str(blas_threads)

import gzip
import math

import torch
import torch.nn.functional as F

BATCH, STEPS, RATE = 100, 6000, 0.005


def idx(name, header):
    for path, reader in ((name, open), (name + ".gz", gzip.open)):
        if os.path.exists(os.path.join(folder, path)):
            with reader(os.path.join(folder, path), "rb") as file:
                return torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)[header:]
    sys.exit(f"no {name} in {folder}")


def digits(part):
    return idx(part + "-images-idx3-ubyte", 16).reshape(-1, 784).float() / 255, idx(part + "-labels-idx1-ubyte", 8).long()


def main():
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    (images, labels), (test_images, test_labels) = digits("train"), digits("t10k")
    network = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    for layer in (network[0], network[2]):
        torch.nn.init.kaiming_normal_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    update = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.05)
    step = 0
    while step < STEPS:
        for batch in torch.randperm(len(labels)).split(BATCH):
            update.param_groups[0]["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * step / STEPS))
            update.zero_grad(set_to_none=True)
            F.cross_entropy(network(images[batch]), labels[batch]).backward()
            update.step()
            step += 1
            if step % 100 == 0:
                with torch.no_grad():
                    accuracy = (network(test_images).argmax(1) == test_labels).float().mean().item()
                if accuracy >= target - 1e-7:
                    print(f"{accuracy:.4f} after {step} steps")
                    return 0
            if step == STEPS:
                break
    return 1


sys.exit(main())
