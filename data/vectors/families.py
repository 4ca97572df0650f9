"""The cases of each loss: options, reductions, weights, masks, shapes, and the inputs at which code goes wrong."""
from math import prod

from mpmath import mpf

import formulas
from formulas import (LABEL, POINT, TRIPLE, crammer_singer_row, ctc_row, error_row, info_nce, label_row,
                      multi_margin_row, multilabel_margin_row, nll_row, sparsemax_row)
from nodes import INF, Node, backward, inputs, node, total

GRID = 256
NAN = float("nan")
IGNORED = -100


def grid(r, low, high):
    """A multiple of 1/256: floats hold it."""
    return r.randint(int(low * GRID), int(high * GRID)) / GRID


def draw(r, count, low=-3, high=3):
    return [grid(r, low, high) for _ in range(count)]


def case(tag, options, arrays, nodes, losses, shape, weights=None, counts=None, divisor=None):
    """One case. losses[i] is a node; weights and counts are one a loss; the divisor is what the mean divides by, a
    number or a node."""
    weights = weights or [1] * len(losses)
    counts = counts or [True] * len(losses)
    reduction = options["reduction"]
    terms = [node * w if w != 0 else node * 0 if abs(node.value) != INF else Node(0)
             for node, w, counted in zip(losses, weights, counts) if counted]
    whole = total(terms)
    for group in nodes.values():
        for n in group:
            n.slope = mpf(0)
    if reduction == "none":
        iterator = iter(terms)
        value = (shape, [next(iterator).value if counted else 0 for counted in counts])
        backward(whole)
    elif divisor is not None and node(divisor).value == 0:
        zero = options.get("empty") == "zero"
        value = ([], [0.0 if zero else NAN])
        if not zero and any(counts):
            raise ValueError("the gradient of 0/0 is stated by the caller")
    else:
        reduced = whole / (divisor if divisor is not None else 1)
        value = ([], [reduced.value])
        backward(reduced)
    return {"tag": tag, "options": options, "inputs": arrays, "value": value,
            "grad": {name: [n.slope for n in group] for name, group in nodes.items()}}


def given(options, **more):
    """What a file states: the options and words that were given."""
    return {**options, **{word: what for word, what in more.items() if what is not None}}


# Elementwise: losses of two and of three numbers -------------------------------------------------------------------

def elementwise(names, of, differentiable, usual):
    """A maker of cases: names of the arrays, the formula, which arrays have gradients, the usual options."""
    def make(tag, options, columns, shape, reduction="mean", weight=None, sample_weight=None, mask=None, count=None,
             empty=None, repeats=None):
        complete = {**usual, **options}
        nodes = [inputs(column) for column in columns]
        rows = [list(group) for group in nodes]
        length = len(nodes[0])
        if repeats is not None:
            rows[repeats] = [nodes[repeats][i % len(nodes[repeats])] for i in range(length)]
        losses = [of(*three, complete) for three in zip(*rows)]
        arrays = {name: (shape if repeats != k else [len(column)], column)
                  for k, (name, column) in enumerate(zip(names, columns))}
        words = given(options, reduction=reduction, count=count, empty=empty)
        weights = [1.0] * length
        for name, extra in (("weight", weight), ("sample_weight", sample_weight)):
            if extra is not None:
                arrays[name], weights = (shape, extra), extra
        counts = [True] * length
        if mask is not None:
            arrays["mask"], counts = (shape, mask), [bit != 0 for bit in mask]
        divisor = {"none": 1, "sum": 1, "mean": sum(counts), "batchmean": shape[0] if shape else 1,
                   "mean_by": count, "mean_over_weights": sum(mpf(w) for w, c in zip(weights, counts) if c)}[reduction]
        with_gradient = {name: nodes[k] for k, name in enumerate(names) if name in differentiable}
        return case(tag, words, arrays, with_gradient, losses, shape, weights, counts, divisor)
    return make


def elementwise_cases(names, of, differentiable, usual, samplers, specials, option_sets):
    make = elementwise(names, of, differentiable, usual)

    def cases(r):
        def columns(count):
            return [[sampler(r) for _ in range(count)] for sampler in samplers]
        for options in [{}, *option_sets]:
            points = [list(column) for column in zip(*(specials(options) if callable(specials) else specials))]
            yield make("hard", options, points, [len(points[0])], "none")
            for reduction in ("mean", "sum"):
                yield make("drawn", options, columns(9), [9], reduction)
        a = columns(12)
        weights = [abs(w) for w in draw(r, 12, 0, 2)]
        weights[3] = 0.0
        mask = [1.0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1]
        yield make("rows", {}, a, [3, 4], "batchmean")
        yield make("count", {}, a, [3, 4], "mean_by", count=5.0)
        yield make("weight", {}, a, [3, 4], "mean", weight=weights)
        for reduction in ("none", "sum", "mean", "batchmean", "mean_over_weights"):
            yield make("sample_weight", {}, a, [3, 4], reduction, sample_weight=weights)
            yield make("masked", {}, a, [3, 4], reduction, sample_weight=weights, mask=mask)
        yield make("masked", {}, a, [12], "mean", mask=mask)
        yield make("all-masked", {}, a, [12], "mean", mask=[0.0] * 12)
        yield make("all-masked", {}, a, [12], "mean", mask=[0.0] * 12, empty="zero")
        yield make("all-masked", {}, a, [12], "sum", mask=[0.0] * 12)
        yield make("empty", {}, columns(0), [0], "mean")
        yield make("empty", {}, columns(0), [0], "mean", empty="zero")
        yield make("empty", {}, columns(0), [0], "sum")
        yield make("single", {}, columns(1), [1], "mean")
        yield make("number", {}, columns(1), [], "mean")
        yield make("many", {}, columns(211), [211], "mean")
    return cases


def real(r): return grid(r, -3, 3)
def sign(r): return r.choice([-1.0, 1.0])
def share(r): return grid(r, 0, 1)
def inner(r): return r.randint(1, GRID - 1) / GRID
def below(r): return -grid(r, 0, 4) - 1 / GRID
def above(r): return grid(r, 0, 5) + 1 / GRID
def count(r): return float(r.choice([0, 1, 2, 3, 7, 20]))


RESIDUALS = [(0, 0), (1.5, 1.5), (1, 0), (0, 1), (2, 1), (1e-20, 0), (0, -1e-20), (40, 0), (-40, 0.5), (700, 1),
             (-700, 1), (1e8, -1e8), (1 + 2**-20, 1), (1e-8, 3e-8), (2**60, 1)]
SIDES = [(1, 1), (-1, -1), (0, 1), (0, -1), (1, -1), (-1, 1), (2, 1), (-2, 1), (2, -1), (1 + 2**-20, 1),
         (1 - 2**-20, 1), (30, -1), (-30, -1), (1e-20, 1), (0.5, 1), (-0.25, 1)]
FAR = [(700, 1), (700, -1), (-700, 1), (80, 1), (-80, 1), (17, 1), (36, 1), (1e30, -1)]
LOGITS = [(0, 0), (0, 1), (0, 0.5), (17, 1), (17, 0), (-17, 1), (40, 1), (40, 0), (-40, 0), (700, 1), (700, 0),
          (-700, 0), (-700, 1), (1e30, 0.25), (1e-30, 0.75), (-INF, 0), (INF, 1)]
PROBABILITIES = [(0.5, 0), (0.5, 1), (0, 0), (1, 1), (0, 1), (1, 0), (0.25, 0.25), (1e-30, 1), (1 - 2**-20, 1),
                 (1 - 2**-20, 0), (2**-40, 0.5), (0.5, 0.75)]
RATES = [(0, 0), (0, 1), (1, 0), (-40, 3), (-700, 2), (80, 1), (-INF, 0), (1e-20, 1), (2, 7), (-3, 120), (3, 1.5)]
MEANS = [(1, 0), (1, 1), (1e-20, 0), (1e-20, 2), (1e8, 3), (2.5, 7), (0.125, 20), (3, 1.5)]


def targets_above(pairs): return [(p, t) for p, t in pairs if t > 0]


def point_specification(loss):
    """Samplers of prediction and target, hard points, sets of options, usual options."""
    if loss in ("mse", "half-mse", "l1", "log-cosh"):
        return (real, real), RESIDUALS, [], {}
    if loss == "cauchy":
        return (real, real), RESIDUALS, [{"c": 0.25}, {"c": 3.0}], {"c": 1.0}
    if loss == "huber":
        return (real, real), [*RESIDUALS, (0.25, 0), (-3, 0)], [{"delta": 0.25}, {"delta": 3.0}], {"delta": 1.0}
    if loss == "smooth-l1":
        return ((real, real), [*RESIDUALS, (0.25, 0), (-3, 0)],
                [{"beta": 0.25}, {"beta": 3.0}, {"beta": 0.0}], {"beta": 1.0})
    if loss == "quantile":
        return (real, real), RESIDUALS, [{"quantile": 0.125}, {"quantile": 0.9375}], {"quantile": 0.5}
    if loss == "mape":
        return (real, above), [*RESIDUALS, (0.5, 0), (3, -2), (1, 1e-3)], [{"eps": 0.25}], {"eps": 1e-7}
    if loss in ("hinge", "squared-hinge", "perceptron"):
        return (real, sign), [*SIDES, (700, 1), (700, -1)], [], {}
    if loss == "soft-margin":
        return (real, sign), [*SIDES, *FAR], [], {}
    if loss == "smoothed-hinge":
        return (real, sign), [*SIDES, (0.75, 1), (-1, 1)], [{"smoothing": 0.25}, {"smoothing": 2.0}], {"smoothing": 1.0}
    if loss == "hinge-embedding":
        return (real, sign), [*SIDES, (0.25, -1), (3, -1)], [{"margin": 0.25}, {"margin": 3.0}], {"margin": 1.0}
    if loss == "exponential":
        return (real, sign), [*SIDES, (80, 1), (80, -1), (-700, -1)], [{"beta": 0.25}, {"beta": 2.0}], {"beta": 1.0}
    if loss == "binary-sparsemax":
        return (real, share), [pair for pair in LOGITS if abs(pair[0]) != INF] + [(1, 1), (-1, 0), (1, 0), (-1, 1)], [], {}
    if loss == "binary-cross-entropy":
        return (inner, share), PROBABILITIES, [], {}
    if loss == "binary-cross-entropy-with-logits":
        finite = [pair for pair in LOGITS if abs(pair[0]) != INF]
        return ((real, share), lambda o: finite if o.get("label_smoothing") else LOGITS,
                [{"pos_weight": 3.0}, {"pos_weight": 0.0}, {"label_smoothing": 0.125}, {"label_smoothing": 1.0},
                 {"pos_weight": 0.5, "label_smoothing": 0.25}], {"pos_weight": 1.0, "label_smoothing": 0.0})
    if loss == "sigmoid-focal":
        finite = [pair for pair in LOGITS if abs(pair[0]) != INF]
        return ((real, share), finite, [{"alpha": 0.25}, {"alpha": 0.75, "gamma": 1.5}, {"gamma": 0.0},
                                        {"gamma": 5.0}, {"alpha": 0.0}, {"alpha": 1.0, "gamma": 1.0}],
                {"alpha": -1.0, "gamma": 2.0})
    if loss == "kl-div":
        hard = [(-1, 0.5), (0, 1), (-1, 0), (-INF, 0), (-700, 0.25), (-1e-20, 1), (-40, 1), (2, 0.5)]
        logs = [(-1, -2), (0, 0), (-1, -700), (-700, -1), (-1e-20, -1), (-2, -2), (-40, -3)]
        return ((lambda r: grid(r, -4, 0), inner), lambda o: logs if o.get("log_target") else hard,
                [{"log_target": True}], {"log_target": 0})
    if loss == "generalized-kl":
        return (real, above), [*RATES, (0, 1e-20)], [], {}
    if loss == "jensen-shannon":
        return (inner, inner), PROBABILITIES, [], {}
    if loss == "poisson-nll":
        return ((above, count), lambda o: MEANS + [(0, 0), (0, 3)] if o.get("log_input") is False and "eps" not in o
                else MEANS if o.get("log_input") is False else RATES,
                [{"log_input": False}, {"full": True}, {"log_input": False, "full": True},
                 {"log_input": False, "eps": 0.0}, {"log_input": False, "eps": 0.25}],
                {"log_input": True, "full": False, "eps": 1e-8})
    if loss == "gamma-nll":
        return ((above, above), lambda o: targets_above(MEANS if o.get("log_input") is False else RATES),
                [{"log_input": False}], {"log_input": True})
    if loss == "tweedie":
        def hard(o):
            pairs = MEANS if o.get("log_input") is False else [p for p in RATES if p[0] != -INF]
            return targets_above(pairs) if o.get("power", 1.5) >= 2 else pairs
        sets = [{"power": k} for k in (1.0, 1.25, 2.0, 3.0)]
        return ((above, above), hard, [*sets, {"log_input": False}, *({**s, "log_input": False} for s in sets)],
                {"power": 1.5, "log_input": True})
    if loss == "msle":
        return (above, above), [(0, 0), (0, 1), (1, 0), (1e-20, 0), (0, 1e-20), (1e30, 1), (7, 7), (1e-8, 3e-8)], [], {}
    if loss == "asymmetric":
        finite = [pair for pair in LOGITS if abs(pair[0]) < 100]
        return ((real, share), finite, [{"gamma_neg": 2.0, "clip": 0.25}, {"gamma_pos": 0.0, "gamma_neg": 1.0},
                                        {"clip": 0.0}, {"gamma_pos": 1.5, "gamma_neg": 2.5, "clip": 0.125}],
                {"gamma_neg": 4.0, "gamma_pos": 1.0, "clip": 0.05})
    sets, usual = RESIDUAL_OPTIONS[loss]
    return (real, real), RESIDUALS, sets, usual


RESIDUAL_OPTIONS = {
    "expectile": ([{"expectile": 0.125}, {"expectile": 0.9375}], {"expectile": 0.5}),
    "pseudo-huber": ([{"delta": 0.25}, {"delta": 3.0}, {"delta": 1024.0}], {"delta": 1.0}),
    "fair": ([{"c": 0.25}, {"c": 3.0}, {"c": 1024.0}], {"c": 1.0}),
    "welsch": ([{"c": 0.25}, {"c": 3.0}, {"c": 1024.0}], {"c": 1.0}),
    "geman-mcclure": ([{"c": 0.25}, {"c": 3.0}, {"c": 1024.0}], {"c": 1.0}),
    "general-robust": ([{"alpha": a} for a in (2.0, 1.5, 0.0, -2.0, -1e6, 1e-9, -1e-9, 2 - 2**-40, 2 + 2**-40, 3.0)]
                       + [{"alpha": -1024.0, "c": 0.5}, {"alpha": 1.0, "c": 4.0}, {"alpha": -1.0, "c": 0.25}],
                       {"alpha": 1.0, "c": 1.0}),
    "power-error": ([{"p": 1.0}, {"p": 1.5}, {"p": 3.0}, {"p": 4.0}], {"p": 2.0}),
    "quantile-huber": ([{"quantile": 0.125}, {"quantile": 0.9375, "delta": 0.25}], {"quantile": 0.5, "delta": 1.0}),
    "dpo": ([{"beta": 0.5}, {"label_smoothing": 0.125}, {"label_smoothing": 0.5, "beta": 2.0}],
            {"beta": 0.1, "label_smoothing": 0.0}),
    "simpo": ([{"beta": 0.5}, {"gamma": 0.0}, {"gamma": 3.0, "beta": 10.0}], {"beta": 2.0, "gamma": 1.0}),
    "ipo": ([{"beta": 0.5}, {"beta": 4.0}], {"beta": 0.1}),
    "policy-kl": ([], {}),
}
BOTH = {"kl-div", "generalized-kl", "jensen-shannon", "mse", "half-mse", "l1", "log-cosh", "cauchy", "huber", "smooth-l1", "quantile", *RESIDUAL_OPTIONS}
NAMES = {"dpo": ["chosen", "rejected"], "simpo": ["chosen", "rejected"], "ipo": ["chosen", "rejected"],
         "policy-kl": ["log_prob", "ref_log_prob"]}


def point_cases(loss):
    samplers, hard, sets, usual = point_specification(loss)
    names = NAMES.get(loss, ["input", "target"])
    return elementwise_cases(names, POINT[loss], set(names if loss in BOTH else names[:1]), usual, samplers, hard, sets)


def triple_cases(loss):
    if loss == "gaussian-nll":
        hard = [(0, 0, 1), (1, 1, 0.25), (1, 0, 1e-6), (1, 0, 1e-8), (3, -3, 100), (1e8, 1, 2), (1, 1, 1e-30),
                (2, 1, 2**60), (-1, 0.5, 1)]
        return elementwise_cases(["input", "target", "var"], TRIPLE[loss], {"input", "target", "var"},
                                 {"full": False, "eps": 1e-6}, (real, real, above), hard,
                                 [{"full": True}, {"eps": 0.5}, {"full": True, "eps": 2.0}])
    if loss == "margin-ranking":
        hard = [(0, 0, 1), (0, 0, -1), (1, 0, 1), (0, 1, 1), (1, 0, -1), (1e8, -1e8, -1), (1e-20, 0, 1), (0.25, 0, 1),
                (0, 0.25, -1), (2, 1.75, 1), (3, 3, -1)]
        return elementwise_cases(["input1", "input2", "target"], TRIPLE[loss], {"input1", "input2"}, {"margin": 0.0},
                                 (real, real, sign), hard, [{"margin": 0.25}, {"margin": -1.0}])
    if loss in TRIPLES:
        names, differentiable, samplers, hard, sets, usual = TRIPLES[loss]
        every = elementwise_cases(names, TRIPLE[loss], differentiable, usual, samplers, hard, sets)
        if loss.startswith("aft"):
            return with_upper(every, loss)
        return with_column(every, loss) if loss in ("multi-quantile", "kto") else every
    base = elementwise_cases(["input", "target", "pos_weight"], TRIPLE[loss], {"input"}, {}, (real, share, above),
                             [(x, t, w) for x, t in LOGITS for w in (0.0, 3.0)], [])

    def cases(r):
        yield from base(r)
        make = elementwise(["input", "target", "pos_weight"], TRIPLE[loss], {"input"}, {})
        yield make("column", {}, [draw(r, 12), draw(r, 12, 0, 1), draw(r, 4, 0, 3)], [3, 4], "mean", repeats=2)
    return cases


SCALED = [(0, 0, 1), (1, 1, 0.25), (1, 0, 1e-6), (3, -3, 100), (1e8, 1, 2), (1, 1, 1e-30), (2, 1, 2**60), (-1, 0.5, 1),
          (700, 0, 1), (1 + 2**-20, 1, 1), (0, 40, 0.5), (1e-20, 0, 1)]
POSITIVE = [(0, 1, 1), (1, 1, 0.25), (-2, 1e-20, 3), (3, 1e8, 2), (0, 7, 2**20), (-700, 0.5, 10), (0, 1 + 2**-20, 0.5)]
COUNTS = [(0, 0, 1), (0, 1, 1), (1, 7, 0.25), (-3, 120, 10), (3, 1.5, 2), (-40, 0, 3), (-40, 2, 0.5), (5, 20, 1e8),
          (0, 3, 1e-6), (10, 0, 2), (2, 7, 2**30)]
TURNS = [(0, 0, 1), (0, 0, 0), (1, 0, 0.25), (3, -3, 4), (0, 0, 1e-20), (1 + 2**-20, 1, 1000), (0, 3, 1e6), (25, 1, 2),
         (1e6, 1, 0.5), (-2, 1, 65)]
SHARES = [(1, 0.5, 1), (2, 0.25, 3), (0.5, 1e-20, 0.5), (1e-6, 0.5, 1e-6), (1e6, 0.5, 1e6), (3, 1 - 2**-20, 1),
          (0.25, 2**-40, 100), (1e8, 0.75, 1e-3)]
GATES = [(0, 0, 0), (0, 1, 0), (1, 7, -3), (-40, 0, 0), (-40, 0, -40), (3, 0, 40), (3, 0, -40), (-3, 2, 40), (-1, 0, -700),
         (2, 0, 2), (0.5, 0, -1), (5, 20, 1), (2, 0, -7.5)]
FORECASTS = [(0, 0, 1), (1, 1, 0.25), (3, -3, 100), (40, 0, 1), (0, 5, 1), (0, 0.75, 1), (-1, 2, 0.5), (1e8, 1, 2),
             (1, 0, 1e-3), (1e-20, 0, 1), (0, 1, 2**40)]
BOUNDS = [(0, 1, 0.5), (0, 1, 0), (0, 1, 1), (0, 1, -2), (0, 1, 3), (1, 0, 0.5), (-1e8, 1e8, 2e8), (0, 0, 0), (2, 2, 2.5)]
POLICIES = [(0, 0, 1), (0, 0, -1), (1, 0, 2), (1, 0, -2), (-1, 0, 2), (-1, 0, -2), (0.125, 0, 1), (-0.125, 0, -1),
            (-40, 0, 3), (40, 0, 3), (5, 5, 0), (0, 700, 1)]
ANSWERS = [(-1, -2, 1), (-0.5, -0.5, 0), (-700, -1, 2), (-1, -700, 2), (-1e-20, -1, 0), (-1, -1e-20, 0.5),
           (-40, -40, 1), (-1e-8, -2e-8, 0), (-3, -0.125, -700), (-1e-3, -1e8, 0)]
JUDGED = [(0, 1, 0), (0, -1, 0), (3, 1, 0.5), (3, -1, 0.5), (-700, 1, 1), (700, 1, 1), (700, -1, 20), (40, -1, 0)]
LIVES = [(0, 1, 1), (0, 1, 0), (0, 1, 0.5), (3, 1e-20, 1), (3, 1e-20, 0), (-3, 20, 0), (-3, 20, 1), (1, 2.75, 1),
         (0, 1 + 2**-20, 1), (0, 1 + 2**-20, 0), (700, 1, 0), (700, 1, 1), (2.5, 7, 0.25)]
SPANS = [(0, 1, 2), (0, 2, 1), (0, 1, 1), (0, 0, 1), (0, 1, INF), (0, 0, INF), (0, 1, 1 + 2**-20), (0, 1 - 2**-24, 1),
         (3, 1e-20, 1e-10), (-3, 20, 21), (3, 0.125, 0.25), (-3, 20, INF), (3, 0, 1e-20), (1, 2.75, 2.75), (0, 7, 7 + 2**-16),
         (-5, 1, 1.5), (5, 1, 1.5), (0, 0.25, 4), (0, 0.25, 3.5), (2.5, 1e-300, 1e300), (-2, 0.125, 0.1875), (0.5, 0, 40),
         (-1, 1e-3, 2), (0, 1, 1.625), (0, 1, 1.6875), (0, 3, 3.5)]
FULL = [{"full": True}]
PLACE, SCALE = ["input", "target", "scale"], {"input", "target", "scale"}
TRIPLES = {
    **{loss: (["input", "time", "event"], {"input"}, (real, above, lambda r: float(r.randint(0, 1))), LIVES,
              [{"scale": 0.25}, {"scale": 2.0}], {"scale": 1.0})
       for loss in ("aft-log-normal", "aft-log-logistic", "aft-weibull")},
    **{loss: (["input", "time", "upper"], {"input"}, (real, above, above), SPANS, [{"scale": 0.25}, {"scale": 2.0}],
              {"scale": 1.0})
       for loss in ("interval-aft-log-normal", "interval-aft-log-logistic", "interval-aft-weibull")},
    "multi-quantile": (["input", "target", "quantile"], {"input", "target"}, (real, real, inner),
                       [(p, t, q) for p, t in RESIDUALS for q in (0.125, 0.9375)], [], {}),
    "laplace-nll": (PLACE, SCALE, (real, real, above), SCALED, FULL, {"full": False}),
    "logistic-nll": (PLACE, SCALE, (real, real, above), SCALED, [], {}),
    "student-t-nll": (PLACE, SCALE, (real, real, above), SCALED, [{"df": 0.5}, {"df": 30.0, "full": True}, *FULL],
                      {"df": 3.0, "full": False}),
    "log-normal-nll": (PLACE, SCALE, (real, above, above), POSITIVE, FULL, {"full": False}),
    "negative-binomial-nll": (["input", "target", "total_count"], {"input", "total_count"}, (real, count, above), COUNTS,
                              FULL, {"full": False}),
    "von-mises-nll": (["input", "target", "concentration"], {"input", "target", "concentration"}, (real, real, above),
                      TURNS, FULL, {"full": False}),
    "beta-nll": (["concentration1", "target", "concentration0"], {"concentration1", "concentration0"},
                 (above, inner, above), SHARES, [], {}),
    "zero-inflated-poisson-nll": (["input", "target", "gate"], {"input", "gate"}, (real, count, real), GATES, FULL,
                                  {"full": False}),
    "gaussian-crps": (PLACE, SCALE, (real, real, above), FORECASTS, [], {}),
    "interval-score": (["lower", "upper", "target"], {"lower", "upper", "target"}, (real, real, real), BOUNDS,
                       [{"alpha": 0.5}, {"alpha": 0.0625}], {"alpha": 0.1}),
    "ppo-clip": (["log_prob", "old_log_prob", "advantage"], {"log_prob"}, (real, real, real), POLICIES,
                 [{"eps_low": 0.5}, {"eps_high": 0.25, "eps_low": 0.25}], {"eps_low": 0.2, "eps_high": 0.2}),
    "orpo": (["chosen", "rejected", "nll"], {"chosen", "rejected", "nll"}, (below, below, real), ANSWERS,
             [{"beta": 0.5}, {"beta": 4.0}], {"beta": 0.1}),
    "kto": (["input", "target", "kl"], {"input"}, (real, sign, lambda r: grid(r, 0, 2)), JUDGED,
            [{"beta": 0.5}, {"desirable_weight": 1.5, "undesirable_weight": 0.25}],
            {"beta": 0.1, "desirable_weight": 1.0, "undesirable_weight": 1.0}),
}


def grpo_cases(r):
    """With a reference and without, one advantage a token and one a row, and answers of different lengths."""
    names, usual = ["log_prob", "old_log_prob", "advantage", "ref_log_prob"], {"beta": 0.04, "eps_low": 0.2, "eps_high": 0.2}
    sets = [{"eps_high": 0.25, "eps_low": 0.5}, {"beta": 2.0}, {"beta": 0.0}]
    hard = [(*three, ref) for three in POLICIES for ref in (0, 1)] + [(0, 0, 1, 40), (40, 0, -1, 40.5), (-3, -3, 2, -700),
            (1e-20, 0, 1, 0), (0, -30, -1, 1e-10), (0, 0, 0, -2), (700, 0, 1, 699), (-350, -400, -3, -290),
            (-750, -1500, -1, 0), (-750, -1500, -1, 5), (-750, -1510, -1, 5), (0, 0, -0.04, 0)]
    yield from elementwise_cases(names, formulas.grpo, {"log_prob"}, usual, (real, real, real, real), hard, sets)(r)
    bare = elementwise(names[:3], lambda p, q, a, o: formulas.ppo_clip(p, q, a, o), {"log_prob"}, usual)
    for options in ({}, *sets):
        yield bare("no-reference", options, [list(column) for column in zip(*POLICIES)], [len(POLICIES)], "none")
    padded = [1.0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0]
    columns = [draw(r, 12), draw(r, 12), [a for a in draw(r, 3) for _ in range(4)], draw(r, 12)]
    whole = elementwise(names, formulas.grpo, {"log_prob"}, usual)
    by_answer = [1 / 3] * 4 + [0.25] * 4 + [1.0] * 4
    for tag, reduction, more in (("dapo", "mean", {}), ("grpo", "mean_by", {"count": 3.0, "sample_weight": by_answer}),
                                 ("dr-grpo", "mean_by", {"count": 12.0})):
        made = whole(tag, {}, columns, [3, 4], reduction, mask=padded, **more)
        yield made
        for shape in ([3, 1], [3]):
            arrays = {**made["inputs"], "advantage": (shape, columns[2][::4])}
            yield {**made, "tag": tag + "-one-advantage-a-row", "inputs": arrays}


def with_column(every, loss):
    """The same, and a last input that has one number a column."""
    names, differentiable, samplers, _, _, usual = TRIPLES[loss]

    def cases(r):
        yield from every(r)
        make = elementwise(names, TRIPLE[loss], differentiable, usual)
        columns = [[sampler(r) for _ in range(count)] for sampler, count in zip(samplers, (12, 12, 4))]
        yield make("column", {}, columns, [3, 4], "mean", repeats=2)
    return cases


def with_upper(every, loss):
    """The same, and times between two bounds in place of events."""
    names, differentiable, samplers, hard, sets, usual = TRIPLES["interval-" + loss]

    def cases(r):
        yield from every(r)
        make = elementwise(names, TRIPLE["interval-" + loss], differentiable, usual)
        for options in [{}, *sets]:
            yield make("upper", options, [list(column) for column in zip(*hard[:8])], [8], "none")
    return cases


def quantile_with_array(r):
    """The option quantile as an array."""
    yield from point_cases("quantile")(r)
    make = elementwise(["input", "target", "quantile"], TRIPLE["multi-quantile"], {"input", "target"}, {})
    for reduction in ("none", "mean"):
        yield make("quantile", {}, [draw(r, 12), draw(r, 12), draw(r, 4, 0, 1)], [3, 4], reduction, repeats=2)
        yield make("quantile", {}, [draw(r, 12), draw(r, 12), draw(r, 12, 0, 1)], [3, 4], reduction)


def bce_with_array(r):
    """The option pos_weight as an array."""
    yield from point_cases("binary-cross-entropy-with-logits")(r)
    make = elementwise(["input", "target", "pos_weight"], TRIPLE["positive-weighted-cross-entropy"], {"input"}, {})
    for reduction in ("none", "mean"):
        yield make("pos_weight", {}, [draw(r, 12), draw(r, 12, 0, 1), draw(r, 4, 0, 3)], [3, 4], reduction, repeats=2)
        yield make("pos_weight", {}, [draw(r, 12), draw(r, 12, 0, 1), draw(r, 12, 0, 3)], [3, 4], reduction)


# Rows --------------------------------------------------------------------------------------------------------------

def by_row(make, r, batches):
    """The reductions, weights and masks of any loss of rows. batches: (tag, options, arrays) to choose from."""
    for tag, options, arrays in batches:
        for reduction in ("none", "mean", "sum"):
            yield make(tag, options, arrays, reduction)
    tag, options, arrays = batches[0]
    n = make(tag, options, arrays, "none")["value"][0]
    length = 1
    for part in n:
        length *= part
    weights = [abs(w) for w in draw(r, length, 0, 2)]
    weights[0], mask = 0.0, [1.0] * length
    mask[-1] = 0.0
    weights[1] = 1.5
    yield make("rows", options, arrays, "batchmean")
    yield make("count", options, arrays, "mean_by", count=5.0)
    for reduction in ("none", "sum", "mean", "mean_over_weights"):
        yield make("sample_weight", options, arrays, reduction, sample_weight=weights)
        yield make("masked", options, arrays, reduction, sample_weight=weights, mask=mask)
    yield make("masked", options, arrays, "mean", mask=mask)
    yield make("all-masked", options, arrays, "mean", mask=[0.0] * length)
    yield make("all-masked", options, arrays, "mean", mask=[0.0] * length, empty="zero")


def row_maker(rows_of, differentiable, usual, shape_of, batch_length=None, mean_weights=None):
    """rows_of(nodes, arrays, options) gives the losses; shape_of(arrays) their shape; the first array has rows.
    differentiable may be a function of arrays, options and reduction."""
    def make(tag, options, arrays, reduction, sample_weight=None, mask=None, count=None, empty=None):
        complete = {**usual, **options}
        names = differentiable(arrays, options, reduction) if callable(differentiable) else differentiable
        nodes = {name: inputs(arrays[name][1]) for name in names}
        losses, base, counts, class_weights, mean_divisor = rows_of(nodes, arrays, complete, reduction)
        shape = shape_of(arrays, complete)
        words, arrays = given(options, reduction=reduction, count=count, empty=empty), dict(arrays)
        weights, counts = list(sample_weight or [1.0] * len(losses)), list(counts)
        if sample_weight is not None:
            arrays["sample_weight"] = (shape, sample_weight)
        if mask is not None:
            arrays["mask"] = (shape, mask)
            counts = [c and bit != 0 for c, bit in zip(counts, mask)]
        first = arrays[next(iter(arrays))][0]
        length = batch_length(arrays, losses) if batch_length else first[0] if first else 1
        heavy = [mpf(w) * c for w, c in zip(weights, class_weights)]
        divisor = {"none": 1, "sum": 1, "batchmean": length, "mean_by": count,
                   "mean": sum(m for m, c in zip(mean_divisor, counts) if c),
                   "mean_over_weights": sum(h for h, c in zip(heavy, counts) if c)}[reduction]
        terms = [loss if b == 1 else loss * b for loss, b in zip(losses, base)]
        return case(tag, words, arrays, nodes, terms, shape, weights, counts, divisor)
    return make


def plain(losses):
    """Losses without weights of their own."""
    return losses, [1] * len(losses), [True] * len(losses), [1] * len(losses), [1] * len(losses)


def chunks(nodes, columns): return [nodes[i:i + columns] for i in range(0, len(nodes), columns)]
def leading(name): return lambda arrays, o: list(arrays[name][0][:-1])
def samples(name): return lambda arrays, o: list(arrays[name][0][:1] if len(arrays[name][0]) > 1 else [])


def width(shape):
    """The numbers of a sample, whose dimensions stand behind the first."""
    return prod(shape[1:] or shape)


def two_rows(loss):
    of = getattr(formulas, loss.replace("-", "_"))
    both = loss in ("cosine-distance", "sum-squared-error")
    places = loss not in ("cosine-distance", "sum-squared-error", "zlpr")
    usual = {"dice": {"smooth": 1.0}, "tversky": {"smooth": 1.0, "alpha": 0.5, "beta": 0.5},
             "jaccard": {"smooth": 1.0}, "focal-tversky": {"smooth": 1.0, "alpha": 0.3, "beta": 0.7, "gamma": 0.75},
             "combo": {"alpha": 0.5, "beta": 0.5, "smooth": 1.0}, "zlpr": {},
             "cosine-distance": {"eps": 0.0}, "sum-squared-error": {}}[loss]

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        second = nodes["target"] if both else inputs(arrays["target"][1])
        return plain([of(a, b, o) for a, b in zip(chunks(nodes["input"], columns), chunks(second, columns))])

    make = row_maker(rows_of, ["input", "target"] if both else ["input"], usual, (samples if places else leading)("input"))

    def cases(r):
        def batch(shape, low=-3, high=3):
            size = prod(shape)
            return {"input": (shape, draw(r, size, low, high)),
                    "target": (shape, draw(r, size) if both else draw(r, size, 0, 1))}
        def pair(a, b): return {"input": ([len(a) // 3, 3], a), "target": ([len(b) // 3, 3], b)}
        option_sets = {"dice": [{"smooth": 0.0}, {"smooth": 2.5}],
                       "tversky": [{"smooth": 0.25}, {"alpha": 0.25, "beta": 0.75}, {"alpha": 1.0, "beta": 1.0},
                                   {"smooth": 3.0, "alpha": 0.0, "beta": 2.0}],
                       "jaccard": [{"smooth": 0.0}, {"smooth": 2.5}], "zlpr": [],
                       "focal-tversky": [{"smooth": 0.25, "gamma": 1.0}, {"alpha": 1.0, "beta": 0.0, "gamma": 2.0},
                                         {"smooth": 0.0, "gamma": 0.5}, {"gamma": 1.5}],
                       "combo": [{"alpha": 0.0}, {"alpha": 1.0, "beta": 0.25}, {"alpha": 0.75, "smooth": 0.0},
                                 {"beta": 1.0}],
                       "cosine-distance": [{"eps": 1e-12}, {"eps": 0.25}], "sum-squared-error": []}[loss]
        certain = pair([700, -700, 0, 40, 40, 40, -40, -40, -40], [1, 0, 0.5, 1, 1, 1, 0, 0, 0])
        ranked = pair([700, -700, 0, 40, 40, 40, -40, -40, -40, 700, 0, -700], [1, 0, 0.5, 1, 1, 0, 0, 0, 1, 0, 0, 1])
        hard = {**dict.fromkeys(("dice", "tversky", "jaccard", "focal-tversky", "combo"), certain), "zlpr": ranked,
                "cosine-distance": pair([1, 2, 3, 1, 2, 3, 1, 0, 0, 4096, 4096, -4096], [1, 2, 3, -1, -2, -3, 0, 1, 0,
                                                                                        2**-8, 0, 0]),
                "sum-squared-error": pair([0, 0, 0, 1e8, -1e8, 1, 1e-20, 0, 0], [0, 0, 0, -1e8, 1e8, 1, 0, 0, 0])}
        batches = [("drawn", {}, batch([3, 5])), ("hard", {}, hard[loss]), ("deep", {}, batch([4, 1, 3] if places else [2, 2, 3]))]
        batches += [("drawn", o, batch([3, 4])) for o in option_sets] + [("hard", o, hard[loss]) for o in option_sets]
        yield from by_row(make, r, batches)
        yield make("single", {}, batch([1, 1]), "mean")
        yield make("one-row", {}, batch([7]), "mean")
        yield make("many", {}, batch([2, 301]), "mean")
        yield make("empty", {}, {"input": ([0, 3], []), "target": ([0, 3], [])}, "mean")
    return cases


def pair_cases(of, usual, sets):
    def cases(r):
        yield from labelled_pairs(r, of, usual, sets)
    return cases


def labelled_pairs(r, of, usual, sets):
    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input1"][0][-1]
        pairs = zip(chunks(nodes["input1"], columns), chunks(nodes["input2"], columns), arrays["target"][1])
        return plain([of(a, b, label, o) for a, b, label in pairs])

    make = row_maker(rows_of, ["input1", "input2"], {"margin": usual}, leading("input1"))

    def batch(n, c): return {"input1": ([n, c], draw(r, n * c)), "input2": ([n, c], draw(r, n * c)),
                             "target": ([n], [(-1.0) ** i for i in range(n)])}
    hard = {"input1": ([4, 2], [1, 0, 1, 2, 3, 4, 1, 1]), "input2": ([4, 2], [0, 1, 1, 2, 3, 4, -1, -1]),
            "target": ([4], [-1.0, 1, -1, 1])}
    yield from by_row(make, r, [("drawn", {}, batch(5, 4)), ("hard", {}, hard),
                                *(("drawn", {"margin": m}, batch(4, 3)) for m in sets[:-1]),
                                ("hard", {"margin": sets[-1]}, hard)])
    yield make("single", {}, batch(1, 1), "mean")
    yield make("many", {}, batch(2, 260), "mean")


STAGED = {
    "distillation": ({"temperature": 1.0}, [{"temperature": 2.0}, {"temperature": 0.5}]),
    "reverse-distillation": ({"temperature": 1.0}, [{"temperature": 2.0}, {"temperature": 0.5}]),
    "skewed-distillation": ({"alpha": 0.1, "temperature": 1.0}, [{"alpha": 0.5}, {"alpha": 0.875, "temperature": 4.0}]),
    "jensen-shannon-distillation": ({"beta": 0.5, "temperature": 1.0},
                                    [{"beta": 0.125}, {"beta": 0.875, "temperature": 2.0}]),
    "list-mle": ({}, []),
    "pairwise-logistic": ({"sigma": 1.0}, [{"sigma": 0.25}, {"sigma": 4.0}]),
    "lambda-rank": ({"sigma": 1.0}, [{"sigma": 0.25}, {"sigma": 4.0}]),
    "approx-ndcg": ({"temperature": 0.1}, [{"temperature": 1.0}, {"temperature": 4.0}]),
}


def staged_cases(loss):
    """Student beside teacher logits, which get gradients both, or scores beside grades, which get none."""
    usual, sets = STAGED[loss]
    of, distils = getattr(formulas, loss.replace("-", "_")), "distillation" in loss

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        return plain([of(x, t, o) for x, t in zip(chunks(nodes["input"], columns), chunks(
            nodes["target"] if distils else arrays["target"][1], columns))])

    make = row_maker(rows_of, ["input", "target"] if distils else ["input"], usual, leading("input"))

    def cases(r):
        def second(count): return draw(r, count) if distils else [float(r.randint(0, 4)) for _ in range(count)]
        def batch(n, c): return {"input": ([n, c], draw(r, n * c)), "target": ([n, c], second(n * c))}
        def rows(a, b): return {"input": ([len(a) // 3, 3], a), "target": ([len(b) // 3, 3], b)}
        near = 2.0 ** -20
        hard = rows([0, 0, 0, 1, 2, 3, 40, 0, -40, 700, 0, -700, 1, 1 + near, 1 - near, 2.0 ** 20, 2 ** 20 - 1, 0],
                    [0, 0, 0, 1, 2, 3, -40, 0, 40, 0, 0, 700, 1, 1, 1, 2.0 ** 20, 2 ** 20 - 2, 0]) if distils else \
            rows([0, 0, 0, 1, 2, 3, 40, 0, -40, 700, 0, -700, 1, 1, 2, 2.0 ** 20, 2 ** 20 - 1, 0, 1, 2, 3],
                 [0, 1, 2, 2, 1, 0, 0, 4, 0, 0, 0, 1, 1, 1, 1, 0, 2, 7, 0, 0, 0])
        batches = [("drawn", {}, batch(4, 5)), ("hard", {}, hard), *(("drawn", o, batch(3, 4)) for o in sets),
                   *(("hard", o, hard) for o in sets[:1])]
        yield from by_row(make, r, batches)
        yield make("single", {}, batch(1, 1), "mean")
        yield make("one-row", {}, {"input": ([7], draw(r, 7)), "target": ([7], second(7))}, "mean")
        yield make("many", {}, batch(2, 90), "mean")
        if distils:
            masked = {"input": ([2, 4], [1.0, -INF, 0.5, 2, -INF, 0, 1, -INF]),
                      "target": ([2, 4], [0.5, -INF, 1, 0, -INF, 2, 1, -INF])}
            yield make("masked logits", {}, masked, "none")
    return cases


def triplet_cases(r):
    names = ["anchor", "positive", "negative"]

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["anchor"][0][-1]
        return plain([formulas.triplet_margin(*rows, o) for rows in zip(*(chunks(nodes[n], columns) for n in names))])

    make = row_maker(rows_of, names, {"margin": 1.0, "p": 2.0, "eps": 1e-6, "swap": False}, leading("anchor"))

    def batch(n, c): return {name: ([n, c], draw(r, n * c)) for name in names}
    hard = {"anchor": ([4, 2], [0, 0, 1, 2, 0, 0, 3, 4]), "positive": ([4, 2], [3, 4, 1, 2, 8, 0, 3, 4.5]),
            "negative": ([4, 2], [8, 6, 1, 2, 4, 1, 300, 400])}
    sets = [{"p": 1.0}, {"p": 3.0}, {"p": 2.5, "swap": True}, {"swap": True}, {"margin": 0.25}, {"margin": 4.0},
            {"eps": 0.0}, {"eps": 0.125, "p": 1.0, "swap": True}]
    yield from by_row(make, r, [("drawn", {}, batch(4, 5)), ("hard", {}, hard), *(("drawn", o, batch(3, 4)) for o in sets),
                                ("hard", {"eps": 0.0}, hard)])
    yield make("single", {}, batch(1, 1), "mean")
    yield make("many", {}, batch(2, 260), "mean")


def group_cases(loss):
    box = loss in ("box-iou", "giou", "diou", "ciou")
    per_row = loss in ("sample-crps", "gaussian-mixture-nll")
    parts = 4 if box else 3 if loss == "gaussian-mixture-nll" else 1
    names = ["input", "time", "event"] if loss == "cox" else ["input", "target"]
    usual = {"eps": 1e-7} if box else {"fair": False} if loss == "sample-crps" else {"efron": False} if loss == "cox" else {}

    def of(x, others, o):
        if box:
            quads = list(zip(chunks(x, 4), chunks(others[0], 4)))
            return formulas.total(formulas.boxes(loss, p, t, o) for p, t in quads) / len(quads)
        if loss == "cox":
            return formulas.cox(x, *others, o)
        if loss == "lovasz-hinge":
            return formulas.lovasz_hinge(x, others[0], o)
        return (formulas.sample_crps if loss == "sample-crps" else formulas.gaussian_mixture)(x, others[0][0], o)

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        others = [chunks(nodes.get(name) or inputs(arrays[name][1]), 1 if per_row else columns) for name in names[1:]]
        return plain([of(x, rest, o) for x, *rest in zip(chunks(nodes["input"], columns), *others)])

    make = row_maker(rows_of, ["input", "target"] if box else ["input"], usual, (samples if loss == "lovasz-hinge" else leading)("input"))

    def batch(r, shape, hard=None):
        size = prod(shape)
        # Distinct numbers, so that no order is a choice; times repeat.
        x = hard or [v / GRID for v in r.sample(range(-3 * GRID, 3 * GRID), size)]
        if per_row:
            return {"input": (shape, x), "target": (shape[:-1], draw(r, size // shape[-1]))}
        if loss == "cox":
            return {"input": (shape, x), "time": (shape, [float(r.randint(1, 4)) for _ in range(size)]),
                    "event": (shape, [float(r.random() < 0.7) for _ in range(size)])}
        return {"input": (shape, x), "target": (shape, draw(r, size) if box else [float(r.randint(0, 1)) for _ in range(size)])}

    def cases(r):
        hard = {"sample-crps": {"input": ([4, 3], [1, 1, 1, 0, 2, 2, 1e8, -1e8, 0, 1 + 2**-20, 1, 1 - 2**-20]),
                                "target": ([4], [1, 2, 0, 1])},
                "gaussian-mixture-nll": {"input": ([4, 6], [0, 0, 1, 1, 0, 0, 700, 0, 0, 1, 0, 0, 0, -700, 0, 40, -3, 3,
                                                            1, 2, 30, -30, 0, 5]), "target": ([4], [0, 1, 2, 0.5])},
                "lovasz-hinge": {"input": ([3, 4], [700, -600, 40, 0, 2, -3, 4, -5, 0.5, 0.25, -0.5, 0.125]),
                                 "target": ([3, 4], [1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0])},
                "cox": {"input": ([4, 3], [700, -700, 0, 1, 2, 3, 0, 0, 0, -40, 40, 0]),
                        "time": ([4, 3], [1, 2, 3, 2, 2, 2, 1, 1, 1, 3, 2, 1]),
                        "event": ([4, 3], [1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1])}}.get(loss, {
                "input": ([6, 4], [0, 0, 1, 1, 0, 0, 1, 1, 3, 3, 1, 1, 0, 0, 4, 4, 0, 0, 1, 2, 1e4, 2e4, 3e4, 5e4]),
                "target": ([6, 4], [0, 0, 1, 1, 2, 3, 4, 5, 0, 2, 5, 4, 1, 1, 2, 3, 1, 0, 3, 1, 2e4, 1e4, 6e4, 4e4])})
        sets = [{"eps": 0.25}, {"eps": 0.0}] if box else [{"fair": True}] if loss == "sample-crps" else \
            [{"efron": True}] if loss == "cox" else []
        n = 5 if parts == 1 else 2 * parts
        if loss == "ciou":
            sets = sets[:1]
        drop = {"eps": 0.0}
        batches = [("drawn", {}, batch(r, [3, n])), ("hard", {}, hard), ("deep", {}, batch(r, [4, 1, n] if loss == "lovasz-hinge" else [2, 2, n]))]
        batches += [("drawn", o, batch(r, [3, n])) for o in sets] + [("hard", o, hard) for o in sets if o != drop]
        yield from by_row(make, r, batches)
        yield make("single", {}, batch(r, [1, parts]), "mean")
        yield make("many", {}, batch(r, [2, 60 if loss == "lovasz-hinge" else 120]), "mean")
        empty = {name: ([0], []) if per_row and name == "target" else ([0, 2 * parts], []) for name in names}
        yield make("empty", {}, empty, "mean")
    return cases


def class_places_cases(loss):
    """Samples of all places of a class, then of the next; targets are classes, and shares, or several classes, too."""
    ranked = loss == "lovasz-softmax"
    usual = {"classes": 2, **({"all_classes": False} if ranked else {"smooth": 1.0 if loss == "multi-class-dice" else 0.0})}

    def rows_of(nodes, arrays, o, reduction):
        columns = width(arrays["input"][0])
        return plain([formulas.CLASS_PLACES[loss](x, t, o) for x, t in
                      zip(chunks(nodes["input"], columns), chunks(inputs(arrays["target"][1]), columns))])

    make = row_maker(rows_of, ["input"], usual, samples("input"))

    def batch(r, shape, classes, shares=False):
        places, size = width(shape) // classes, shape[0] * width(shape)
        target = [0.0] * size
        for start in range(0, size, width(shape)):
            for i in range(places):
                target[start + r.randrange(classes) * places + i] = 1.0
        x = draw(r, size)
        if shares:
            target = [float(r.randint(0, 1)) for _ in range(size)] if ranked else draw(r, size, 0, 1)
        return {"input": (shape, x), "target": (shape, target)}

    def cases(r):
        three, other = {"classes": 3}, {"all_classes": True} if ranked else {"smooth": 0.25}
        sure = {"input": ([2, 6], [40, -40, 3, 0, 1, 2, 700, 0.25, -17, 2, -600, 1.5]),
                "target": ([2, 6], [1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0])}
        # Of one class there is no target at all.
        absent = {"input": ([2, 6], draw(r, 12)), "target": ([2, 6], [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1])}
        nothing = {"input": ([1, 4], [0.5, 1, -1, 0.25]), "target": ([1, 4], [0, 0, 0, 0])}
        yield from by_row(make, r, [("drawn", {}, batch(r, [3, 8], 2)), ("drawn", three, batch(r, [2, 12], 3)),
                                    ("sure", {}, sure), ("absent", {}, absent), ("absent", other, absent),
                                    ("shares", {}, batch(r, [3, 6], 2, True)),
                                    ("drawn", {**three, **other}, batch(r, [3, 9], 3)),
                                    ("deep", {}, batch(r, [2, 2, 6], 2)), ("deep", three, batch(r, [2, 3, 2, 2], 3))])
        if ranked:
            tied = {"input": ([3, 6], [0.0] * 6 + [1, 1, 1, 2, 2, 2] + [1e-30, 1e30, 1e-30, -1e-30, -1e30, 1e30]),
                    "target": ([3, 6], [1, 0, 1, 0, 1, 0] + [0, 1, 0, 1, 0, 1] + [1, 0, 0, 1, 1, 1])}
            for reduction in ("none", "mean"):
                yield make("tied", {}, tied, reduction)
        yield make("nothing", {}, nothing, "mean")
        yield make("nothing", other, nothing, "mean")
        yield make("one-class", {"classes": 1}, batch(r, [2, 3], 1), "mean")
        yield make("single", {}, batch(r, [1, 2], 2), "mean")
        yield make("many", {"classes": 5}, batch(r, [2, 200], 5), "mean")
        yield make("empty", {}, {"input": ([0, 4], []), "target": ([0, 4], [])}, "mean")
    return cases


def soft_dtw_cases(r):
    """Sequences of steps with features, padded to one length."""
    usual, names = {"gamma": 1.0, "features": 1, "normalize": False}, ["input", "target"]

    def steps(values, lengths, row, features):
        rows = chunks(values, features)
        return rows[:int(lengths[row])] if lengths else rows

    def rows_of(nodes, arrays, o, reduction):
        columns = width(arrays["input"][0])
        lengths = [arrays[name][1] if name in arrays else None for name in ("input_lengths", "target_lengths")]
        return plain([formulas.soft_dtw(*(steps(v, n, row, o["features"]) for v, n in zip(pair, lengths)), o)
                      for row, pair in enumerate(zip(*(chunks(nodes[name], columns) for name in names)))])

    make = row_maker(rows_of, names, usual, samples("input"))

    def batch(shape, low=-3, high=3, lengths=None):
        size = prod(shape)
        arrays = {name: (shape, draw(r, size, low, high)) for name in names}
        for name, given in zip(("input_lengths", "target_lengths"), lengths or ()):
            if given:
                arrays[name] = (shape[:1], [float(n) for n in given])
        return arrays

    same = draw(r, 8)
    equal = {"input": ([2, 4], same), "target": ([2, 4], same)}
    # Alignments that are equally good, steps that are far apart, and some that differ by little.
    tied = {"input": ([2, 4], [0, 0, 0, 0, 1, 0, 1, 0]), "target": ([2, 4], [0, 0, 0, 0, 0, 1, 0, 1])}
    far = {"input": ([3, 3], [700, -600, 40, 1e6, 0, -1e6, 2**-30, 0, 1]),
           "target": ([3, 3], [-40, 3, 500, 1e6, 1, -1e6, 0, 2**-28, 1 + 2**-20])}
    padded = batch([3, 5], lengths=([5, 2, 1], [3, 5, 1]))
    hard, sharp, soft = {"gamma": 0.0}, {"gamma": 0.0625}, {"gamma": 1024.0}
    yield from by_row(make, r, [("drawn", {}, batch([3, 5])), ("padded", {}, padded),
                                ("drawn", {"normalize": True}, batch([3, 4])), ("equal", {"normalize": True}, equal),
                                ("drawn", hard, batch([3, 5])), ("tied", hard, tied), ("tied", {}, tied),
                                ("far", {}, far), ("far", sharp, far), ("drawn", soft, batch([2, 4])),
                                ("steps", {"features": 2}, batch([3, 8])), ("deep", {"features": 3}, batch([4, 2, 3])),
                                ("padded", {"normalize": True, "features": 2, "gamma": 0.5},
                                 batch([3, 6], lengths=([3, 2, 1], [1, 3, 2])))])
    yield make("one-side", {}, batch([2, 4], lengths=([2, 4], None)), "mean")
    yield make("other-side", hard, batch([2, 4], lengths=(None, [1, 3])), "mean")
    yield make("single", {}, batch([1, 1]), "mean")
    yield make("many", {}, batch([1, 37]), "mean")
    yield make("many", {"gamma": 0.25, "features": 3, "normalize": True}, batch([2, 54]), "mean")
    yield make("empty", {}, {name: ([0, 4], []) for name in names}, "mean")


def sinkhorn_cases(r):
    """Two samples a row, with lengths where they differ; the values are those of potentials that have converged."""
    usual, names = {"epsilon": 1.0, "p": 2, "iterations": 1000}, ["input", "target"]

    def rows_of(nodes, arrays, o, reduction):
        columns = width(arrays["input"][0])
        lengths = [arrays[name][1] if name in arrays else None for name in ("input_lengths", "target_lengths")]
        return plain([formulas.sinkhorn(*(v[:int(n[row])] if n else v for v, n in zip(pair, lengths)), o)
                      for row, pair in enumerate(zip(*(chunks(nodes[name], columns) for name in names)))])

    make = row_maker(rows_of, names, usual, samples("input"))

    def batch(shape, lengths=None, low=-2, high=2):
        size = prod(shape)
        arrays = {name: (shape, draw(r, size, low, high)) for name in names}
        for name, given in zip(("input_lengths", "target_lengths"), lengths or ()):
            if given:
                arrays[name] = (shape[:-1], [float(n) for n in given])
        return arrays

    same = draw(r, 8)
    equal = {"input": ([2, 4], same), "target": ([2, 4], same[3::-1] + same[7:3:-1])}
    tied = {"input": ([3, 4], [1, 1, 2, 0, 0, 0, 0, 0, 3, -1, 3, 3]),
            "target": ([3, 4], [0, 3, 1, 2, 0, 0, 0, 0, 1, 1, 2, 1])}
    far = {"input": ([3, 3], [7, -6, 4, 1, 1 - 2**-20, 1 + 2**-20, 40, 0, 1]),
           "target": ([3, 3], [-4, 3, 5, 1, 1, 1 + 2**-18, -1, 0, 39])}
    padded = batch([3, 5], lengths=([5, 2, 1], [3, 5, 1]))
    lines, sharp, soft = {"p": 1}, {"epsilon": 0.25}, {"epsilon": 64.0}
    yield from by_row(make, r, [("drawn", {}, batch([3, 4])), ("padded", {}, padded), ("equal", {}, equal),
                                ("tied", {}, tied), ("far", {}, far), ("drawn", lines, batch([3, 4])),
                                ("tied", lines, tied), ("far", lines, far), ("padded", lines, padded),
                                ("drawn", sharp, batch([3, 4])), ("drawn", soft, batch([2, 4])),
                                ("deep", {**lines, **sharp}, batch([4, 1, 3]))])
    yield make("near", {}, batch([2, 4], low=-2**-12, high=2**-12), "mean")
    yield make("one-side", {}, batch([2, 4], lengths=([2, 4], None)), "mean")
    yield make("other-side", lines, batch([2, 4], lengths=(None, [1, 3])), "mean")
    yield make("single", {}, batch([1, 1]), "mean")
    yield make("many", {}, batch([1, 21]), "mean")
    yield make("many", lines, batch([1, 19], lengths=([17], [19])), "mean")
    # A cost of many times epsilon, whose potentials need more steps than the usual most.
    yield make("slow", {"epsilon": 0.0625, "iterations": 100000}, batch([2, 4]), "mean")
    yield make("empty", {}, {name: ([0, 4], []) for name in names}, "mean")


def wasserstein_cases(r):
    """Two samples a row, in any order."""
    names = ["input", "target"]

    def rows_of(nodes, arrays, o, reduction):
        columns = width(arrays["input"][0])
        return plain([formulas.wasserstein(x, y, o) for x, y in zip(*(chunks(nodes[name], columns) for name in names))])

    make = row_maker(rows_of, names, {"p": 1.0, "root": False}, samples("input"))

    def batch(shape):
        size = prod(shape)
        return {name: (shape, draw(r, size)) for name in names}

    # Equal numbers in one sample, in both, and samples that are equal but for their order.
    tied = {"input": ([4, 4], [1, 1, 2, 0, 0, 0, 0, 0, 3, -1, 3, 3, 0.5, 2, -1, 2]),
            "target": ([4, 4], [0, 3, 1, 2, 0, 0, 0, 0, 1, 1, 2, 1, 2, 0.5, 2, -1])}
    far = {"input": ([4, 3], [1e8, -1e8, 0, 1 + 2**-20, 1, 1 - 2**-20, 2**-40, 0, -2**-40, 1e-12, 1e12, 1]),
           "target": ([4, 3], [0, 1, 2**-30, 1, 1, 1, 0, 2**-41, 0, -1e12, 3, -1e-12])}
    square, cube, between = ({"p": p} for p in (2.0, 3.0, 1.5))
    yield from by_row(make, r, [("drawn", {}, batch([3, 5])), ("tied", {}, tied), ("far", {}, far),
                                ("deep", {}, batch([4, 4, 1])),
                                *((tag, o, arrays) for o in (square, between, {"p": 2.0, "root": True},
                                                             {"p": 1.5, "root": True})
                                  for tag, arrays in (("drawn", batch([3, 5])), ("tied", tied), ("far", far)))])
    yield make("drawn", {**cube, "root": True}, batch([3, 4]), "mean")
    yield make("drawn", cube, batch([3, 4]), "mean")
    yield make("tied", {"root": True}, tied, "none")
    # Powers that no double holds, of which the root is one.
    yield make("steep", {"p": 64.0, "root": True}, far, "none")
    yield make("single", square, batch([1, 1]), "mean")
    yield make("many", {}, batch([2, 260]), "mean")
    yield make("many", {**between, "root": True}, batch([2, 37]), "mean")
    yield make("empty", {}, {name: ([0, 4], []) for name in names}, "mean")


def discrete_hazard_cases(r):
    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        others = [chunks(inputs(arrays[name][1]), columns) for name in ("event", "at_risk")]
        return plain([formulas.discrete_hazard(x, e, q, o) for x, e, q in zip(chunks(nodes["input"], columns), *others)])

    make = row_maker(rows_of, ["input"], {}, leading("input"))

    def batch(n, c):
        """Lives that end, or are last seen, in an interval; the first of them enters late."""
        events, risks = [], []
        for i in range(n):
            last, seen = r.randrange(c), r.randint(0, 1)
            events += [float(k == last and seen) for k in range(c)]
            risks += [float(k <= last and not (i == 0 and k == 0)) for k in range(c)]
        return {"input": ([n, c], draw(r, n * c)), "event": ([n, c], events), "at_risk": ([n, c], risks)}
    hard = {"input": ([2, 4], [700, -700, 40, 0, -INF, INF, 17, -17]), "event": ([2, 4], [1, 0, 0, 0.5, 0, 1, 1, 1]),
            "at_risk": ([2, 4], [1, 1, 1, 0.5, 1, 1, 0, 2])}
    yield from by_row(make, r, [("drawn", {}, batch(4, 5)), ("hard", {}, hard), ("drawn", {}, batch(3, 6))])
    yield make("single", {}, batch(1, 1), "mean")
    yield make("many", {}, batch(2, 260), "mean")


def multilabel_soft_margin_cases(r):
    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        weight = arrays["weight"][1] if "weight" in arrays else [1.0] * columns
        targets = chunks(inputs(arrays["target"][1]), columns)
        return plain([formulas.multilabel_soft_margin(x, t, inputs(weight), o)
                      for x, t in zip(chunks(nodes["input"], columns), targets)])

    make = row_maker(rows_of, ["input"], {}, leading("input"))

    def batch(n, c, weighted):
        arrays = {"input": ([n, c], draw(r, n * c)), "target": ([n, c], [float(r.randint(0, 1)) for _ in range(n * c)])}
        return {**arrays, "weight": ([c], [0.0, *draw(r, c - 1, 0, 3)])} if weighted else arrays
    hard = {"input": ([2, 4], [700, -700, 40, 0, -INF, INF, 17, -17]), "target": ([2, 4], [1, 0, 0, 0.5, 0, 1, 1, 1])}
    yield from by_row(make, r, [("drawn", {}, batch(4, 5, False)), ("hard", {}, hard), ("weight", {}, batch(3, 6, True))])
    yield make("single", {}, batch(1, 1, False), "mean")
    yield make("many", {}, batch(2, 260, True), "mean")


# Classes -----------------------------------------------------------------------------------------------------------

def class_maker(loss, usual):
    """labelled: labels or distributions, with class weights, smoothing and an ignored label."""
    def shares(t, weight, smoothing):
        s, classes = mpf(smoothing), len(t)
        return [w * ((1 - s) * y + s / classes) for y, w in zip(t, weight)]

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        labelled = len(arrays["target"][0]) < len(arrays["input"][0])
        weighted = "weight" in arrays
        weight = nodes["weight"] if weighted else [mpf(1)] * columns
        losses, base, counts, heavy = [], [], [], []
        for i, x in enumerate(chunks(nodes["input"], columns)):
            label = int(arrays["target"][1][i]) if labelled else None
            counted = not labelled or label != o["ignore_index"]
            counts.append(counted)
            if not counted:
                losses.append(Node(0)), base.append(1), heavy.append(mpf(0))
                continue
            t = [mpf(c == label) for c in range(columns)] if labelled else \
                [mpf(v) for v in arrays["target"][1][i * columns:(i + 1) * columns]]
            own = sum(w * y for w, y in zip(weight, t)) if weighted else mpf(1)
            heavy.append(own)
            if loss in LABEL:
                mass = sum(t)
                z = mpf(1) if not weighted else own / mass if mass != 0 else sum(weight) / columns
                moving = nodes["target"][i * columns:(i + 1) * columns] if "target" in nodes else t
                losses.append(label_row(LABEL[loss], x, shares(moving, weight, o["label_smoothing"]), z, o))
                base.append(1)
            elif loss in ("nll", "cross-entropy-error"):
                of = nll_row if loss == "nll" else error_row
                losses.append(of(x, shares(t, weight, o["label_smoothing"]), o))
                base.append(1)
            elif loss == "sparsemax":
                losses.append(sparsemax_row(x, shares(t, [1] * columns, o["label_smoothing"]), o))
                base.append(own)
            else:
                losses.append((multi_margin_row if loss == "multi-margin" else crammer_singer_row)(x, label, o))
                base.append(own)
        by_class = labelled and weighted and (loss in LABEL or loss in ("nll", "cross-entropy-error"))
        return losses, base, counts, heavy, heavy if by_class else [1] * len(losses)

    def differentiable(arrays, o, reduction):
        """Class weights get a gradient, and so do distributions, unless these weigh the z-loss or divide the mean."""
        soft = loss in LABEL and len(arrays["target"][0]) == len(arrays["input"][0])
        alone = "weight" not in arrays or (reduction != "mean_over_weights" and not o.get("lse_square_scale"))
        return ["input", *(["target"] if soft and alone else []), *(["weight"] if "weight" in arrays else [])]

    return row_maker(rows_of, differentiable, usual, leading("input"))


CLASS_OPTIONS = {
    "cross-entropy": ({}, []), "ranking-softmax": ({}, []),
    "categorical-focal": ({"gamma": 2.0, "alpha": 1.0}, [{"gamma": 0.0}, {"gamma": 1.5, "alpha": 0.25}, {"gamma": 5.0}]),
    "generalized-cross-entropy": ({"q": 0.5}, [{"q": 1.0}, {"q": 0.75}, {"q": 0.125}]),
    "poly-cross-entropy": ({"epsilon": 2.0}, [{"epsilon": 0.0}, {"epsilon": -0.5}, {"epsilon": 10.0}]),
    "nll": ({}, []), "cross-entropy-error": ({"delta": 1e-7}, [{"delta": 0.0}, {"delta": 0.125}]),
    "sparsemax": ({}, []), "multi-margin": ({"p": 1.0, "margin": 1.0}, [{"p": 2}, {"margin": 0.25}, {"margin": -1.0, "p": 2}]),
    "crammer-singer": ({"margin": 1.0}, [{"margin": 0.0}, {"margin": 2.5}]),
}


def class_cases(loss):
    own, sets = CLASS_OPTIONS[loss]
    label_only = loss in ("multi-margin", "crammer-singer")
    usual = {**own, "ignore_index": IGNORED}
    if not label_only:
        usual["label_smoothing"] = 0.0
    if loss in LABEL:
        usual.update({"lse_square_scale": 0.0, "softcap": 0.0})
    make = class_maker(loss, usual)

    def cases(r):
        def scores(n, c):
            if loss == "cross-entropy-error":
                return [v / 4 for v in draw(r, n * c, 0.015625, 4)]
            return draw(r, n * c, -4, 0) if loss == "nll" else draw(r, n * c)

        def labels(n, c, weighted=False, ignored=None):
            arrays = {"input": ([n, c], scores(n, c)), "target": ([n], [float(r.randrange(c)) for _ in range(n)])}
            if ignored is not None:
                arrays["target"][1][1] = ignored
            return {**arrays, "weight": ([c], [0.25, *draw(r, c - 1, 0, 3)])} if weighted else arrays

        def distributions(n, c, weighted=False):
            rows = []
            for _ in range(n):
                parts = [r.randint(0, 8) for _ in range(c - 1)]
                while sum(parts) > 16:
                    parts[parts.index(max(parts))] -= 1
                rows += [part / 16 for part in parts] + [(16 - sum(parts)) / 16]
            arrays = {"input": ([n, c], scores(n, c)), "target": ([n, c], rows)}
            return {**arrays, "weight": ([c], [0.25, *draw(r, c - 1, 0, 3)])} if weighted else arrays

        batches = [("labels", {}, labels(5, 4)), ("weight", {}, labels(5, 4, True)),
                   ("ignored", {}, labels(4, 3, False, -100.0)), ("ignored", {"ignore_index": 2}, labels(6, 3, True, 2.0)),
                   *(("labels", o, labels(4, 3)) for o in sets)]
        soft = {"target_kind": "probabilities"}
        if not label_only:
            batches += [("probabilities", soft, distributions(4, 3)), ("probabilities", soft, distributions(4, 3, True)),
                        ("one-hot", {"target_kind": "one-hot"},
                         {**labels(3, 3), "target": ([3, 3], [1.0, 0, 0, 0, 1, 0, 0, 0, 1])}),
                        ("smoothed", {"label_smoothing": 0.125}, labels(4, 3)),
                        ("smoothed", {"label_smoothing": 0.25, "ignore_index": 1}, labels(5, 3, True, 1.0)),
                        ("smoothed", {"label_smoothing": 1.0}, labels(3, 4)),
                        ("smoothed", {**soft, "label_smoothing": 0.125}, distributions(4, 3, True))]
        if loss in LABEL:
            batches += [("z-loss", {"lse_square_scale": 0.125}, labels(4, 3)),
                        ("z-loss", {"lse_square_scale": 0.125}, labels(4, 3, True)),
                        ("z-loss", {**soft, "lse_square_scale": 0.5}, distributions(3, 4, True)),
                        ("softcap", {"softcap": 2.0}, labels(4, 3)),
                        ("softcap", {"softcap": 30.0, "lse_square_scale": 0.25, "label_smoothing": 0.125},
                         labels(4, 3, True)), ("softcap", {**soft, "softcap": 1.5}, distributions(3, 3))]
        batches += [("hard", {}, dict(batch)) for batch in hard_classes(loss)]
        if loss == "ranking-softmax":
            batches.append(("relevance", soft, {"input": ([2, 3], draw(r, 6)), "target": ([2, 3], [3.0, 0, 1, 0, 0, 0])}))
        yield from by_row(make, r, batches)
        yield make("all-ignored", {}, {**labels(2, 3), "target": ([2], [-100.0, -100.0])}, "mean")
        yield make("all-ignored", {}, {**labels(2, 3), "target": ([2], [-100.0, -100.0])}, "mean", empty="zero")
        yield make("one-class", {}, {"input": ([3, 1], scores(3, 1)), "target": ([3], [0.0] * 3)}, "mean")
        yield make("one-row", {}, {"input": ([4], scores(1, 4)), "target": ([], [2.0])}, "mean")
        yield make("deep", {}, {"input": ([2, 2, 3], scores(4, 3)), "target": ([2, 2], [0.0, 1, 2, 1])}, "mean")
        yield make("large", {}, labels(2, 400, True), "mean")
        yield make("empty", {}, {"input": ([0, 3], []), "target": ([0], [])}, "mean")
    return cases


def hard_classes(loss):
    if loss == "cross-entropy-error":
        yield {"input": ([3, 3], [1.0, 0, 0, 0, 0, 1, 2**-20, 0.5, 0.5]), "target": ([3], [0.0, 1, 0])}
        return
    if loss == "nll":
        yield {"input": ([3, 3], [0.0, -INF, -INF, -700, 0, -1, -1e-20, -40, -45]), "target": ([3], [0.0, 0, 0])}
        return
    # Confident and wrong logits, ties, masked classes.
    for gap in (1.0, 15.0, 17.0, 40.0, 80.0, 300.0, 700.0):
        yield {"input": ([2, 3], [gap, 0.0, 0.0, gap, 0.0, -1.0]), "target": ([2], [0.0, 1.0])}
    yield {"input": ([3, 3], [1.0, 1, 1, 2, 2, 0, -1, 3, 3]), "target": ([3], [0.0, 0, 0])}
    yield {"input": ([2, 4], [0.5, -INF, 0.25, -INF, -INF, 3, -INF, 1]), "target": ([2], [0.0, 1])}
    if loss in LABEL or loss == "sparsemax":
        yield {"input": ([2, 3], [2.0**20, 2**20 - 1, -2**20, -2.0**20, -2**20 + 1, -2**20 + 2]), "target": ([2], [0.0, 1])}


def multilabel_margin_cases(r):
    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input"][0][-1]
        sets = chunks(arrays["target"][1], columns)
        return plain([multilabel_margin_row(x, [int(v) for v in s], o)
                      for x, s in zip(chunks(nodes["input"], columns), sets)])

    make = row_maker(rows_of, ["input"], {}, leading("input"))

    def batch(n, c):
        sets = []
        for _ in range(n):
            size = r.randint(0, c)
            sets += [float(v) for v in r.sample(range(c), size)] + [-1.0] * (c - size)
        return {"input": ([n, c], draw(r, n * c)), "target": ([n, c], sets)}
    hard = {"input": ([4, 3], [1.0, 0, 0, 2, 2, 2, 700, -700, 0, 1, 2, 3]),
            "target": ([4, 3], [0.0, -1, -1, 1, 2, -1, 1, -1, 0, 0, 1, 2])}
    yield from by_row(make, r, [("drawn", {}, batch(5, 4)), ("hard", {}, hard), ("drawn", {}, batch(3, 7))])
    yield make("single", {}, {"input": ([1, 1], [0.5]), "target": ([1, 1], [0.0])}, "mean")
    yield make("many", {}, batch(2, 40), "mean")


# Losses of their own -----------------------------------------------------------------------------------------------

def info_nce_cases(r):
    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input1"][0][-1]
        learnt = {"temperature": nodes["temperature"][0]} if "temperature" in nodes else {}
        return plain(info_nce(chunks(nodes["input1"], columns), chunks(nodes["input2"], columns), {**o, **learnt}))

    def shape_of(arrays, o): return [len(arrays["input1"][1]) // arrays["input1"][0][-1] * (2 if o["views"] else 1)]

    def differentiable(arrays, o, reduction): return [name for name in arrays if name in ("input1", "input2", "temperature")]

    make = row_maker(rows_of, differentiable, {"temperature": 0.07, "views": False}, shape_of,
                     batch_length=lambda arrays, losses: len(losses))

    def batch(n, c): return {"input1": ([n, c], draw(r, n * c)), "input2": ([n, c], draw(r, n * c))}
    same = draw(r, 6)
    hard = {"input1": ([3, 2], same), "input2": ([3, 2], same)}
    zero = {"input1": ([3, 2], [0.0, 0, 1, 2, 3, 1]), "input2": ([3, 2], [1.0, 1, 0, 0, 3, -1])}
    sized = {"input1": ([2, 2], [2.0**40, 2**40, -2**40, 2**41]), "input2": ([2, 2], [2.0**-40, 2**-41, 1, 3])}
    yield from by_row(make, r, [("drawn", {}, batch(4, 3)), ("drawn", {"temperature": 0.5}, batch(3, 4)),
                                ("drawn", {"views": True}, batch(3, 3)),
                                ("drawn", {"views": True, "temperature": 1.0}, batch(4, 2)), ("same", {}, hard),
                                ("zero", {"temperature": 0.25}, zero), ("sized", {"temperature": 0.125}, sized)])
    yield from by_row(make, r, [("drawn", {"views": True, "temperature": 0.25}, batch(3, 5))])
    for views in ({}, {"views": True}):
        for reduction in ("none", "mean", "sum"):
            yield make("learnt", views, {**batch(4, 3), "temperature": ([], [0.25])}, reduction)
    yield make("learnt", {"temperature": 0.5}, {**zero, "temperature": ([], [0.75])}, "mean")
    yield make("learnt", {}, {**batch(9, 33), "temperature": ([], [2.0])}, "sum")
    yield make("single", {}, batch(1, 3), "mean")
    yield make("many", {"temperature": 0.125}, batch(9, 33), "mean")


def pair_matrix_cases(loss):
    """Rows that find rows: n-pairs by products, clip by cosines times a factor, in both directions."""
    names = ["input1", "input2"] + (["logit_scale"] if loss == "clip" else [])

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input1"][0][-1]
        first, second = (chunks(nodes[name], columns) for name in names[:2])
        return plain(formulas.clip(first, second, nodes["logit_scale"][0]) if loss == "clip"
                     else formulas.n_pairs(first, second, o))

    def shape_of(arrays, o): return [len(arrays["input1"][1]) // arrays["input1"][0][-1] * (2 if loss == "clip" else 1)]

    make = row_maker(rows_of, names, {}, shape_of, batch_length=lambda arrays, losses: len(losses))

    def cases(r):
        def batch(n, c, scale=0.0, first=None, second=None):
            arrays = {"input1": ([n, c], first or draw(r, n * c)), "input2": ([n, c], second or draw(r, n * c))}
            return {**arrays, "logit_scale": ([], [scale])} if loss == "clip" else arrays
        same = draw(r, 6)
        zero = batch(3, 2, 1.5, [0.0, 0, 1, 2, 3, 1], [1.0, 1, 0, 0, 3, -1])
        sized = batch(2, 2, 2.0, [2.0**40, 2**40, -2**40, 2**41], [2.0**-40, 2**-41, 1, 3])
        sharp = batch(3, 3, 4.5)
        yield from by_row(make, r, [("drawn", {}, batch(4, 3, 2.75)), ("drawn", {}, batch(5, 4, -0.5)),
                                    ("same", {}, batch(3, 2, 1.0, same, same)), ("zero", {}, zero),
                                    ("sharp", {}, sharp), *([("sized", {}, sized)] if loss == "clip" else [])])
        yield make("single", {}, batch(1, 3), "mean")
        yield make("many", {}, batch(9, 5 if loss == "n-pairs" else 33, 2.0), "mean")
    return cases


def feature_cases(loss):
    """Two views of one batch, and one loss."""
    of, usual = formulas.FEATURES[loss]

    def rows_of(nodes, arrays, o, reduction):
        columns = arrays["input1"][0][-1]
        return plain(of(*(chunks(nodes[name], columns) for name in ("input1", "input2")), o) if nodes["input1"] else [])

    def shape_of(arrays, o): return [min(1, len(arrays["input1"][1]))]

    make = row_maker(rows_of, ["input1", "input2"], usual, shape_of, batch_length=lambda arrays, losses: len(losses))

    def cases(r):
        def batch(n, c, first=None, second=None):
            return {"input1": ([n, c], first or draw(r, n * c)), "input2": ([n, c], second or draw(r, n * c))}
        same, drawn = draw(r, 12), batch(5, 3)
        others = [{"invariance": 0.0, "gamma": 4.0}, {"variance": 2.0, "covariance": 0.5, "eps": 0.25}, {"covariance": 0.0}] \
            if loss == "vicreg" else [{"lambda": 0.5}, {"scale": 0.03125, "eps": 0.25}, {"lambda": 0.0}]
        still = batch(3, 2, [1.0, 2, 1, -1, 1, 0.5], [0.0, 3, 0, 3, 0, 3])
        far = batch(4, 2, [2.0**20 + v for v in (0, 1, 2, 3, -1, 0.5, 4, -2)], draw(r, 8))
        sized = batch(3, 2, [v * 2.0**20 for v in (1, 2, -1, 0.5, 3, -2)], [v * 2.0**-40 for v in (1, -2, 1, 3, 2, 0)])
        near = batch(4, 3, same, [v + (i % 3) * 2.0**-20 for i, v in enumerate(same)])
        for tag, options, arrays in [("drawn", {}, drawn), *(("drawn", o, batch(4, 4)) for o in others),
                                     ("same", {}, batch(4, 3, same, same)), ("near", {}, near), ("still", {}, still),
                                     ("far", {}, far), ("sized", {}, sized), ("pair", others[1], batch(2, 3)),
                                     ("deep", {}, {name: ([2, 3, 3], draw(r, 18)) for name in ("input1", "input2")})]:
            for reduction in ("none", "mean", "sum"):
                yield make(tag, options, arrays, reduction)
        yield make("rows", {}, drawn, "batchmean")
        yield make("count", {}, drawn, "mean_by", count=5.0)
        for reduction in ("none", "sum", "mean", "mean_over_weights"):
            yield make("sample_weight", {}, drawn, reduction, sample_weight=[1.5])
            yield make("masked", {}, drawn, reduction, sample_weight=[1.5], mask=[1.0])
        yield make("all-masked", {}, drawn, "mean", mask=[0.0])
        yield make("all-masked", {}, drawn, "mean", mask=[0.0], empty="zero")
        yield make("all-masked", {}, drawn, "none", mask=[0.0])
        yield make("single", {}, batch(1, 3), "mean")
        yield make("one-feature", {}, batch(6, 1), "mean")
        yield make("many", {}, batch(9, 19), "mean")
        yield make("empty", {}, {"input1": ([0, 4], []), "input2": ([0, 4], [])}, "mean")
    return cases


SIMILARITIES = {
    "sup-con": ({"temperature": 0.1}, [{"temperature": 0.5}, {"temperature": 2.0}]),
    "nca": ({"temperature": 0.1}, [{"temperature": 0.5}, {"temperature": 2.0}]),
    "multi-similarity": ({"alpha": 2.0, "beta": 50.0, "threshold": 0.5},
                         [{"alpha": 8.0, "threshold": 0.25}, {"beta": 4.0, "threshold": -0.5}]),
    "circle": ({"margin": 0.25, "gamma": 256.0}, [{"gamma": 8.0}, {"margin": 0.5, "gamma": 64.0}]),
    "batch-hard-triplet": ({"margin": 0.2}, [{"margin": 0.5}, {"margin": 2.5}]),
}


def similarity_cases(loss):
    usual, sets = SIMILARITIES[loss]

    def rows_of(nodes, arrays, o, reduction):
        rows = chunks(nodes["input"], arrays["input"][0][-1])
        o = {**o, "temperature": nodes["temperature"][0]} if "temperature" in nodes else o
        return plain([Node(0) if pair is None else formulas.SIMILARITY[loss](*pair, o)
                      for pair in formulas.similarities(rows, arrays["target"][1])])

    def differentiable(arrays, o, reduction): return [name for name in ("input", "temperature") if name in arrays]

    make = row_maker(rows_of, differentiable, usual, leading("input"))

    def cases(r):
        def batch(n, c, labels): return {"input": ([n, c], draw(r, n * c)),
                                         "target": ([n], [float(r.randrange(labels)) for _ in range(n)])}
        apart = {"input": ([5, 2], [1.0, 2, 2, 1, -1, 3, 0, 0, 4, -1]), "target": ([5], [3.0, 3, -7, 1e9, 1e9])}
        sized = {"input": ([4, 2], [2.0 ** 40, 2 ** 40, -2 ** 40, 2 ** 41, 2.0 ** -40, 2 ** -41, 1, 3]),
                 "target": ([4], [0.0, 1, 0, 1])}
        one = {"input": ([3, 2], [1.0, 2, 2, 1, 0, 1]), "target": ([3], [5.0, 5, 5])}
        yield from by_row(make, r, [("drawn", {}, batch(6, 4, 2)), ("apart", {}, apart), ("sized", {}, sized),
                                    ("one-label", {}, one), *(("drawn", o, batch(5, 3, 2)) for o in sets)])
        yield make("single", {}, {"input": ([1, 3], [1.0, 2, 3]), "target": ([1], [0.0])}, "mean")
        yield make("many", {}, batch(12, 20, 3), "mean")
        if "temperature" not in usual:
            return

        def learnt(arrays, t): return {**arrays, "temperature": ([], [t])}
        for reduction in ("none", "mean", "sum"):
            yield make("learnt", {}, learnt(batch(6, 4, 2), 0.25), reduction)
        yield make("learnt", {"temperature": 0.5}, learnt(apart, 0.75), "mean")
        yield make("learnt", {}, learnt(sized, 2.0), "sum")
        yield make("learnt", {}, learnt(one, 0.1), "mean")
        yield make("learnt", {}, learnt({"input": ([1, 3], [1.0, 2, 3]), "target": ([1], [0.0])}, 0.5), "mean")
        yield make("learnt", {}, learnt(batch(9, 33, 3), 0.5), "mean", mask=[1.0] * 6 + [0.0] * 3,
                   sample_weight=[0.5, 2.0, 0.0] * 3)
    return cases


PROXIES = {
    "arcface": ({"scale": 64.0, "margin": 0.5}, [{"scale": 8.0}, {"margin": 0.25, "scale": 16.0}, {"margin": 2.0}]),
    "cosface": ({"scale": 64.0, "margin": 0.35}, [{"scale": 8.0}, {"margin": 0.0}]),
    "proxy-nca": ({"temperature": 0.5}, [{"temperature": 0.125}, {"temperature": 4.0}]),
}


def proxy_cases(loss):
    usual, sets = PROXIES[loss]

    def rows_of(nodes, arrays, o, reduction):
        rows = chunks(nodes["input"], arrays["input"][0][-1])
        return plain([formulas.PROXY[loss](c, int(y), o) for c, y in zip(rows, arrays["target"][1])])

    make = row_maker(rows_of, ["input"], usual, leading("input"))

    def cases(r):
        def batch(n, c): return {"input": ([n, c], draw(r, n * c, -0.96875, 0.96875)),
                                 "target": ([n], [float(r.randrange(c)) for _ in range(n)])}
        near = 2.0 ** -20
        hard = {"input": ([6, 3], [1.0, -1, 0, -1, 1, 0, -0.984375, 0, 0.5, 1 - near, near, -1, 0, 0, 0, 1, 1, 1]),
                "target": ([6], [0.0, 0, 0, 0, 1, 2])}
        yield from by_row(make, r, [("drawn", {}, batch(5, 4)), ("hard", {}, hard),
                                    *(("drawn", o, batch(4, 3)) for o in sets), ("hard", sets[0], hard)])
        yield make("deep", {}, {"input": ([2, 2, 3], draw(r, 12, -0.96875, 0.96875)),
                                "target": ([2, 2], [0.0, 1, 2, 1])}, "mean")
        yield make("many", {}, batch(2, 300), "mean")
    return cases


def ctc_cases(r):
    names = ("targets", "input_lengths", "target_lengths")

    def rows_of(nodes, arrays, o, reduction):
        (steps, samples, classes), logs = arrays["log_probs"][0], nodes["log_probs"]
        targets, lengths, label_counts = (arrays[name] for name in names)
        longest = targets[0][-1]
        losses = []
        for n in range(samples):
            own = [[logs[(t * samples + n) * classes + c] for c in range(classes)] for t in range(int(lengths[1][n]))]
            labels = [int(v) for v in targets[1][n * longest:n * longest + int(label_counts[1][n])]]
            value = ctc_row(own, labels, o)
            losses.append(value if value is not None else Node(0) if o["zero_infinity"] else Node(INF))
        divide = [mpf(1) / max(1, int(c)) for c in label_counts[1]] if reduction == "mean" else [1] * samples
        return losses, divide, [True] * samples, [1] * samples, [1] * samples

    make = row_maker(rows_of, ["log_probs"], {"blank": 0, "zero_infinity": False},
                     lambda arrays, o: [len(arrays["input_lengths"][1])],
                     batch_length=lambda arrays, losses: len(losses))

    def batch(steps, labels, lengths, classes=4, blank=0):
        samples, longest = len(labels), max(len(own) for own in labels)
        filled = [float(v) for own in labels for v in own + [1 if blank != 1 else 0] * (longest - len(own))]
        return {"log_probs": ([steps, samples, classes], draw(r, steps * samples * classes, -4, -0.25)),
                "targets": ([samples, longest], filled), "input_lengths": ([samples], [float(v) for v in lengths]),
                "target_lengths": ([samples], [float(len(own)) for own in labels])}
    yield from by_row(make, r, [
        ("drawn", {}, batch(6, [[1, 2], [3], [2, 2, 1]], [6, 4, 6])),
        ("blank", {"blank": 3}, batch(5, [[0, 1], [2, 2]], [5, 5], blank=3)),
        ("tight", {}, batch(5, [[1, 2, 3, 1, 2], [1, 1, 2]], [5, 5])),
        ("impossible", {"zero_infinity": True}, batch(3, [[1, 1, 2], [3, 1]], [3, 3])),
        ("no-labels", {}, batch(4, [[1, 2], []], [4, 3]))])
    yield make("impossible", {}, batch(3, [[3, 1], [2, 1]], [3, 3]), "none")
    yield make("single", {}, batch(1, [[2]], [1]), "mean")
    yield make("long", {}, batch(40, [[1, 2, 3, 2, 1, 1, 3], [2, 3]], [40, 33]), "mean")


def transducer_cases(r):
    def rows_of(nodes, arrays, o, reduction):
        (samples, steps, numbers, classes), logs = arrays["log_probs"][0], nodes["log_probs"]
        targets, lengths, counts = (arrays[name][1] for name in ("targets", "input_lengths", "target_lengths"))
        losses = []
        for n in range(samples):
            rows = chunks(logs[n * steps * numbers * classes:(n + 1) * steps * numbers * classes], classes)
            labels = [int(v) for v in targets[n * (numbers - 1):n * (numbers - 1) + int(counts[n])]]
            value = formulas.transducer_row(chunks(rows, numbers)[:int(lengths[n])], labels, o)
            losses.append(value if value is not None else Node(0) if o["zero_infinity"] else Node(INF))
        return plain(losses)

    make = row_maker(rows_of, ["log_probs"], {"blank": 0, "zero_infinity": False},
                     lambda arrays, o: [len(arrays["input_lengths"][1])],
                     batch_length=lambda arrays, losses: len(losses))

    def batch(steps, labels, lengths, classes=3, blank=0, low=-4, high=-0.25):
        samples, longest = len(labels), max(len(own) for own in labels)
        filled = [float(v) for own in labels for v in own + [1 if blank != 1 else 0] * (longest - len(own))]
        size = samples * steps * (longest + 1) * classes
        return {"log_probs": ([samples, steps, longest + 1, classes], draw(r, size, low, high)),
                "targets": ([samples, longest], filled), "input_lengths": ([samples], [float(v) for v in lengths]),
                "target_lengths": ([samples], [float(len(own)) for own in labels])}
    # Some numbers are far from others, and an alignment may be the only one.
    far = batch(3, [[1, 2], [2]], [3, 2])
    far["log_probs"][1][::5] = [-700.0 if i % 2 else -40.0 for i in range(len(far["log_probs"][1][::5]))]
    sure = batch(3, [[1], [2]], [3, 3])
    sure["log_probs"] = (sure["log_probs"][0], [-2.0**-24 if i % 2 else -30.0 for i in range(36)])
    none = batch(2, [[1, 1], [1]], [0, 2])
    yield from by_row(make, r, [
        ("drawn", {}, batch(4, [[1, 2], [2], [2, 2, 1]], [2, 3, 4])),
        ("blank", {"blank": 2}, batch(3, [[0, 1], [1, 1]], [3, 3], blank=2)),
        ("far", {}, far), ("sure", {}, sure), ("impossible", {"zero_infinity": True}, none),
        ("one-step", {}, batch(1, [[1, 2, 1, 1], [2]], [1, 1])),
        ("no-labels", {}, batch(3, [[1, 2], []], [3, 2]))])
    yield make("impossible", {}, batch(2, [[1, 1], [1]], [2, 1]), "none")
    yield make("nothing", {}, batch(2, [[1], []], [2, 0]), "mean")
    yield make("single", {}, batch(1, [[2]], [1]), "mean")
    yield make("long", {}, batch(20, [[1, 2, 2, 1, 1, 2, 1], [2, 1]], [20, 17]), "mean")
    yield make("certain", {}, batch(6, [[1, 2], [2, 1]], [6, 6], low=-0.25, high=0), "mean")


WITH_ARRAY = {"binary-cross-entropy-with-logits": bce_with_array, "quantile": quantile_with_array}


def all_cases():
    for loss in sorted(POINT):
        yield loss, WITH_ARRAY[loss] if loss in WITH_ARRAY else point_cases(loss)
    for loss in sorted(TRIPLE):
        yield loss, triple_cases(loss)
    yield "grpo", grpo_cases
    for loss in ("combo", "cosine-distance", "dice", "focal-tversky", "jaccard", "sum-squared-error", "tversky", "zlpr"):
        yield loss, two_rows(loss)
    yield "cosine-embedding", pair_cases(formulas.cosine_embedding, 0.0, [0.25, -0.5, 0.5])
    yield "contrastive", pair_cases(formulas.contrastive, 1.0, [4.0, 8.0, 2.0])
    for loss in STAGED:
        yield loss, staged_cases(loss)
    yield "discrete-hazard", discrete_hazard_cases
    for loss in ("box-iou", "ciou", "cox", "diou", "gaussian-mixture-nll", "giou", "lovasz-hinge", "sample-crps"):
        yield loss, group_cases(loss)
    for loss in formulas.CLASS_PLACES:
        yield loss, class_places_cases(loss)
    yield "soft-dtw", soft_dtw_cases
    yield "wasserstein", wasserstein_cases
    yield "sinkhorn-divergence", sinkhorn_cases
    yield "triplet-margin", triplet_cases
    yield "multilabel-soft-margin", multilabel_soft_margin_cases
    for loss in sorted(CLASS_OPTIONS):
        yield loss, class_cases(loss)
    yield "multilabel-margin", multilabel_margin_cases
    yield "info-nce", info_nce_cases
    for loss in formulas.FEATURES:
        yield loss, feature_cases(loss)
    for loss in ("clip", "n-pairs"):
        yield loss, pair_matrix_cases(loss)
    for loss in PROXIES:
        yield loss, proxy_cases(loss)
    for loss in SIMILARITIES:
        yield loss, similarity_cases(loss)
    yield "ctc", ctc_cases
    yield "rnn-t", transducer_cases
