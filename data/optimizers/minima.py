"""Writes minima.csv: what SciPy's L-BFGS-B makes of 20 problems of Moré, Garbow and Hillstrom and of two logistic regressions.

The problems are transcribed here from the paper, J. J. Moré, B. S. Garbow and K. E. Hillstrom 1981, doi:10.1145/355934.355936, and
differentiated by PyTorch in double; the names are those of the self-test of the checker. Options are SciPy's usual ones (m = 10, ftol =
2.2e-9, gtol = 1e-5), no bounds. Jennrich and Sampson's is
left out: SciPy ends at 214 there, the minimum is 124. Columns: problem, value, function calls, iterations, SciPy's message.
The logistic regression: ½λ|w|² + the mean of log(1 + exp(−tᵢ w·xᵢ)) over rows i = 1 … 200, xᵢⱼ = sin(i·j + j²), tᵢ = 1 where
Σⱼ xᵢⱼ(−1)ʲ/j + ½·cos(3i) > 0, else −1, for 6 columns and λ = 0.001, and for 40 columns and λ = 0.01.
Run by hand: python3 data/optimizers/minima.py (SciPy 1.10.1, PyTorch 1.13.0)
"""

import math
from pathlib import Path

import numpy as np
import scipy
import torch
from scipy.optimize import minimize

D = torch.float64


def T(values):
    return torch.tensor(values, dtype=D)


def rng(n):
    return torch.arange(1, n + 1, dtype=D)


BARD = T([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])
HALF = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989]
GAUSS = T(HALF + HALF[-2::-1])
KOWALIK = T([0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246])
KOWALIK_AT = T([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])


def rosenbrock(x):
    return torch.cat([10 * (x[1::2] - x[::2] ** 2), 1 - x[::2]])


def freudenstein(x):
    return torch.stack([-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]])


def brown_badly(x):
    return torch.stack([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2])


def beale(x):
    return T([1.5, 2.25, 2.625]) - x[0] * (1 - torch.stack([x[1], x[1] ** 2, x[1] ** 3]))


def helical(x):
    angle = torch.atan(x[1] / x[0]) / (2 * math.pi) + (0.5 if x[0] < 0 else 0)
    return torch.stack([10 * (x[2] - 10 * angle), 10 * (torch.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]])


def bard(x):
    u = rng(15)
    v = 16 - u
    return BARD - (x[0] + u / (v * x[1] + torch.minimum(u, v) * x[2]))


def gaussian(x):
    return x[0] * torch.exp(-x[1] * ((8 - rng(15)) / 2 - x[2]) ** 2 / 2) - GAUSS


def box(x):
    t = 0.1 * rng(10)
    return torch.exp(-t * x[0]) - torch.exp(-t * x[1]) - x[2] * (torch.exp(-t) - torch.exp(-10 * t))


def powell_singular(x):
    a, b, c, d = x[::4], x[1::4], x[2::4], x[3::4]
    return torch.cat([a + 10 * b, math.sqrt(5) * (c - d), (b - 2 * c) ** 2, math.sqrt(10) * (a - d) ** 2])


def wood(x):
    return torch.stack([10 * (x[1] - x[0] ** 2), 1 - x[0], math.sqrt(90) * (x[3] - x[2] ** 2), 1 - x[2],
                        math.sqrt(10) * (x[1] + x[3] - 2), (x[1] - x[3]) / math.sqrt(10)])


def kowalik(x):
    u = KOWALIK_AT
    return KOWALIK - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3])


def brown_dennis(x):
    t = rng(20) / 5
    return (x[0] + t * x[1] - torch.exp(t)) ** 2 + (x[2] + x[3] * torch.sin(t) - torch.cos(t)) ** 2


def watson(x):
    t, j = (rng(29) / 29)[:, None], torch.arange(len(x), dtype=D)
    slope = (j[1:] * t ** (j[1:] - 1)) @ x[1:]
    return torch.cat([slope - (t**j @ x) ** 2 - 1, torch.stack([x[0], x[1] - x[0] ** 2 - 1])])


def penalty(x):
    return torch.cat([math.sqrt(1e-5) * (x - 1), (x @ x - 0.25)[None]])


def variably(x):
    total = rng(len(x)) @ (x - 1)
    return torch.cat([x - 1, torch.stack([total, total**2])])


def trigonometric(x):
    return len(x) - torch.cos(x).sum() + rng(len(x)) * (1 - torch.cos(x)) - torch.sin(x)


def boundary(x):
    h = 1 / (len(x) + 1)
    zero = T([0.0])
    return 2 * x - torch.cat([zero, x[:-1]]) - torch.cat([x[1:], zero]) + h * h / 2 * (x + rng(len(x)) * h + 1) ** 3


def tridiagonal(x):
    zero = T([0.0])
    return (3 - 2 * x) * x - torch.cat([zero, x[:-1]]) - 2 * torch.cat([x[1:], zero]) + 1


def banded(x):
    near = torch.zeros(len(x), len(x), dtype=D)
    for i in range(len(x)):
        for j in range(max(0, i - 5), min(len(x) - 1, i + 1) + 1):
            near[i, j] = float(j != i)
    return x * (2 + 5 * x * x) + 1 - near @ (x * (1 + x))


def squares(residual):
    return lambda x: (residual(x) ** 2).sum()


def logistic(columns, decay):
    i, j = rng(200)[:, None], rng(columns)
    rows = torch.sin(i * j + j * j)
    target = torch.sign(rows @ ((-1) ** j / j) + 0.5 * torch.cos(3 * i[:, 0]))
    return lambda w: decay / 2 * (w @ w) + torch.nn.functional.softplus(-target * (rows @ w)).mean()


h11 = np.arange(1, 11) / 11
PROBLEMS = [
    ("Rosenbrock, 2", squares(rosenbrock), [-1.2, 1]), ("Freudenstein and Roth", squares(freudenstein), [0.5, -2]),
    ("Brown badly scaled", squares(brown_badly), [1, 1]), ("Beale", squares(beale), [1, 1]),
    ("Broyden tridiagonal", squares(tridiagonal), [-1] * 10), ("helical valley", squares(helical), [-1, 0, 0]),
    ("Bard", squares(bard), [1, 1, 1]), ("Gaussian", squares(gaussian), [0.4, 1, 0]),
    ("Box three-dimensional", squares(box), [0, 10, 20]), ("Powell singular, 4", squares(powell_singular), [3, -1, 0, 1]),
    ("Wood", squares(wood), [-3, -1, -3, -1]), ("Kowalik and Osborne", squares(kowalik), [0.25, 0.39, 0.415, 0.39]),
    ("Brown and Dennis", squares(brown_dennis), [25, 5, -5, -1]), ("Watson", squares(watson), [0] * 6),
    ("Rosenbrock, 10", squares(rosenbrock), [-1.2, 1] * 5), ("penalty I", squares(penalty), range(1, 11)),
    ("variably dimensioned", squares(variably), 1 - np.arange(1, 11) / 10),
    ("trigonometric", squares(trigonometric), [0.1] * 10), ("discrete boundary value", squares(boundary), h11 * (h11 - 1)),
    ("Broyden banded", squares(banded), [-1] * 10),
    ("logistic, 6", logistic(6, 0.001), [0] * 6), ("logistic, 40", logistic(40, 0.01), [0] * 40),
]


def with_gradient(function):
    def call(x):
        point = torch.tensor(x, dtype=D, requires_grad=True)
        value = function(point)
        value.backward()
        return value.item(), point.grad.numpy()
    return call


lines = [f"problem,value,calls,iterations,scipy {scipy.__version__}"]
for name, function, start in PROBLEMS:
    result = minimize(with_gradient(function), np.array(list(start), dtype=float), jac=True, method="L-BFGS-B",
                      options={"maxiter": 15000, "maxfun": 15000})
    name = f'"{name}"'
    lines.append(f"{name},{float(result.fun)!r},{result.nfev},{result.nit},{result.message}")
Path(__file__).with_name("minima.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
