"""Writes confident.csv: cross-entropy of rows with one class above the others, by mpmath with 60 digits.

A row has one logit `gap` and n - 1 logits 0. Its probabilities are p = 1 / (1 + S) for the first class, where
S = (n - 1) exp(-gap), and exp(-gap) / (1 + S) for each other class. Columns: gap, classes, then as doubles
-log p of the first class, 1 - p of it, -log of another class's p, and that p.
Run by hand: python3 data/softmax/make.py
"""

from pathlib import Path

from mpmath import exp, log1p, mp, mpf

mp.dps = 60

GAPS = ["0", "0.0625", "0.5", "1", "2", "5", "8.5", "12", "15", "17", "20", "30", "40", "50", "64", "80", "87", "100",
        "200", "300", "500", "650", "700"]
CLASSES = [2, 3, 10, 65, 192, 193, 1000, 4097, 10000, 100000]


def row(gap: str, classes: int) -> str:
    g = mpf(gap)
    others = (classes - 1) * exp(-g)
    loss = log1p(others)
    numbers = [loss, others / (1 + others), g + loss, exp(-g) / (1 + others)]
    return ",".join([gap, str(classes), *(repr(float(number)) for number in numbers)])


lines = ["gap,classes,label_loss,label_rest,other_loss,other_probability"]
lines += [row(gap, classes) for classes in CLASSES for gap in GAPS]
Path(__file__).with_name("confident.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
