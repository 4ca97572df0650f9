"""Writes family.csv: losses of the softmax family at rows with one class above the others, by mpmath with 60 digits.

A row has one logit `gap` and n - 1 logits 0. A loss is the sum of a_i phi(log p_i) over target weights a, plus zeta
times the square of the log-sum-exp; its derivative by z_i is s_i + p_i (2 zeta lse - sum s), s_i = a_i phi'(log p_i).
That is written as the sum of s_i (1 - p_i), -p_i s_j of every other class and 2 zeta lse p_i; `size` columns are the
sums of the absolute values of these terms, to which the errors of an element are relative. Targets: the label alone
(label 0 is the largest class), 0.9 of it and 0.1 spread over all ("smoothing"), or 1 - 2^-10 for the largest class
and the rest spread over the others ("soft"). A soft cap of 30 makes 30 tanh(x / 30) of a logit.
Columns: loss, gap, classes, label (or -1), value, then derivative and size for class 0, class 1 and the last class.
Run by hand: python3 data/softmax/make_family.py
"""

from pathlib import Path

from mpmath import exp, expm1, log1p, mp, mpf, tanh

mp.dps = 60

GAPS = ["0", "0.5", "2", "8.5", "17", "30", "40", "64", "87", "100", "300", "700"]
CLASSES = [3, 10, 40, 192, 1000, 4097]
SMOOTH, ZETA, CAP, SOFT = mpf("0.125"), mpf("0.0009765625"), mpf(30), mpf(2) ** -10


def focal(y):
    q, p = -expm1(y), exp(y)
    return -q**2 * y, 2 * q * p * y - q**2


def poly(y):
    return -y - 2 * expm1(y), -1 - 2 * exp(y)


def generalized(y):
    return -expm1(y / 2) * 2, -exp(y / 2)


LOSSES = {
    "cross-entropy": (lambda y: (-y, mpf(-1)), "label", 0, None),
    "smoothing": (lambda y: (-y, mpf(-1)), "smoothing", 0, None),
    "soft": (lambda y: (-y, mpf(-1)), "soft", 0, None),
    "z-loss": (lambda y: (-y, mpf(-1)), "label", ZETA, None),
    "softcap": (lambda y: (-y, mpf(-1)), "label", 0, CAP),
    "categorical-focal": (focal, "label", 0, None),
    "poly-cross-entropy": (poly, "label", 0, None),
    "generalized-cross-entropy": (generalized, "label", 0, None),
    "soft focal": (focal, "soft", 0, None),
}


def rows(name, gap, n):
    phi, kind, zeta, cap = LOSSES[name]
    top = mpf(gap) if cap is None else cap * tanh(mpf(gap) / cap)
    slope_top = mpf(1) if cap is None else 1 - tanh(mpf(gap) / cap) ** 2
    log_s = log1p((n - 1) * exp(-top))
    # Class 0, class 1 and one of the n - 2 others.
    count = [1, 1, n - 2]
    y = [-log_s, -top - log_s, -top - log_s]
    p = [exp(each) for each in y]
    rest = [-expm1(each) for each in y]
    lse = 2 * zeta * (top + log_s)
    for label in [0, 1] if kind != "soft" else [-1]:
        if kind == "soft":
            a = [1 - SOFT, SOFT / (n - 1), SOFT / (n - 1)]
        else:
            keep, floor = (1 - SMOOTH, SMOOTH / n) if kind == "smoothing" else (mpf(1), mpf(0))
            a = [floor + (keep if label == i else 0) for i in range(3)]
        value = zeta * (top + log_s) ** 2 + sum(count[i] * a[i] * phi(y[i])[0] for i in range(3))
        s = [a[i] * phi(y[i])[1] for i in range(3)]
        cells = [value]
        for i in range(3):
            terms = [s[i] * rest[i], lse * p[i]] + [-p[i] * s[j] * (count[j] - (i == j)) for j in range(3)]
            cap_slope = slope_top if i == 0 else 1
            cells += [cap_slope * sum(terms), cap_slope * sum(abs(term) for term in terms)]
        yield ",".join([name, gap, str(n), str(label), *(repr(float(cell)) for cell in cells)])


lines = ["loss,gap,classes,label,value,first,first_size,second,second_size,last,last_size"]
lines += [line for name in LOSSES for n in CLASSES for gap in GAPS for line in rows(name, gap, n)]
Path(__file__).with_name("family.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
