"""The losses as their sources define them, on nodes: one function a loss.

They follow the published definitions, named beside each, and no other program. Arguments are nodes or numbers;
options are plain numbers. Nothing here is arranged for accuracy: 400 digits need no care.
"""
import mpmath
from mpmath import mp, mpf

from nodes import (INF, Node, absolute, bessel_i0, cos, erf, erfc, exp, inputs, log, log_gamma, node, positive_part, power,
                   sigmoid, softplus, sqrt, square, tanh, times, total, xlog)


# Losses of one prediction p and one target t -----------------------------------------------------------------------

def mse(p, t, o): return square(p - t)
def half_mse(p, t, o): return square(p - t) / 2
def l1(p, t, o): return absolute(p - t)
def log_cosh(p, t, o): return log((exp(p - t) + exp(t - p)) / 2)
def cauchy(p, t, o): return log(1 + square((p - t) / o["c"]) / 2)
def hinge(p, t, o): return positive_part(1 - t * p)
def squared_hinge(p, t, o): return square(positive_part(1 - t * p))
def perceptron(p, t, o): return positive_part(-(t * p))
def exponential(p, t, o): return exp(-(o["beta"] * (t * p)))
def soft_margin(p, t, o): return softplus(-(t * p))
def msle(p, t, o): return square(log(1 + p) - log(1 + t))
def mape(p, t, o): return 100 * absolute(p - t) / max(abs(t.value), mpf(o["eps"]))


def huber(p, t, o):  # P. J. Huber 1964
    r = absolute(p - t)
    return square(r) / 2 if r.value <= o["delta"] else o["delta"] * (r - mpf(o["delta"]) / 2)


def smooth_l1(p, t, o):  # R. Girshick 2015
    r = absolute(p - t)
    return square(r) / (2 * mpf(o["beta"])) if r.value < o["beta"] else r - mpf(o["beta"]) / 2


def quantile(p, t, o):  # R. Koenker, G. Bassett 1978: q of what lies above the prediction
    q = mpf(o["quantile"])
    return q * positive_part(t - p) + (1 - q) * positive_part(p - t)


def binary_sparsemax(x, t, o):  # optax, sparsemax_loss
    s = x if x.value >= 1 else node(0) if x.value <= -1 else square(x + 1) / 4
    return s - t * x


def smoothed_hinge(p, t, o):
    h, s = positive_part(1 - t * p), mpf(o["smoothing"])
    return square(h) / (2 * s) if h.value < s else h - s / 2


def hinge_embedding(p, t, o): return p + 0 if t.value == 1 else positive_part(o["margin"] - p)


def bce_with_logits(p, t, o):
    s = mpf(o["label_smoothing"])
    t = t * (1 - s) + s / 2
    return times(o["pos_weight"] * t, softplus(-p)) + times(1 - t, softplus(p))


def bce(p, t, o):
    """PyTorch's: no logarithm below -100; its slope is (p - t) / max(p (1 - p), 1e-12), the constant as a float."""
    def clamped(x): return max(mpmath.log(x.value), mpf(-100)) if x.value > 0 else mpf(-100)
    yes, no = clamped(p), clamped(1 - p)
    least = mpf(9.999999960041972e-13)
    slope = (p.value - t.value) / max(p.value * (1 - p.value), least)
    return Node(-(t.value * yes + (1 - t.value) * no), ((p, slope),))


def sigmoid_focal(p, t, o):  # T.-Y. Lin et al. 2017, with torchvision's weight of mixed targets
    miss = sigmoid(p) * (1 - t) + sigmoid(-p) * t
    cross = times(t, softplus(-p)) + times(1 - t, softplus(p))
    alpha = 1 if o["alpha"] == -1 else o["alpha"] * t + (1 - mpf(o["alpha"])) * (1 - t)
    return alpha * (power(miss, o["gamma"]) * cross)


def entropy(t, p):
    """t log t beside -t p; the slope at t = 0 is that of log t, or where p is -inf too, that of log(t / e^p) = 0."""
    return xlog(t, t) if t.value != 0 else Node(0, ((t, -INF if p.value != -INF else 1),))


def kl_div(p, t, o):
    return exp(t) * (t - p) if o["log_target"] else entropy(t, p) - times(t, p)


def generalized_kl(p, t, o): return entropy(t, p) - times(t, p) - t + exp(p)


def jensen_shannon(p, t, o):  # J. Lin 1991; the slope at 0 is half of log 0
    middle = (p + t) / 2
    if middle.value == 0:
        return Node(0)
    half = mpmath.log(2) / 2
    if p.value == 0:
        return Node(t.value * half, ((p, -INF), (t, half)))
    if t.value == 0:
        return Node(p.value * half, ((p, half), (t, -INF)))
    return (xlog(t, t / middle) + xlog(p, p / middle)) / 2


def poisson_nll(p, t, o):
    value = exp(p) - times(t, p) if o["log_input"] else p - xlog(t, p + o["eps"])
    if o["full"] and t.value > 1:
        value = value + t * log(t) - t + log(2 * mp.pi * t) / 2
    return value


def gamma_nll(p, t, o):
    return p + t * exp(-p) if o["log_input"] else log(p) + t / p


def tweedie(p, t, o):
    """Half the unit deviance without the terms of the target alone; limits at the powers 1 and 2."""
    k, mean = mpf(o["power"]), exp(p) if o["log_input"] else p
    logarithm = p if o["log_input"] else None
    if k == 1:
        return mean - times(t, logarithm or log(p)) if t.value != 0 else mean + 0
    if k == 2:
        return (logarithm or log(p)) + t / mean
    first = power(mean, 2 - k) / (2 - k)
    return first - t * (power(mean, 1 - k) / (1 - k)) if t.value != 0 else first


def expectile(p, t, o):  # W. K. Newey, J. L. Powell 1987
    return (1 - mpf(o["expectile"]) if p.value > t.value else mpf(o["expectile"])) * square(p - t)


def pseudo_huber(p, t, o):  # P. Charbonnier et al. 1997
    d = mpf(o["delta"])
    return d * d * (sqrt(1 + square((p - t) / d)) - 1)


def fair(p, t, o):  # R. C. Fair 1974
    c = mpf(o["c"])
    q = absolute(p - t) / c
    return c * c * (q - log(1 + q))


def welsch(p, t, o):  # J. E. Dennis, R. E. Welsch 1978
    c = mpf(o["c"])
    return c * c / 2 * (1 - exp(-square((p - t) / c)))


def geman_mcclure(p, t, o):  # S. Geman, D. E. McClure 1987
    return square(p - t) / 2 / (1 + square((p - t) / mpf(o["c"])))


def general_robust(p, t, o):  # J. T. Barron 2019, equations 8 to 11
    a, square_ratio = o["alpha"], square((p - t) / mpf(o["c"]))
    if a == 2:
        return square_ratio / 2
    if a == 0:
        return log(1 + square_ratio / 2)
    if a == -INF:
        return 1 - exp(-square_ratio / 2)
    b = abs(mpf(a) - 2)
    return b / mpf(a) * (power(1 + square_ratio / b, mpf(a) / 2) - 1)


def power_error(p, t, o):
    r = absolute(p - t)
    return power(r, o["p"]) if r.value != 0 else Node(0, ((r, 0),))


def quantile_huber(p, t, o):  # W. Dabney et al. 2018
    q = mpf(o["quantile"])
    return (1 - q if p.value > t.value else q) * (huber(p, t, o) / mpf(o["delta"]))


def asymmetric(p, t, o):  # T. Ridnik et al. 2021, the gradient of the whole
    s, rest = sigmoid(p), sigmoid(-p)
    shifted = positive_part(s - o["clip"])
    against = power(shifted, o["gamma_neg"]) * -log(1 - shifted) if shifted.value > 0 else Node(0)
    return t * (power(rest, o["gamma_pos"]) * softplus(-p)) + (1 - t) * against


def dpo(p, t, o):  # R. Rafailov et al. 2023; E. Mitchell 2023
    gap, s = o["beta"] * (p - t), mpf(o["label_smoothing"])
    return (1 - s) * softplus(-gap) + s * softplus(gap)


def simpo(p, t, o): return softplus(o["gamma"] - o["beta"] * (p - t))
def policy_kl(p, q, o): return exp(q - p) - (q - p) - 1
def ipo(p, t, o): return square(p - t - 1 / (2 * mpf(o["beta"])))


POINT = {
    "binary-sparsemax": binary_sparsemax,
    "expectile": expectile, "pseudo-huber": pseudo_huber, "fair": fair, "welsch": welsch,
    "geman-mcclure": geman_mcclure, "general-robust": general_robust, "power-error": power_error,
    "quantile-huber": quantile_huber, "asymmetric": asymmetric, "dpo": dpo, "simpo": simpo, "ipo": ipo,
    "policy-kl": policy_kl,
    "mse": mse, "half-mse": half_mse, "l1": l1, "log-cosh": log_cosh, "cauchy": cauchy, "hinge": hinge,
    "squared-hinge": squared_hinge, "perceptron": perceptron, "exponential": exponential, "soft-margin": soft_margin,
    "msle": msle, "mape": mape, "huber": huber, "smooth-l1": smooth_l1, "quantile": quantile,
    "smoothed-hinge": smoothed_hinge, "hinge-embedding": hinge_embedding, "binary-cross-entropy": bce,
    "binary-cross-entropy-with-logits": bce_with_logits, "sigmoid-focal": sigmoid_focal, "kl-div": kl_div,
    "generalized-kl": generalized_kl, "jensen-shannon": jensen_shannon, "poisson-nll": poisson_nll,
    "gamma-nll": gamma_nll, "tweedie": tweedie,
}


# Losses of three numbers -------------------------------------------------------------------------------------------

def gaussian_nll(p, t, v, o):
    """Below the least variance, the slope by the variance is the one at it, as in PyTorch."""
    held = Node(max(v.value, mpf(o["eps"])), ((v, 1),))
    value = (log(held) + square(p - t) / held) / 2
    return value + mpmath.log(2 * mp.pi) / 2 if o["full"] else value


def margin_ranking(a, b, t, o): return positive_part(o["margin"] - t * (a - b))
def positive_weighted(x, t, w, o): return times(w * t, softplus(-x)) + times(1 - t, softplus(x))




def multi_quantile(p, t, q, o): return q * positive_part(t - p) + (1 - q) * positive_part(p - t)


def laplace_nll(p, t, s, o):
    return log(s) + absolute(p - t) / s + (mpmath.log(2) if o["full"] else 0)


def logistic_nll(p, t, s, o):  # the density is e^-z / (s (1 + e^-z)^2)
    z = (p - t) / s
    return log(s) + softplus(z) + softplus(-z)


def student_nll(p, t, s, o):
    v = mpf(o["df"])
    value = log(s) + (v + 1) / 2 * log(1 + square((p - t) / s) / v)
    constant = mpmath.log(v) / 2 + mpmath.log(mpmath.beta(mpf(1) / 2, v / 2))
    return value + constant if o["full"] else value


def log_normal_nll(p, t, s, o):
    value = log(s) + log(t) + square((p - log(t)) / s) / 2
    return value + mpmath.log(2 * mp.pi) / 2 if o["full"] else value


def negative_binomial_nll(p, t, k, o):
    mean = exp(p)
    value = -(log_gamma(k + t) - log_gamma(k)) - k * log(k / (k + mean)) - times(t, log(mean / (k + mean)))
    return value + mpmath.loggamma(t.value + 1) if o["full"] else value


def von_mises_nll(p, t, k, o):
    value = log(bessel_i0(k)) - k * cos(p - t)
    return value + mpmath.log(2 * mp.pi) if o["full"] else value


def beta_nll(a, t, b, o):
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b) - (a - 1) * log(t) - (b - 1) * log(1 - t)


def zero_inflated_poisson_nll(p, t, g, o):  # D. Lambert 1992
    rate = exp(p)
    if t.value == 0:
        return -log(sigmoid(g) + sigmoid(-g) * exp(-rate))
    value = rate - t * p + softplus(g)
    return value + mpmath.loggamma(t.value + 1) if o["full"] else value


def gaussian_crps(p, t, s, o):  # T. Gneiting, A. E. Raftery 2007, equation 21
    z = (t - p) / s
    density = exp(-square(z) / 2) / mpmath.sqrt(2 * mp.pi)
    return -(s * (1 / mpmath.sqrt(mp.pi) - 2 * density - z * erf(z / mpmath.sqrt(2))))


def interval_score(low, high, t, o):
    return high - low + 2 / mpf(o["alpha"]) * (positive_part(low - t) + positive_part(t - high))


def ppo_clip(p, q, a, o):
    """The smaller of two rewards, negated; where both are equal because the ratio is clipped, the slope is 0."""
    ratio = exp(p - q)
    low, high = 1 - mpf(o["eps_low"]), 1 + mpf(o["eps_high"])
    clipped = a.value > 0 and ratio.value >= high or a.value < 0 and ratio.value <= low
    return -(a * (high if a.value > 0 else low)) if clipped else -(ratio * a)


def grpo(p, q, a, r, o):
    """Z. Shao et al. 2024, equations 3 and 4, of one token: the reference is given."""
    return ppo_clip(p, q, a, o) + mpf(o["beta"]) * policy_kl(p, r, o)


def orpo(c, r, n, o):  # J. Hong, N. Lee, J. Thorne 2024, equations 4 to 7
    odds = [log(exp(v) / (1 - exp(v))) for v in (c, r)]
    return n + o["beta"] * softplus(odds[1] - odds[0])


def kto(p, t, z, o):
    good = t.value > 0
    return (mpf(o["desirable_weight"] if good else o["undesirable_weight"])) * sigmoid(-(t * (o["beta"] * (p - z))))


def failure_time(p, t, e, o, survived, density):
    """-log of the density of the time where it was seen, -log of the chance of a later one where not."""
    s = mpf(o["scale"])
    z = (log(t) - p) / s
    return times(e, log(s * t) - density(z)) + times(1 - e, -survived(z))


def aft_log_normal(p, t, e, o):
    return failure_time(p, t, e, o, lambda z: log((1 + erf(-z / mpmath.sqrt(2))) / 2),
                        lambda z: -square(z) / 2 - mpmath.log(2 * mp.pi) / 2)


def aft_log_logistic(p, t, e, o):
    return failure_time(p, t, e, o, lambda z: -softplus(z), lambda z: z - 2 * softplus(z))


def aft_weibull(p, t, e, o):
    return failure_time(p, t, e, o, lambda z: -exp(z), lambda z: z - exp(z))


def interval(p, t, u, o, survived, density):
    """A. Barnwal, H. Cho, T. Hocking 2022, table 1: the chance of a time between two bounds, of equal ones the density."""
    if t.value == u.value:
        return failure_time(p, t, node(1), o, survived, density)
    s = mpf(o["scale"])
    def lives(bound):
        return node(1) if bound.value == 0 else node(0) if bound.value == INF else exp(survived((log(bound) - p) / s))
    low, high = (t, u) if t.value < u.value else (u, t)
    return -log(lives(low) - lives(high))


def interval_aft_log_normal(p, t, u, o):
    """By the tail that both bounds lie in: 400 digits do not hold 1 beside the other."""
    low, high = (t, u) if t.value < u.value else (u, t)
    def z(x): return (log(x) - p) / mpf(o["scale"]) / mpmath.sqrt(2)
    if low.value == 0 and high.value < INF:
        return -log(erfc(-z(high)) / 2)
    if 0 < low.value < high.value < INF:
        a, b = z(low), z(high)
        return -log((erfc(-b) - erfc(-a) if b.value < 0 else erfc(a) - erfc(b)) / 2)
    return interval(p, t, u, o, lambda z: log((1 + erf(-z / mpmath.sqrt(2))) / 2),
                    lambda z: -square(z) / 2 - mpmath.log(2 * mp.pi) / 2)


def interval_aft_log_logistic(p, t, u, o):
    return interval(p, t, u, o, lambda z: -softplus(z), lambda z: z - 2 * softplus(z))


def interval_aft_weibull(p, t, u, o):
    return interval(p, t, u, o, lambda z: -exp(z), lambda z: z - exp(z))


TRIPLE = {"interval-aft-log-normal": interval_aft_log_normal, "interval-aft-log-logistic": interval_aft_log_logistic,
          "interval-aft-weibull": interval_aft_weibull, "aft-log-normal": aft_log_normal, "aft-log-logistic": aft_log_logistic, "aft-weibull": aft_weibull,
          "gaussian-nll": gaussian_nll, "margin-ranking": margin_ranking,
          "positive-weighted-cross-entropy": positive_weighted, "multi-quantile": multi_quantile,
          "laplace-nll": laplace_nll, "logistic-nll": logistic_nll, "student-t-nll": student_nll,
          "log-normal-nll": log_normal_nll, "negative-binomial-nll": negative_binomial_nll,
          "von-mises-nll": von_mises_nll, "beta-nll": beta_nll,
          "zero-inflated-poisson-nll": zero_inflated_poisson_nll, "gaussian-crps": gaussian_crps,
          "interval-score": interval_score, "ppo-clip": ppo_clip, "kto": kto,
          "orpo": orpo}


# Losses of rows ----------------------------------------------------------------------------------------------------

def dot(a, b): return total(x * y for x, y in zip(a, b))


def unit(row):
    """The row at length 1; zeros stay zeros."""
    length = sqrt(dot(row, row)) if any(v.value != 0 for v in row) else None
    return [v / length for v in row] if length is not None else [Node(0) for _ in row]


def tversky_index(x, t, smooth, alpha, beta):
    p = [sigmoid(v) for v in x]
    both, only_p, only_t = dot(p, t), dot(p, [1 - v for v in t]), dot([1 - v for v in p], t)
    return (both + smooth) / (both + alpha * only_p + beta * only_t + smooth)


def jaccard(x, t, o): return 1 - tversky_index(x, t, mpf(o["smooth"]), 1, 1)


def focal_tversky(x, t, o): return power(tversky(x, t, o), o["gamma"])


def combo(x, t, o):  # S. A. Taghanaki et al. 2019, equation 3, with 1 - dice
    b = mpf(o["beta"])
    entropy = total(times(b * y, softplus(-v)) + times((1 - b) * (1 - y), softplus(v)) for v, y in zip(x, t)) / len(x)
    return o["alpha"] * entropy + (1 - mpf(o["alpha"])) * dice(x, t, o)


def zlpr(x, t, o):
    absent, present = (total(times(1 - y, exp(v)) for v, y in zip(x, t)), total(times(y, exp(-v)) for v, y in zip(x, t)))
    return log(1 + absent) + log(1 + present)


def discrete_hazard(x, e, r, o):
    """Of a life with hazards h: the product over intervals of h where it ended and 1 - h where it went on."""
    return total(times(q, times(y, softplus(-v)) + times(1 - y, softplus(v))) for v, y, q in zip(x, e, r))


def dice(x, t, o):
    return 1 - tversky_index(x, t, mpf(o["smooth"]) / 2, mpf("0.5"), mpf("0.5"))


def tversky(x, t, o): return 1 - tversky_index(x, t, mpf(o["smooth"]), mpf(o["alpha"]), mpf(o["beta"]))


def cosine(a, b, eps):
    both = sqrt((dot(a, a) + eps) * (dot(b, b) + eps))
    return Node(0) if both.value == 0 else dot(a, b) / both


def cosine_distance(a, b, o): return 1 - cosine(a, b, mpf(o["eps"]))


def cosine_embedding(a, b, label, o):
    c = cosine(a, b, mpf(0))
    return 1 - c if label == 1 else positive_part(c - o["margin"])


def contrastive(a, b, label, o):  # R. Hadsell, S. Chopra, Y. LeCun 2006
    d = norm(a, b, {"p": 2, "eps": 0})
    return square(d) / 2 if label == 1 else square(positive_part(o["margin"] - d)) / 2


def sum_squared_error(p, t, o): return total(square(x - y) for x, y in zip(p, t)) / 2


def norm(a, b, o):
    """The p-norm of a - b + eps; where it is 0 its slope is 0."""
    p, parts = mpf(o["p"]), [absolute(x - y + o["eps"]) for x, y in zip(a, b)]
    value = total(power(part, p) for part in parts)
    return Node(0) if value.value == 0 else power(value, 1 / p)


def triplet_margin(a, p, n, o):
    near, far = norm(a, p, o), norm(a, n, o)
    if o["swap"]:
        other = norm(p, n, o)
        far = other if other.value < far.value else far
    return positive_part(o["margin"] + near - far)


def multilabel_soft_margin(x, t, w, o):
    terms = [times(q, times(y, softplus(-v)) + times(1 - y, softplus(v))) for v, y, q in zip(x, t, w)]
    return total(terms) / len(x)


# Losses of rows behind a softmax, and of lists ------------------------------------------------------------------------

def log_softmax(x):
    top = max(v.value for v in x)
    lse = log(total(exp(v - top) for v in x)) + top
    return [v - lse for v in x]


def divergence(a, b):
    """KL(a || b) from logarithms; what a leaves out counts nothing."""
    return total(exp(u) * (u - v) for u, v in zip(a, b) if u.value != -INF)


def logits(x, t, o):
    return [log_softmax([v / o["temperature"] for v in row]) for row in (x, t)]


def mixture(p, q, w): return [log(w * exp(v) + (1 - w) * exp(u)) for u, v in zip(p, q)]


def distillation(x, t, o):  # G. Hinton, O. Vinyals, J. Dean 2015
    p, q = logits(x, t, o)
    return mpf(o["temperature"]) ** 2 * divergence(q, p)


def reverse_distillation(x, t, o):
    p, q = logits(x, t, o)
    return mpf(o["temperature"]) ** 2 * divergence(p, q)


def skewed_distillation(x, t, o):  # J. Ko et al. 2024
    p, q = logits(x, t, o)
    return mpf(o["temperature"]) ** 2 * divergence(q, mixture(p, q, mpf(o["alpha"])))


def jensen_shannon_distillation(x, t, o):  # R. Agarwal et al. 2024
    p, q = logits(x, t, o)
    w = mpf(o["beta"])
    m = mixture(p, q, w)
    return mpf(o["temperature"]) ** 2 * (w * divergence(q, m) + (1 - w) * divergence(p, m))


def falling(values): return sorted(range(len(values)), key=lambda i: (-values[i], i))


def list_mle(x, t, o):  # F. Xia et al. 2008; R. Plackett 1975
    order, terms = falling(t), []
    for k, i in enumerate(order):
        top = max(x[j].value for j in order[k:])
        terms.append(log(total(exp(x[j] - top) for j in order[k:])) + top - x[i])
    return total(terms)


def gains(t):
    """2^t - 1 of each grade over the discounted gain of the ideal order; 0 where there is none."""
    plain = [mpf(2) ** v - 1 for v in t]
    ideal = mpmath.fsum(plain[i] / mpmath.log(2 + k, 2) for k, i in enumerate(falling(t)))
    return [g / ideal if ideal != 0 else mpf(0) for g in plain]


def pair_sum(x, t, o, weight):
    pairs = [(i, j) for i in range(len(x)) for j in range(len(x)) if t[i] > t[j]]
    return total(weight(i, j) * softplus(o["sigma"] * (x[j] - x[i])) for i, j in pairs)


def pairwise_logistic(x, t, o): return pair_sum(x, t, o, lambda i, j: 1)  # C. Burges et al. 2005


def lambda_rank(x, t, o):  # C. Burges 2010: the change of NDCG is held constant
    g, discount = gains(t), [None] * len(x)
    for k, i in enumerate(falling([v.value for v in x])):
        discount[i] = 1 / mpmath.log(2 + k, 2)
    return pair_sum(x, t, o, lambda i, j: abs((g[i] - g[j]) * (discount[i] - discount[j])))


def approx_ndcg(x, t, o):  # T. Qin, T.-Y. Liu, H. Li 2010
    ranks = [1 + total(sigmoid((other - own) / o["temperature"]) for j, other in enumerate(x) if j != i)
             for i, own in enumerate(x)]
    return -total(g / (log(1 + r) / mpmath.log(2)) for g, r in zip(gains(t), ranks))


# Losses of groups --------------------------------------------------------------------------------------------------

def smaller(a, b):
    """The smaller of two; of equal ones each takes half of the slope."""
    if a.value == b.value:
        return Node(a.value, ((a, mpf("0.5")), (b, mpf("0.5"))))
    return a if a.value < b.value else b


def larger(a, b): return -smaller(-a, -b)


def atan(x):
    return Node(mpmath.atan(x.value), ((x, 1 / (1 + x.value ** 2)),))


def boxes(kind, p, t, o):
    """Corners x1, y1, x2, y2 of two boxes: 1 - IoU and what the papers add."""
    e = mpf(o["eps"])
    low = [smaller(p[k], p[k + 2]) for k in (0, 1)], [smaller(t[k], t[k + 2]) for k in (0, 1)]
    high = [larger(p[k], p[k + 2]) for k in (0, 1)], [larger(t[k], t[k + 2]) for k in (0, 1)]
    size, other = ([high[i][k] - low[i][k] for k in (0, 1)] for i in (0, 1))
    inner = [positive_part(smaller(high[0][k], high[1][k]) - larger(low[0][k], low[1][k])) for k in (0, 1)]
    outer = [larger(high[0][k], high[1][k]) - smaller(low[0][k], low[1][k]) for k in (0, 1)]
    both = inner[0] * inner[1]
    union = size[0] * size[1] + other[0] * other[1] - both
    missed = 1 - both / (union + e) if e != 0 else 1 - both / union
    if kind == "box-iou":
        return missed
    if kind == "giou":
        enclosing = outer[0] * outer[1]
        return missed + (enclosing - union) / (enclosing + e)
    apart = total(square((low[0][k] + high[0][k] - low[1][k] - high[1][k]) / 2) for k in (0, 1))
    value = missed + apart / (square(outer[0]) + square(outer[1]) + e)
    if kind == "diou":
        return value
    v = square(2 / mp.pi * (atan(other[0] / other[1]) - atan(size[0] / size[1])))
    return value + square(v) / (missed + v + e)


def sample_crps(x, t, o):  # T. Gneiting, A. E. Raftery 2007, equation 20
    m = len(x)
    pairs = [absolute(a - b) for a in x for b in x]
    count = m * (m - 1) if o["fair"] else m * m
    return total(absolute(a - t) for a in x) / m - (total(pairs) / (2 * count) if count else 0)


def wasserstein(x, y, o):  # G. Peyré, M. Cuturi 2019, section 2.6
    def in_order(sample):
        # Equal numbers, of which none comes first, share the slopes of their places.
        ties = [[v for v in sample if v.value == value] for value in sorted(v.value for v in sample)]
        return [tie[0] + total(v - tie[0] for v in tie) / len(tie) for tie in ties]
    mean = total(power(absolute(a - b), o["p"]) for a, b in zip(in_order(x), in_order(y))) / len(x)
    return mean if not o["root"] else power(mean, 1 / mpf(o["p"])) if mean.value > 0 else node(0)


def gaussian_mixture(x, t, o):
    k = len(x) // 3
    weights = total(exp(a) for a in x[:k])
    density = total(exp(a) / weights * exp(-square((t - m) / exp(s)) / 2) / (exp(s) * mpmath.sqrt(2 * mp.pi))
                    for a, m, s in zip(x[:k], x[k:2 * k], x[2 * k:]))
    return -log(density)


def ranked_errors(errors, member):  # M. Berman et al. 2018, algorithm 1 and equation 9
    order = sorted(range(len(errors)), key=lambda i: -errors[i].value)
    members, before, terms = sum(member), mpf(0), []
    for place in range(len(errors)):
        wrong = set(order[:place + 1])
        both = sum(1 for i in range(len(errors)) if member[i] and i not in wrong)
        union = members + sum(1 for i in wrong if not member[i])
        lost = 1 - mpf(both) / union
        terms.append(positive_part(errors[order[place]]) * (lost - before))
        before = lost
    return total(terms)


def lovasz_hinge(x, t, o):
    member = [v.value > mpf("0.5") for v in t]
    return ranked_errors([1 - v if g else 1 + v for v, g in zip(x, member)], member)


def softmax_places(x, classes):
    """The probabilities of each class at each place, of all places of the first class and then of the next."""
    places = len(x) // classes
    columns = [[exp(x[c * places + i]) for c in range(classes)] for i in range(places)]
    return [[columns[i][c] / total(columns[i]) for i in range(places)] for c in range(classes)]


def multi_class_dice(x, t, o):  # F. Milletari et al. 2016 for each class, their mean
    p = softmax_places(x, o["classes"])
    q, s = [t[c * len(p[0]):(c + 1) * len(p[0])] for c in range(len(p))], mpf(o["smooth"])
    return total(1 - (2 * dot(a, b) + s) / (total(a) + total(b) + s) for a, b in zip(p, q)) / len(p)


def generalized_dice(x, t, o):  # C. H. Sudre et al. 2017, equation 3; classes without a target as on the card
    p = softmax_places(x, o["classes"])
    q, s = [t[c * len(p[0]):(c + 1) * len(p[0])] for c in range(len(p))], mpf(o["smooth"])
    volumes = [sum(v.value for v in b) for b in q]
    least = min((v for v in volumes if v != 0), default=mpf(1))
    weights = [1 / (v if v != 0 else least) ** 2 for v in volumes]
    above = total(dot(a, b) * w for a, b, w in zip(p, q, weights))
    below = total((total(a) + total(b)) * w for a, b, w in zip(p, q, weights))
    return 1 - (2 * above + s) / (below + s)


def lovasz_softmax(x, t, o):  # M. Berman et al. 2018, equation 12; their code counts the classes of the target alone
    p = softmax_places(x, o["classes"])
    terms = []
    for c, chances in enumerate(p):
        member = [v.value == 1 for v in t[c * len(chances):(c + 1) * len(chances)]]
        if any(member) or o["all_classes"]:
            terms.append(ranked_errors([1 - v if g else v for v, g in zip(chances, member)], member))
    return total(terms) / max(1, len(terms))


CLASS_PLACES = {"multi-class-dice": multi_class_dice, "generalized-dice": generalized_dice,
                "lovasz-softmax": lovasz_softmax}


def cox(x, time, event, o):
    terms = []
    for t in sorted({v.value for v, e in zip(time, event) if e.value > mpf("0.5")}):
        tied = [i for i in range(len(x)) if time[i].value == t and event[i].value > mpf("0.5")]
        risk = total(exp(x[i]) for i in range(len(x)) if time[i].value >= t)
        together = total(exp(x[i]) for i in tied)
        for k, i in enumerate(tied):
            left = risk - mpf(k) / len(tied) * together if o["efron"] else risk
            terms.append(log(left) - x[i])
    return total(terms)


def potentials(costs):
    """Of both samples, in units of epsilon, which comes down to its size by halves."""
    scale, g = 1, [mpf(0) for _ in costs[0]]
    while max(max(row) for row in costs) > 2 * scale:
        scale *= 2
    while True:
        part = [[c / scale for c in row] for row in costs]
        g = met(part, g, mpf(10) ** (20 - mp.dps if scale == 1 else -9))
        if scale == 1:
            return meeting(part, g), g
        scale, g = scale // 2, [2 * v for v in g]


def meeting(costs, g):
    """The potentials of the first sample that meet those of the second."""
    return [-mpmath.log(sum(mpmath.exp(v - c) for v, c in zip(g, row)) / len(g)) for row in costs]


def met(costs, g, enough):
    """The most of the concave function mean f(g) + mean g, by Newton's method with halved steps where they fall."""
    rows, columns = range(len(costs)), range(len(costs[0]))

    def dual(g): return sum(meeting(costs, g)) / len(rows) + sum(g) / len(columns)
    for _ in range(500):
        f = meeting(costs, g)
        p = [[mpmath.exp(f[i] + g[j] - costs[i][j]) / len(columns) for j in columns] for i in rows]
        slopes = [mpf(1) / len(columns) - sum(p[i][j] for i in rows) / len(rows) for j in columns]
        if max(abs(slope) for slope in slopes) < enough:
            return g
        matrix = mpmath.matrix(len(columns))
        for j in columns:
            for k in columns:
                matrix[j, k] = mpf(1) / len(columns) ** 2 + sum(
                    p[i][j] * ((j == k) - p[i][k]) for i in rows) / len(rows)
        step = mpmath.lu_solve(matrix, mpmath.matrix(slopes))
        now = dual(g) - mpf(10) ** (10 - mp.dps)  # less what rounding may hide
        while dual([a + b for a, b in zip(g, step)]) < now:
            step /= 2
        g = [a + b for a, b in zip(g, step)]
    raise ArithmeticError("the potentials do not converge")


def entropic(x, y, o):
    """The dual at its maximum, whose slopes by potentials are 0: those of y are constants, those of x follow."""
    epsilon = mpf(o["epsilon"])
    costs = [[(absolute(a - b) if o["p"] == 1 else square(a - b)) / epsilon for b in y] for a in x]
    f, g = potentials([[c.value for c in row] for row in costs])
    last = [-log(total(exp(h - c) for h, c in zip(g, row)) / len(g)) for row in costs]
    return epsilon * (total(last) / len(x) + sum(g) / len(y))


def sinkhorn(x, y, o):  # J. Feydy et al. 2019, equation 3
    return entropic(x, y, o) - (entropic(x, x, o) + entropic(y, y, o)) / 2


# Losses of classes -------------------------------------------------------------------------------------------------

def aligned(x, y, gamma):
    """M. Cuturi, M. Blondel 2017, algorithm 1: rows of features each; of equal minima each has an even part."""
    def least(values):
        if gamma == 0:
            low = min(v.value for v in values)
            ties = [v for v in values if v.value == low]
            return total(ties) / len(ties)
        return -gamma * log(total(exp(-v / gamma) for v in values))
    table = {}
    for i, a in enumerate(x):
        for j, b in enumerate(y):
            before = [table[at] for at in ((i - 1, j - 1), (i - 1, j), (i, j - 1)) if at in table]
            cost = total(square(u - v) for u, v in zip(a, b))
            table[i, j] = cost + least(before) if before else cost
    return table[len(x) - 1, len(y) - 1]


def soft_dtw(x, y, o):  # M. Blondel, A. Mensch, J.-P. Vert 2021, equation 11, where it is normalised
    gamma = mpf(o["gamma"])
    both = aligned(x, y, gamma)
    return both - (aligned(x, x, gamma) + aligned(y, y, gamma)) / 2 if o["normalize"] else both


def cross_entropy(lp, o): return -lp
def categorical_focal(lp, o):
    if lp.value == -INF:
        return o["alpha"] * -lp
    return -(o["alpha"] * (power(1 - exp(lp), o["gamma"]) * lp))
def generalized_cross_entropy(lp, o): return (1 - exp(o["q"] * lp)) / o["q"]
def poly(lp, o): return -lp + o["epsilon"] * (1 - exp(lp))


LABEL = {"cross-entropy": cross_entropy, "categorical-focal": categorical_focal,
         "generalized-cross-entropy": generalized_cross_entropy, "poly-cross-entropy": poly,
         "ranking-softmax": cross_entropy}


def label_row(of, x, shares, z_weight, o):
    """Sum of shares * of(log softmax) + z-loss, of logits that a soft cap may bend; -inf stays a masked class."""
    cap, scale = o.get("softcap", 0), mpf(o.get("lse_square_scale", 0))
    z = [v if cap == 0 or v.value == -INF else cap * tanh(v / cap) for v in x]
    top = max(v.value for v in z)
    lse = log(total(exp(v - top) for v in z)) + top
    value = total(times(s, of(v - lse, o)) for v, s in zip(z, shares))
    return value + scale * z_weight * square(lse) if scale != 0 else value


def nll_row(x, shares, o): return -total(times(s, v) for v, s in zip(x, shares))
def error_row(x, shares, o): return -total(xlog(s, v + o["delta"]) for v, s in zip(x, shares))


def multi_margin_row(x, label, o):
    terms = [power(positive_part(o["margin"] - x[label] + v), o["p"]) for c, v in enumerate(x) if c != label]
    return total(terms) / len(x)


def crammer_singer_row(x, label, o):
    """Of several largest logits each takes an even part of the slope: the subgradient of least norm."""
    others = [v for c, v in enumerate(x) if c != label]
    if not others:
        return Node(0)
    top = max(v.value for v in others)
    largest = [v for v in others if v.value == top]
    return positive_part(o["margin"] - x[label] + Node(top, tuple((v, mpf(1) / len(largest)) for v in largest)))


def sparsemax_row(x, t, o):
    """max over the simplex of <q, x> - |q|^2/2, less <t, x> - |t|^2/2; its gradient is q - t (Danskin)."""
    z = sorted((v.value for v in x if v.value != -INF), reverse=True)
    for k in range(len(z), 0, -1):
        tau = (mpmath.fsum(z[:k]) - 1) / k
        if z[k - 1] > tau:
            break
    q = [max(v.value - tau, mpf(0)) for v in x]
    def inner(a): return mpmath.fsum(p * v.value for p, v in zip(a, x) if p != 0)
    value = inner(q) - inner(q) + mpmath.fsum((p * v.value - p * p / 2) for p, v in zip(q, x) if p != 0) \
        - inner(t) + mpmath.fsum(y * y for y in t) / 2
    return Node(value, tuple((v, p - y) for v, p, y in zip(x, q, t)))


def multilabel_margin_row(x, labels, o):
    mine = []
    for label in labels:
        if label < 0:
            break
        mine.append(label)
    rest = [c for c in range(len(x)) if c not in mine]
    return total(positive_part(1 - (x[j] - x[i])) for j in mine for i in rest) / len(x) if mine and rest else Node(0)


# Losses of their own -----------------------------------------------------------------------------------------------

def info_nce(first, second, o):
    """The losses of all queries; a row of zeros has cosine 0 with every row."""
    a, b = [unit(row) for row in first], [unit(row) for row in second]
    count, rows = len(a), a + b if o["views"] else a
    values = []
    for i, row in enumerate(rows):
        others = [(j, other) for j, other in enumerate(rows if o["views"] else b) if not (o["views"] and j == i)]
        partner = (i + count) % (2 * count) if o["views"] else i
        scores = {j: dot(row, other) / o["temperature"] for j, other in others}
        values.append(log(total(exp(score) for score in scores.values())) - scores[partner])
    return values


def chosen(products, partner):
    """The cross-entropy of one of them, as the log of what the others add."""
    own = products[partner]
    return log(1 + total(exp(p - own) for j, p in enumerate(products) if j != partner))


def n_pairs(first, second, o):  # K. Sohn 2016, equation 6, without the penalty of lengths
    return [chosen([dot(a, b) for b in second], i) for i, a in enumerate(first)]


def clip(first, second, scale):  # A. Radford et al. 2021, figure 3: rows find rows, then the transposed logits
    a, b, factor = [unit(row) for row in first], [unit(row) for row in second], exp(scale)
    logits = [[factor * dot(x, y) for y in b] for x in a]
    return [chosen(row, i) for i, row in enumerate(logits)] + \
        [chosen(list(column), j) for j, column in enumerate(zip(*logits))]


def centred(rows):
    """The columns of a matrix without their means."""
    columns = [list(column) for column in zip(*rows)]
    return [[v - total(column) / len(rows) for v in column] for column in columns]


def different(x, y, divisor):
    """The sum of the squared products of columns that are not the same, over the divisor."""
    return total(square(dot(a, b) / divisor) for j, a in enumerate(x) for k, b in enumerate(y) if j != k)


def vicreg(first, second, o):  # A. Bardes et al. 2022, equations 1 to 6 with the divisors of the published code
    n, d = len(first), len(first[0])
    loss = total(square(a - b) for x, y in zip(first, second) for a, b in zip(x, y)) / (n * d) * mpf(o["invariance"])
    for view in (centred(first), centred(second)):
        rest = [mpf(o["gamma"]) - sqrt(dot(x, x) / max(n - 1, 1) + mpf(o["eps"])) for x in view]
        loss = loss + total(positive_part(r) for r in rest) / (2 * d) * mpf(o["variance"])
        loss = loss + different(view, view, max(n - 1, 1)) / d * mpf(o["covariance"])
    return [loss]


def barlow_twins(first, second, o):  # J. Zbontar et al. 2021, equations 1 and 2; BatchNorm has the ε
    n = len(first)
    x, y = ([[v / sqrt(dot(column, column) / n + mpf(o["eps"])) for v in column] for column in centred(view)]
            for view in (first, second))
    own = total(square(1 - dot(a, b) / n) for a, b in zip(x, y))
    return [(own + different(x, y, n) * mpf(o["lambda"])) * mpf(o["scale"])]


FEATURES = {"vicreg": (vicreg, {"invariance": 25.0, "variance": 25.0, "covariance": 1.0, "gamma": 1.0, "eps": 1e-4}),
            "barlow-twins": (barlow_twins, {"lambda": 0.005, "scale": 1.0, "eps": 1e-5})}


def similarities(rows, labels):
    """For each row with others of its label, the cosines with these and with the rest; for others None."""
    units = [unit(row) for row in rows]
    for i, own in enumerate(units):
        near = [dot(own, units[j]) for j in range(len(rows)) if j != i and labels[j] == labels[i]]
        far = [dot(own, units[j]) for j in range(len(rows)) if labels[j] != labels[i]]
        yield (near, far) if near else None


def power_sum(cosines, exponent): return total(exp(exponent(c)) for c in cosines)


def sup_con(near, far, o):  # P. Khosla et al. 2020, equation 2
    scaled = [c / o["temperature"] for c in near]
    everything = log(power_sum(scaled, lambda c: c) + power_sum(far, lambda c: c / o["temperature"]))
    return total(everything - c for c in scaled) / len(near)


def nca(near, far, o):  # J. Goldberger et al. 2004
    mass, rest = (power_sum(cosines, lambda c: c / o["temperature"]) for cosines in (near, far))
    return -log(mass / (mass + rest))


def multi_similarity(near, far, o):  # X. Wang et al. 2019, equation 15
    a, b = mpf(o["alpha"]), mpf(o["beta"])
    return log(1 + power_sum(near, lambda c: -a * (c - o["threshold"]))) / a + \
        log(1 + power_sum(far, lambda c: b * (c - o["threshold"]))) / b


def circle(near, far, o):  # Y. Sun et al. 2020, equations 6 to 8
    m, gamma = mpf(o["margin"]), mpf(o["gamma"])
    a = power_sum(near, lambda c: -gamma * (positive_part(1 + m - c) * (c - (1 - m))))
    return log(1 + power_sum(far, lambda c: gamma * (positive_part(c + m) * (c - m))) * a)


def batch_hard_triplet(near, far, o):  # A. Hermans, L. Beyer, B. Leibe 2017; of equal ones each takes an even part
    if not far:
        return Node(0)
    def even(values, value):
        chosen = [v for v in values if v.value == value]
        return Node(value, tuple((v, mpf(1) / len(chosen)) for v in chosen))
    return positive_part(o["margin"] - even(near, min(c.value for c in near)) + even(far, max(c.value for c in far)))


def own_and_rest(c, y): return c[y], [v for j, v in enumerate(c) if j != y]


def arcface(c, y, o):  # J. Deng et al. 2019, equation 3; beyond an angle of pi - m as the authors' code
    (own, rest), m, s = own_and_rest(c, y), mpf(o["margin"]), mpf(o["scale"])
    if own.value > -mpmath.cos(m):
        square = 1 - own * own
        root = sqrt(square) if square.value > 0 else Node(0)
        bent = mpmath.cos(m) * own - mpmath.sin(m) * root
    else:
        bent = own - m * mpmath.sin(m)
    return log(exp(s * bent) + power_sum(rest, lambda v: s * v)) - s * bent


def cosface(c, y, o):  # H. Wang et al. 2018, equation 4
    (own, rest), s = own_and_rest(c, y), mpf(o["scale"])
    bent = own - o["margin"]
    return log(exp(s * bent) + power_sum(rest, lambda v: s * v)) - s * bent


def proxy_nca(c, y, o):  # Y. Movshovitz-Attias et al. 2017: the proxy of the label is not below
    own, rest = own_and_rest(c, y)
    return log(power_sum(rest, lambda v: v / o["temperature"])) - own / o["temperature"]


PROXY = {"arcface": arcface, "cosface": cosface, "proxy-nca": proxy_nca}
SIMILARITY = {"sup-con": sup_con, "nca": nca, "multi-similarity": multi_similarity, "circle": circle,
              "batch-hard-triplet": batch_hard_triplet}


def ctc_row(logs, labels, o):
    """-log of the sum over all paths of the product of probabilities (A. Graves et al. 2006), or None if impossible.

    logs[step][class]; the derivative is the plain one by each log-probability.
    """
    states = [o["blank"]]
    for label in labels:
        states += [label, o["blank"]]
    p = [[exp(v) for v in step] for step in logs]
    zero, alpha = Node(0), None
    for t, step in enumerate(p):
        now = []
        for s, label in enumerate(states):
            if t == 0:
                now.append(step[label] if s < 2 else zero)
                continue
            reach = [alpha[s]]
            if s > 0:
                reach.append(alpha[s - 1])
            if s > 1 and label != o["blank"] and label != states[s - 2]:
                reach.append(alpha[s - 2])
            now.append(total(reach) * step[label])
        alpha = now
    likelihood = Node(0 if labels else 1) if alpha is None else total(alpha[-2:])
    if likelihood.value == 0:
        return None
    return -log(likelihood)


def transducer_row(logs, labels, o):
    """-log of the sum over all paths from the first node to the last blank (A. Graves 2012), or None if impossible.

    logs[step][number of labels said][class].
    """
    reached = {(0, 0): Node(1)}
    for t, step in enumerate(logs):
        for u in range(len(labels) + 1):
            here = reached.get((t, u))
            if here is None:
                continue
            ways = [((t + 1, u), o["blank"])] + ([((t, u + 1), labels[u])] if u < len(labels) else [])
            for to, said in ways:
                way = here * exp(step[u][said])
                reached[to] = reached[to] + way if to in reached else way
    likelihood = reached.get((len(logs), len(labels)), Node(0))
    return None if likelihood.value == 0 else -log(likelihood)
