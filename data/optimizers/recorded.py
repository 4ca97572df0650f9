"""Writes gradients.npy, recorded.npy and recorded.csv: what optimisers do with 1,000 recorded gradients.

The gradients are those of a logistic regression of 8 weights on noisy data, trained by plain descent on small batches; each column is
scaled by a power of ten from 1e-7 to 1e7 or so. recorded.npy holds, for each line of recorded.csv, the parameters after steps 10, 20 …
1000: by PyTorch in double, or, where the column "source" says paper, by rules.py with 50 digits. recorded.csv: name, rate, source.
Run by hand: python3 data/optimizers/recorded.py (PyTorch 1.13.0, NumPy, mpmath 1.2.1)
"""

from pathlib import Path

import numpy as np
import torch
from mpmath import mp, mpf

import rules

mp.dps = 50
HERE = Path(__file__).parent
STEPS, SIZE, EVERY = 1000, 8, 10

random = np.random.RandomState(16)
x = random.standard_normal((500, SIZE))
y = (x @ random.standard_normal(SIZE) + 0.5 * random.standard_normal(500) > 0) * 1.0
weights, gradients = np.zeros(SIZE), np.empty((STEPS, SIZE))
for step in range(STEPS):
    batch = random.randint(0, 500, 20)
    error = 1 / (1 + np.exp(-x[batch] @ weights)) - y[batch]
    gradients[step] = error @ x[batch] / 20
    weights -= 0.3 * gradients[step]
gradients *= 10.0 ** np.array([0, 0, 0, 2, -3, -5, 5, 7])
start = random.standard_normal(SIZE)

T = torch.optim
TORCH = [
    ("sgd", 0.05, lambda p, r: T.SGD(p, r)),
    ("sgd decay", 0.05, lambda p, r: T.SGD(p, r, weight_decay=0.01)),
    ("sgd momentum", 0.05, lambda p, r: T.SGD(p, r, momentum=0.9)),
    ("sgd dampening", 0.05, lambda p, r: T.SGD(p, r, momentum=0.8, dampening=0.3, weight_decay=0.01)),
    ("sgd nesterov", 0.05, lambda p, r: T.SGD(p, r, momentum=0.9, nesterov=True, weight_decay=0.01)),
    ("adam", 0.001, lambda p, r: T.Adam(p, r)),
    ("adam decay", 0.01, lambda p, r: T.Adam(p, r, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01)),
    ("adamw", 0.001, lambda p, r: T.AdamW(p, r)),
    ("adamw decay", 0.01, lambda p, r: T.AdamW(p, r, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1)),
    ("amsgrad", 0.001, lambda p, r: T.Adam(p, r, amsgrad=True)),
    ("amsgrad decay", 0.01, lambda p, r: T.Adam(p, r, amsgrad=True, weight_decay=0.01)),
    ("radam torch", 0.001, lambda p, r: T.RAdam(p, r)),
    ("radam torch decay", 0.01, lambda p, r: T.RAdam(p, r, weight_decay=0.01)),
    ("rmsprop", 0.01, lambda p, r: T.RMSprop(p, r)),
    ("rmsprop momentum", 0.01, lambda p, r: T.RMSprop(p, r, momentum=0.9)),
    ("rmsprop centred", 0.01, lambda p, r: T.RMSprop(p, r, centered=True)),
    ("rmsprop all", 0.01, lambda p, r: T.RMSprop(p, r, alpha=0.9, eps=1e-6, centered=True, momentum=0.5)),
    ("adagrad", 0.01, lambda p, r: T.Adagrad(p, r)),
    ("adagrad decay", 0.1, lambda p, r: T.Adagrad(p, r, lr_decay=0.01, weight_decay=0.01)),
]
PAPER = [
    ("nadam", 0.002, lambda p, r: rules.nadam(p, r)),
    ("nadam decay", 0.01, lambda p, r: rules.nadam(p, r, b1=0.95, b2=0.99, decay=0.01, psi=0.01)),
    ("radam", 0.001, lambda p, r: rules.radam(p, r)),
    ("radam decay", 0.01, lambda p, r: rules.radam(p, r, b1=0.8, b2=0.99, eps=1e-6, decay=0.01)),
    ("lion", 0.0001, lambda p, r: rules.lion(p, r)),
    ("lion decay", 0.001, lambda p, r: rules.lion(p, r, b1=0.95, b2=0.98, decay=0.1)),
    ("momentum", 0.01, lambda p, r: rules.momentum(p, r)),
]
recorded, lines = [], ["name,rate,source"]
for name, rate, make in TORCH:
    p = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer, steps = make([p], rate), []
    for step in range(STEPS):
        p.grad = torch.tensor(gradients[step])
        optimizer.step()
        if (step + 1) % EVERY == 0:
            steps.append(p.detach().numpy().copy())
    recorded.append(np.array(steps))
    lines.append(f"{name},{rate},torch {torch.__version__.split('a')[0]}")
for name, rate, make in PAPER:
    steps = [rules.path(make(mpf(start[i]), rate), start[i], gradients[:, i])[EVERY - 1::EVERY] for i in range(SIZE)]
    recorded.append(np.array([[float(number) for number in row] for row in zip(*steps)]))
    lines.append(f"{name},{rate},paper")
np.save(HERE / "gradients.npy", np.vstack([start, gradients]))
np.save(HERE / "recorded.npy", np.array(recorded))
(HERE / "recorded.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
