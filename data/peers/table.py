"""What the scripts here share: lines on the losses of a peer, measured and written as JSON.

A line is a loss of the peer and what it is here. A case of it holds the inputs, the peer's number, and the request that
gives the same number here: peer = times * ours + plus. Where `plus` belongs to the targets that were measured, `relation`
says it of any targets. `right` stands where the peer is wrong: what ours must give.
"""
import json
import math
import os
import sys

sys.dont_write_bytecode = True
import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))

# Two rows of three: a mean over elements, over rows and over the batch are three different numbers.
P = [[0.5, -1.25, 2.0], [0.25, 3.5, -0.75]]
T = [[1.0, 0.75, -0.5], [0.0, 0.5, -1.0]]
LOGITS = [[0.5, -1.25, 2.0, 0.25], [1.5, 0.75, -0.5, -2.0], [0.0, 3.5, -0.75, 1.0]]
LABELS = [2, 0, 3]
PROBABLE = [[0.25, 0.5, 0.125], [0.75, 0.875, 0.375]]
BINARY = [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]
SIGNS = [[1.0, -1.0, -1.0], [1.0, 1.0, -1.0]]
POSITIVE = [[0.5, 1.25, 2.0], [0.25, 3.5, 0.75]]
COUNTS = [[1.0, 0.0, 2.0], [0.0, 5.0, 1.0]]
ROWS = [[0.2, 0.3, 0.5], [0.125, 0.625, 0.25]]
OTHER_ROWS = [[0.25, 0.25, 0.5], [0.5, 0.375, 0.125]]
INF, NAN = math.inf, math.nan


def number(x):
    x = float(x)
    return "NaN" if math.isnan(x) else x if math.isfinite(x) else "Infinity" if x > 0 else "-Infinity"


def array(values):
    values = np.asarray(values, dtype=np.float64)
    return {"shape": list(values.shape), "values": [number(x) for x in values.ravel()]}


class Peer:
    """The losses of one library. `run` calls one with inputs and gives its value and gradients."""

    def __init__(self, name, version, date, known, aliases=(), run=None, single=False):
        self.head = {
            "peer": name,
            "version": version,
            "date": date,
            "known": known,
            "aliases": list(aliases),
            "single": single,
        }
        self.run, self.lines = run or (lambda call, inputs, grad: (call(**inputs), {})), []

    def line(self, loss, name, defaults="", call=None, *, mean="", differs="", here=None, times=1, plus=0, near=False,
             relation=""):
        line = Line(
            self,
            {
                "loss": loss,
                "name": name,
                "defaults": defaults,
                "mean": mean,
                "differs": differs,
                "here": here or {},
                "times": times,
                "plus": plus,
                **({"relation": relation} if relation else {}),
                "near": near,
                "cases": [],
            },
            call,
        )
        self.lines.append(line.document)
        return line

    def write(self, file):
        with open(os.path.join(FOLDER, file), "w", encoding="utf-8") as out:
            head = json.dumps(self.head, ensure_ascii=False)[:-1]
            out.write(head + ', "lines": [\n')
            out.write(",\n".join(json.dumps(line, ensure_ascii=False) for line in self.lines) + "\n]}\n")
        print(f"{file}: {len(self.lines)} lines, {sum(len(line['cases']) for line in self.lines)} cases")


class Line:
    def __init__(self, peer, document, call):
        self.peer, self.document, self.call = peer, document, call

    def case(self, of, inputs, here=None, *, call=None, grad=(), right=None, times=None, plus=None):
        """Measures. `here` adds to the options of the line; a gradient is compared where `grad` names its input."""
        arrays = {name: np.asarray(values, dtype=np.float64) for name, values in inputs.items()}
        value, gradients = self.peer.run(call or self.call, arrays, grad)
        case = {
            "id": of,
            "options": {**self.document["here"], **(here or {})},
            "inputs": {name: array(values) for name, values in inputs.items()},
            "value": array(value),
            "grad": {name: array(values)["values"] for name, values in gradients.items()},
        }
        case["times"] = self.document["times"] if times is None else times
        case["plus"] = self.document["plus"] if plus is None else plus
        if right is not None:
            case["right"] = array(right)
        self.document["cases"].append(case)
        return self
