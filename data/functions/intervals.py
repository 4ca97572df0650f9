"""Writes the table of SingleTanh: `python3 data/functions/intervals.py` (numpy and mpmath).

Sixteen intervals. In one of them the function is base + u·(r0 + r1·u + … + r4·u⁴) with u = |x| − centre. The
coefficients minimise the largest error in units in the last place (C. L. Lawson's weights, 1961); the highest is rounded
to float first, and the others are fitted again to what is left.
"""
import mpmath as mp
import numpy as np

mp.mp.prec = 120
F32 = np.float32
TERMS = 5


def ulp(y):
    return 2.0 ** (np.floor(np.log2(y)) - 23)


def solve(u, target, weight, fixed, free):
    """Least largest weighted error of sum r_k·u^(k+1) over the free k."""
    rest = target - sum(v * u ** (k + 1) for k, v in fixed.items())
    scale = np.max(np.abs(u))
    a = np.array([(u / scale) ** (k + 1) for k in free]).T * weight[:, None]
    b = rest * weight
    lawson, best, least = np.ones(len(b)), None, np.inf
    for _ in range(80):
        root = np.sqrt(lawson)
        x, *_ = np.linalg.lstsq(a * root[:, None], b * root, rcond=None)
        error = np.abs(a @ x - b)
        if error.max() < least:
            best, least = x, error.max()
        lawson = lawson * (error + 1e-12)
        lawson /= lawson.sum()
    return {k: best[i] / scale ** (k + 1) for i, k in enumerate(free)}


def fit(f, base, low, high, centre, fixed):
    t = np.cos((np.arange(121) + 0.5) * np.pi / 121)
    x = np.unique((low + high) / 2 + (high - low) / 2 * t)
    u = np.array([float(mp.mpf(v) - mp.mpf(centre)) for v in x])
    y = np.array([float(f(mp.mpf(v))) for v in x])
    target = np.array([float(f(mp.mpf(v)) - base(mp.mpf(v) - mp.mpf(centre))) for v in x])
    fixed, free = dict(fixed), [k for k in range(TERMS) if k not in fixed]
    while free:
        found = solve(u, target, 1 / ulp(y), fixed, free)
        k = free.pop()
        fixed[k] = float(F32(found[k]))
    return [fixed[k] for k in range(TERMS)]


def nearly_float(f, low, high, tries=4000):
    """The float near the middle whose value is closest to a float, and that value."""
    middle, reach = (low + high) / 2, 0.08 * (high - low)
    first, last = (int(F32(v).view(np.int32)) for v in (middle - reach, middle + reach))
    best = None
    for bits in range(first, last, max(1, (last - first) // tries)):
        centre = float(np.int32(bits).view(F32))
        y = f(mp.mpf(centre))
        value = float(F32(float(y)))
        distance = abs(float(y - value)) / ulp(float(y))
        if best is None or distance < best[0]:
            best = distance, centre, value
    return best[1:]


def tanh_columns():
    scale = float(F32(1.6129))
    edges = [(2.0 ** e * (1 + k / 4) - 1) / scale for e in range(4) for k in range(4)] + [9.25]
    rows = []
    for i in range(16):
        low, high = edges[i], edges[i + 1]
        if i == 0:
            rows.append((0, 0, *fit(mp.tanh, lambda u: u, 1e-4, high, 0, {0: 0.0})))
        else:
            centre, value = nearly_float(mp.tanh, low, high)
            rows.append((centre, value, *fit(mp.tanh, lambda u, v=value: mp.mpf(v), low - 1e-6, high + 1e-6, centre, {})))
    # 1.0 >> 21 has the lowest bits 1100: the first interval stands at place 12.
    return [[rows[(place + 4) % 16][k] for place in range(16)] for k in range(TERMS + 2)]


for column in tanh_columns():
    print("    " + ", ".join(str(F32(v)) + "f" for v in column) + ",")
