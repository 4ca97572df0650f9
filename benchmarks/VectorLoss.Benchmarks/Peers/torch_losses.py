"""Every loss of the catalogue as PyTorch computes it: its own where it has one, else as one would compose it.

The inputs are those of Inputs.cs: hashing of the index, which any language repeats exactly. A work is
(run, figures): run computes the value and all gradients, figures are the value and the sum of |slope| of each input.
"""
import math

import torch
import torch.nn.functional as F

FIRST, SECOND, THIRD, FOURTH = 3, 4, 5, 6


def numbers(length, seed, scale=1.0):
    """The generator of Inputs.Floats: hashing of the index, exact in float."""
    once = ((torch.arange(length, dtype=torch.int64) + seed * 2246822519) * 2654435761) & 0xFFFFFFFF
    hashed = (((once ^ (once >> 15)) * 2246822519) & 0xFFFFFFFF) >> 8
    return (hashed.to(torch.float32) * (1.0 / (1 << 24)) - 0.5) * scale


def labels(length, classes):
    index = torch.arange(length, dtype=torch.int64)
    return ((((index + 7) * 2654435761) & 0xFFFFFFFF) >> 8) % classes


REAL, SIGN, BIT, PROBABILITY, POSITIVE = "real", "sign", "bit", "probability", "positive"


def draw(domain, length, seed, scale=4.0):
    """The numbers of Inputs.Draw."""
    if domain == REAL:
        return numbers(length, seed, scale)
    hashed = numbers(length, seed)
    if domain == SIGN:
        return torch.where(hashed < 0, -1.0, 1.0)
    if domain == BIT:
        return torch.where(hashed < 0, 0.0, 1.0)
    return torch.clamp(hashed + 0.5, 0.01, 0.99) if domain == PROBABILITY else hashed.abs() + 0.1


def work(inputs, loss_of):
    """Value and gradients of a loss with respect to the inputs."""
    leaves = [one.contiguous().requires_grad_() for one in inputs]
    state = {}

    def run():
        for leaf in leaves:
            leaf.grad = None
        loss = loss_of(*leaves)
        loss.backward()
        state["loss"] = loss.item()

    return run, lambda: [state["loss"], *(leaf.grad.double().abs().sum().item() for leaf in leaves)]


# Pointwise losses. The faster of the ways that come to mind: relu, not clamp, which takes 1.7 times as long; kl_div,
# not xlogy, 1.4 times.


def focal(p, t):
    sigmoid = torch.sigmoid(p)
    hit = sigmoid * t + (1 - sigmoid) * (1 - t)
    return (F.binary_cross_entropy_with_logits(p, t, reduction="none") * (1 - hit) ** 2).mean()


def jensen_shannon(p, t):
    middle = (0.5 * (p + t)).log()
    return 0.5 * (F.kl_div(middle, t) + F.kl_div(middle, p))


def log_cosh(p, t):
    residual = p - t
    return (residual + F.softplus(-2 * residual) - math.log(2)).mean()


def quantile(p, t):
    residual = p - t
    return torch.maximum(0.5 * residual, -0.5 * residual).mean()


def smoothed_hinge(p, t):
    gap = F.relu(1 - t * p)
    return torch.where(gap < 1, 0.5 * gap * gap, gap - 0.5).mean()


def asymmetric(p, t):
    share = torch.sigmoid(p)
    shifted = F.relu(share - 0.05)
    absent = -(1 - t) * shifted ** 4 * torch.log(1 - shifted)
    return (absent - t * (1 - share) * F.logsigmoid(p)).mean()


def binary_sparsemax(x, t):
    return (torch.where(x.abs() < 1, 0.25 * (x + 1) ** 2, F.relu(x)) - t * x).mean()


def fair(p, t):
    size = (p - t).abs()
    return (size - torch.log1p(size)).mean()


def geman_mcclure(p, t):
    square = (p - t) ** 2
    return (0.5 * square / (1 + square)).mean()


def expectile(p, t):
    residual = p - t
    return (0.5 * residual * residual).mean()


POINT = {
    "asymmetric": (REAL, PROBABILITY, asymmetric),
    "binary-sparsemax": (REAL, PROBABILITY, binary_sparsemax),
    "binary-cross-entropy": (PROBABILITY, PROBABILITY, F.binary_cross_entropy),
    "binary-cross-entropy-with-logits": (REAL, PROBABILITY, F.binary_cross_entropy_with_logits),
    "cauchy": (REAL, REAL, lambda p, t: torch.log1p(0.5 * (p - t) ** 2).mean()),
    "dpo": (REAL, REAL, lambda a, b: -F.logsigmoid(0.1 * (a - b)).mean()),
    "expectile": (REAL, REAL, expectile),
    "exponential": (REAL, SIGN, lambda p, t: torch.exp(-t * p).mean()),
    "fair": (REAL, REAL, fair),
    "gamma-nll": (REAL, POSITIVE, lambda p, t: (p + t * torch.exp(-p)).mean()),
    "geman-mcclure": (REAL, REAL, geman_mcclure),
    "general-robust": (REAL, REAL, lambda p, t: ((1 + (p - t) ** 2) ** 0.5 - 1).mean()),
    "generalized-kl": (REAL, POSITIVE, lambda p, t: (t * (torch.log(t) - p) - t + torch.exp(p)).mean()),
    "half-mse": (REAL, REAL, lambda p, t: 0.5 * F.mse_loss(p, t)),
    "hinge": (REAL, SIGN, lambda p, t: F.relu(1 - t * p).mean()),
    "hinge-embedding": (REAL, SIGN, F.hinge_embedding_loss),
    "huber": (REAL, REAL, F.huber_loss),
    "ipo": (REAL, REAL, lambda a, b: ((a - b - 5) ** 2).mean()),
    "jensen-shannon": (PROBABILITY, PROBABILITY, jensen_shannon),
    "kl-div": (REAL, PROBABILITY, F.kl_div),
    "l1": (REAL, REAL, F.l1_loss),
    "log-cosh": (REAL, REAL, log_cosh),
    "mape": (REAL, REAL, lambda p, t: 100 * ((p - t).abs() / t.abs().clamp(min=1e-7)).mean()),
    "mse": (REAL, REAL, F.mse_loss),
    "msle": (POSITIVE, POSITIVE, lambda p, t: F.mse_loss(torch.log1p(p), torch.log1p(t))),
    "perceptron": (REAL, SIGN, lambda p, t: F.relu(-t * p).mean()),
    "policy-kl": (REAL, REAL, lambda p, q: (torch.expm1(q - p) - (q - p)).mean()),
    "poisson-nll": (REAL, POSITIVE, F.poisson_nll_loss),
    "power-error": (REAL, REAL, lambda p, t: ((p - t).abs() ** 2).mean()),
    "pseudo-huber": (REAL, REAL, lambda p, t: (torch.sqrt(1 + (p - t) ** 2) - 1).mean()),
    "quantile": (REAL, REAL, quantile),
    "quantile-huber": (REAL, REAL, lambda p, t: 0.5 * F.huber_loss(p, t)),
    "sigmoid-focal": (REAL, PROBABILITY, focal),
    "simpo": (REAL, REAL, lambda a, b: -F.logsigmoid(2 * (a - b) - 1).mean()),
    "smooth-l1": (REAL, REAL, F.smooth_l1_loss),
    "smoothed-hinge": (REAL, SIGN, smoothed_hinge),
    "soft-margin": (REAL, SIGN, F.soft_margin_loss),
    "squared-hinge": (REAL, SIGN, lambda p, t: F.relu(1 - t * p).square().mean()),
    "tweedie": (REAL, POSITIVE, lambda p, t: (torch.exp(0.5 * p) / 0.5 + t * torch.exp(-0.5 * p) / 0.5).mean()),
    "welsch": (REAL, REAL, lambda p, t: -0.5 * torch.expm1(-(p - t) ** 2).mean()),
}


def point(name, length, dtype):
    domain, target_domain, loss_of = POINT[name]
    target = draw(target_domain, length, SECOND).to(dtype)
    return work([draw(domain, length, FIRST).to(dtype)], lambda p: loss_of(p, target))


def negative_binomial(p, t, k):
    shifted = p - torch.log(k)
    return (k * F.softplus(shifted) + t * F.softplus(-shifted) - torch.lgamma(k + t) + torch.lgamma(k)).mean()


def beta(a, t, b):
    constant = torch.lgamma(a) + torch.lgamma(b) - torch.lgamma(a + b)
    return (constant - (a - 1) * torch.log(t) - (b - 1) * torch.log1p(-t)).mean()


def gaussian_crps(p, t, s):
    z = (p - t) / s
    density = torch.exp(-0.5 * z * z) * math.sqrt(2 / math.pi)
    return (s * (z * torch.erf(z * math.sqrt(0.5)) + density - 1 / math.sqrt(math.pi))).mean()


def interval_score(low, high, t):
    return (high - low + 20 * (F.relu(low - t) + F.relu(t - high))).mean()


def log_normal(p, t, s):
    log = torch.log(t)
    return (torch.log(s) + log + 0.5 * ((p - log) / s) ** 2).mean()


def logistic(p, t, s):
    z = (p - t) / s
    return (torch.log(s) + z + 2 * F.softplus(-z)).mean()


def odds_ratio(c, r, n):
    """The expm1 of both have one sign in this race as in earnest, so that the logarithm of their ratio is right."""
    return (n + 0.1 * F.softplus(r - c + torch.log(torch.expm1(c) / torch.expm1(r)))).mean()


def policy(p, q, a):
    ratio = torch.exp(p - q)
    return -torch.minimum(ratio * a, ratio.clamp(0.8, 1.2) * a).mean()


def grouped_policy(p, q, a, r):
    ratio, pull = torch.exp(p - q), r - p
    return (0.04 * (torch.exp(pull) - pull - 1) - torch.minimum(ratio * a, ratio.clamp(0.8, 1.2) * a)).mean()


def zero_inflated(p, t, g):
    """Half of the counts are 0, the others 1."""
    mean = torch.exp(p)
    return (F.softplus(g) + torch.where(t == 0, -torch.logaddexp(g, -mean), mean - t * p)).mean()


def failure_time(survived, density):
    def loss(p, t, e):
        log = torch.log(t)
        z = log - p
        return (e * (log - density(z)) - (1 - e) * survived(z)).mean()
    return loss


def between_bounds(log_chance):
    def loss(p, t, u):
        return -log_chance(torch.log(torch.minimum(t, u)) - p, torch.log(torch.maximum(t, u)) - p).mean()
    return loss


def between_quantiles(a, b):
    """By the logarithms of both tails: a difference of the tails themselves is 0 from 5.5 deviations on."""
    below = torch.special.log_ndtr(b)
    return below + torch.log(-torch.expm1(torch.special.log_ndtr(a) - below))


# Losses of three numbers and of four: the domains of the inputs, which of them have gradients, and the loss.
TRIPLE = {
    "aft-log-logistic": ((REAL, POSITIVE, PROBABILITY), (0,),
        failure_time(lambda z: F.logsigmoid(-z), lambda z: F.logsigmoid(z) + F.logsigmoid(-z))),
    "aft-log-normal": ((REAL, POSITIVE, PROBABILITY), (0,),
        failure_time(lambda z: torch.special.log_ndtr(-z), lambda z: -0.5 * z * z - 0.5 * math.log(2 * math.pi))),
    "aft-weibull": ((REAL, POSITIVE, PROBABILITY), (0,), failure_time(lambda z: -torch.exp(z), lambda z: z - torch.exp(z))),
    "beta-nll": ((POSITIVE, PROBABILITY, POSITIVE), (0, 2), beta),
    "gaussian-crps": ((REAL, REAL, POSITIVE), (0, 1, 2), gaussian_crps),
    "grpo": ((REAL, REAL, REAL, REAL), (0,), grouped_policy),
    "interval-aft-log-logistic": ((REAL, POSITIVE, POSITIVE), (0,),
        between_bounds(lambda a, b: F.logsigmoid(b) + F.logsigmoid(-a) + torch.log(-torch.expm1(a - b)))),
    "interval-aft-log-normal": ((REAL, POSITIVE, POSITIVE), (0,), between_bounds(between_quantiles)),
    "interval-aft-weibull": ((REAL, POSITIVE, POSITIVE), (0,),
        between_bounds(lambda a, b: torch.log(-torch.expm1(torch.exp(a) - torch.exp(b))) - torch.exp(a))),
    "interval-score": ((REAL, REAL, REAL), (0, 1, 2), interval_score),
    "kto": ((REAL, SIGN, POSITIVE), (0,), lambda p, t, z: torch.sigmoid(-t * 0.1 * (p - z)).mean()),
    "laplace-nll": ((REAL, REAL, POSITIVE), (0, 1, 2), lambda p, t, s: (torch.log(s) + (p - t).abs() / s).mean()),
    "log-normal-nll": ((REAL, POSITIVE, POSITIVE), (0, 1, 2), log_normal),
    "logistic-nll": ((REAL, REAL, POSITIVE), (0, 1, 2), logistic),
    "multi-quantile": ((REAL, REAL, PROBABILITY), (0, 1),
        lambda p, t, q: torch.maximum((1 - q) * (p - t), -q * (p - t)).mean()),
    "negative-binomial-nll": ((REAL, POSITIVE, POSITIVE), (0, 2), negative_binomial),
    "orpo": ((POSITIVE, POSITIVE, REAL), (0, 1, 2), odds_ratio),
    "ppo-clip": ((REAL, REAL, REAL), (0,), policy),
    "student-t-nll": ((REAL, REAL, POSITIVE), (0, 1, 2),
        lambda p, t, s: (torch.log(s) + 2 * torch.log1p(((p - t) / s) ** 2 / 3)).mean()),
    "von-mises-nll": ((REAL, REAL, POSITIVE), (0, 1, 2),
        lambda p, t, k: (torch.log(torch.special.i0e(k)) + k - k * torch.cos(p - t)).mean()),
    "zero-inflated-poisson-nll": ((REAL, BIT, REAL), (0, 2), zero_inflated),
    "gaussian-nll": ((REAL, REAL, POSITIVE), (0, 1, 2), lambda p, t, v: F.gaussian_nll_loss(p, t, v)),
    "margin-ranking": ((REAL, REAL, SIGN), (0, 1), lambda a, b, t: F.margin_ranking_loss(a, b, t)),
    "positive-weighted-cross-entropy": ((REAL, PROBABILITY, POSITIVE), (0,),
        lambda x, t, w: F.binary_cross_entropy_with_logits(x, t, pos_weight=w)),
}


def triple(name, length, dtype):
    domains, leaves, loss_of = TRIPLE[name]
    inputs = [draw(domain, length, seed).to(dtype) for domain, seed in zip(domains, (FIRST, SECOND, THIRD, FOURTH))]

    def with_leaves(*first):
        given = dict(zip(leaves, first))
        return loss_of(*(given.get(k, one) for k, one in enumerate(inputs)))

    return work([inputs[k] for k in leaves], with_leaves)


# Losses of classes: logits and labels.


def log_probability(x, y):
    return torch.log_softmax(x, 1).gather(1, y[:, None]).squeeze(1)


def categorical_focal(x, y):
    log_p = log_probability(x, y)
    return -((1 - log_p.exp()) ** 2 * log_p).mean()


def crammer_singer(x, y):
    right = x.gather(1, y[:, None]).squeeze(1)
    others = x.scatter(1, y[:, None], float("-inf"))
    return F.relu(1 - right + others.amax(1)).mean()


class Sparsemax(torch.autograd.Function):
    """½‖p − t‖² plus what the cut leaves, whose slope is p − t: by sorting, as the paper does it."""

    @staticmethod
    def forward(context, x, y):
        ordered = x.sort(1, descending=True).values
        sums = ordered.cumsum(1) - 1
        count = torch.arange(1, x.shape[1] + 1, dtype=x.dtype)
        size = (ordered * count > sums).sum(1, keepdim=True)
        threshold = sums.gather(1, size - 1) / size
        p = F.relu(x - threshold)
        right = x.gather(1, y[:, None])
        loss = 0.5 * (p * (x + threshold)).sum(1, keepdim=True) + 0.5 - right
        p.scatter_add_(1, y[:, None], torch.full_like(right, -1))
        context.save_for_backward(p / len(x))
        return loss.mean()

    @staticmethod
    def backward(context, slope):
        return context.saved_tensors[0] * slope, None


CLASSES = {
    "categorical-focal": categorical_focal,
    "cross-entropy": F.cross_entropy,
    "cross-entropy-error": lambda x, y: -(x.gather(1, y[:, None]) + 1e-7).log().mean(),
    "crammer-singer": crammer_singer,
    "generalized-cross-entropy": lambda x, y: ((1 - (0.5 * log_probability(x, y)).exp()) / 0.5).mean(),
    "multi-margin": F.multi_margin_loss,
    "nll": F.nll_loss,
    "poly-cross-entropy": lambda x, y: (lambda z: (2 * (1 - z.exp()) - z).mean())(log_probability(x, y)),
    "ranking-softmax": F.cross_entropy,
    "sparsemax": Sparsemax.apply,
}


def classes(name, rows, columns, dtype):
    """A name may have a variant after a colon: smoothing, weights, distributions, wide."""
    name, _, variant = name.partition(":")
    domain = PROBABILITY if name == "cross-entropy-error" else REAL
    x = draw(domain, rows * columns, FIRST, 100.0 if variant == "wide" else 8.0).reshape(rows, columns).to(dtype)
    y, loss_of = labels(rows, columns), CLASSES[name]
    if variant == "smoothing":
        return work([x], lambda x: F.cross_entropy(x, y, label_smoothing=0.1))
    if variant == "weights":
        weight = draw(POSITIVE, columns, SECOND).to(dtype)
        return work([x], lambda x: F.cross_entropy(x, y, weight))
    if variant == "distributions":
        target = draw(POSITIVE, rows * columns, SECOND).reshape(rows, columns).to(dtype)
        return work([x], lambda x: F.cross_entropy(x, target))
    return work([x], lambda x: loss_of(x, y))


# Losses of whole rows: the domains of the inputs, the seed of each, how many have gradients, and the loss.


def overlap(alpha, beta):
    def loss(x, t):
        p = torch.sigmoid(x)
        both, predicted, target = (p * t).sum(1), p.sum(1), t.sum(1)
        return (1 - (both + 1) / (both + alpha * (predicted - both) + beta * (target - both) + 1)).mean()
    return loss


def dice(x, t):
    p = torch.sigmoid(x)
    return (1 - (2 * (p * t).sum(1) + 1) / (p.sum(1) + t.sum(1) + 1)).mean()


def focal_tversky(x, t):
    p = torch.sigmoid(x)
    both, predicted, target = (p * t).sum(1), p.sum(1), t.sum(1)
    return ((1 - (both + 1) / (both + 0.3 * (predicted - both) + 0.7 * (target - both) + 1)) ** 0.75).mean()


def combo(x, t):
    return 0.25 * F.binary_cross_entropy_with_logits(x, t) + 0.5 * dice(x, t)


def hazard(x, e, r):
    return F.binary_cross_entropy_with_logits(x, e, r, reduction="none").sum(1).mean()


def zlpr(x, t):
    return (torch.log1p(((1 - t) * x.exp()).sum(1)) + torch.log1p((t * (-x).exp()).sum(1))).mean()


def contrastive(a, b, t):
    square = (a - b).square().sum(1)
    return (0.5 * torch.where(t > 0, square, F.relu(1 - square.sqrt()).square())).mean()


def reverse_distillation(x, t):
    return F.kl_div(torch.log_softmax(t, 1), torch.log_softmax(x, 1), reduction="batchmean", log_target=True)


def mixture(x, t, part):
    student, teacher = torch.log_softmax(x, 1), torch.log_softmax(t, 1)
    return student, teacher, torch.logaddexp(teacher + math.log(part), student + math.log(1 - part))


def skewed_distillation(x, t):
    _, teacher, middle = mixture(x, t, 0.1)
    return F.kl_div(middle, teacher, reduction="batchmean", log_target=True)


def jensen_shannon_distillation(x, t):
    student, teacher, middle = mixture(x, t, 0.5)
    return 0.5 * (F.kl_div(middle, teacher, reduction="batchmean", log_target=True)
                  + F.kl_div(middle, student, reduction="batchmean", log_target=True))


def list_mle(x, t):
    ordered = x.gather(1, t.sort(dim=1, descending=True, stable=True).indices)
    return (ordered.flip(1).logcumsumexp(1).flip(1) - ordered).sum(1).mean()


def gain_shares(t):
    gains = torch.exp2(t) - 1
    discounts = 1 / torch.log2(2 + torch.arange(t.shape[1], dtype=t.dtype))
    return gains / (gains.sort(1, descending=True).values * discounts).sum(1, keepdim=True), discounts


def pair_losses(x, t):
    return F.softplus(x[:, None, :] - x[:, :, None]) * (t[:, :, None] > t[:, None, :])


def pairwise_logistic(x, t):
    return pair_losses(x, t).sum((1, 2)).mean()


def lambda_rank(x, t):
    with torch.no_grad():
        gains, discounts = gain_shares(t)
        own = torch.empty_like(x).scatter_(1, x.sort(dim=1, descending=True, stable=True).indices, discounts.expand_as(x))
        weights = ((gains[:, :, None] - gains[:, None, :]) * (own[:, :, None] - own[:, None, :])).abs()
    return (weights * pair_losses(x, t)).sum((1, 2)).mean()


def approx_ndcg(x, t):
    ranks = 0.5 + torch.sigmoid(10 * (x[:, None, :] - x[:, :, None])).sum(2)
    return -(gain_shares(t)[0] / torch.log2(1 + ranks)).sum(1).mean()


def corners(box):
    """Two opposite corners of each box, the lower one first."""
    return torch.minimum(box[:, :2], box[:, 2:]), torch.maximum(box[:, :2], box[:, 2:])


def boxes(kind):
    """As torchvision composes them."""
    def loss(p, t):
        low, high = corners(p)
        other_low, other_high = corners(t)
        inner = F.relu(torch.minimum(high, other_high) - torch.maximum(low, other_low)).prod(1)
        size, other = high - low, other_high - other_low
        union = size.prod(1) + other.prod(1) - inner
        missed = 1 - inner / (union + 1e-7)
        if kind == "box-iou":
            return missed.mean()
        outer = torch.maximum(high, other_high) - torch.minimum(low, other_low)
        if kind == "giou":
            enclosing = outer.prod(1)
            return (missed + (enclosing - union) / (enclosing + 1e-7)).mean()
        apart = (((low + high - other_low - other_high) / 2) ** 2).sum(1) / ((outer * outer).sum(1) + 1e-7)
        if kind == "diou":
            return (missed + apart).mean()
        turn = torch.atan(other[:, 0] / other[:, 1]) - torch.atan(size[:, 0] / size[:, 1])
        v = 4 / math.pi ** 2 * turn ** 2
        return (missed + apart + v * v / (missed + v + 1e-7)).mean()
    return loss


def cox(x, time, event):
    order = torch.argsort(time[0], descending=True)
    x, event = x[0, order], event[0, order]
    return (torch.logcumsumexp(x, 0) - x)[event > 0.5].sum()


def gaussian_mixture(x, t):
    logits, mean, log = x.chunk(3, 1)
    z = (t[:, None] - mean) * torch.exp(-log)
    joint = torch.log_softmax(logits, 1) - log - 0.5 * z * z - 0.5 * math.log(2 * math.pi)
    return -torch.logsumexp(joint, 1).mean()


def ranked_errors(error, member):
    """Errors of the last axis, the largest first, and what the Jaccard index loses by each."""
    error, order = torch.sort(error, dim=-1, descending=True)
    member = member.gather(-1, order)
    count = member.sum(-1, keepdim=True)
    lost = 1 - (count - member.cumsum(-1)) / (count + (1 - member).cumsum(-1))
    return error, torch.cat([lost[..., :1], lost[..., 1:] - lost[..., :-1]], -1)


def lovasz_hinge(x, t):
    member = (t > 0.5).to(x.dtype)
    error, step = ranked_errors(1 - (2 * member - 1) * x, member)
    return (F.relu(error) * step).sum(1).mean()


def sample_crps(x, t):
    count = x.shape[1]
    ordered = torch.sort(x, 1).values
    places = 2 * torch.arange(count, dtype=x.dtype) + 1 - count
    return ((x - t[:, None]).abs().mean(1) - (ordered * places).sum(1) / count ** 2).mean()


def class_places(x, t, classes=2):
    """Logits and targets as (N, C, L), the probabilities beside them."""
    return torch.softmax(x.reshape(len(x), classes, -1), 1), t.reshape(len(x), classes, -1)


def multi_class_dice(x, t):
    p, t = class_places(x, t)
    return (1 - (2 * (p * t).sum(2) + 1) / (p.sum(2) + t.sum(2) + 1)).mean()


def generalized_dice(x, t):
    p, t = class_places(x, t)
    weight = t.sum(2) ** -2
    return (1 - 2 * (weight * (p * t).sum(2)).sum(1) / (weight * (p.sum(2) + t.sum(2))).sum(1)).mean()


def lovasz_softmax(x, t):
    p, t = class_places(x, t)
    error, step = ranked_errors((t - p).abs(), t)
    return (error * step).sum(2).mean()


def soft_dtw(x, y):
    """All rows at once, along antidiagonals; a pair lies at its step of x."""
    count, far = x.shape[1], torch.full_like(x[:, :1], math.inf)
    cost = (x[:, :, None] - y[:, None, :]) ** 2
    before, last = None, cost[:, :1, 0]
    for diagonal in range(1, 2 * count - 1):
        low, high = max(0, diagonal - count + 1), min(count - 1, diagonal)
        i = torch.arange(low, high + 1)
        first = max(0, diagonal - count)
        wide = torch.cat([far, last, far], 1)  # from first - 1 on
        at = i - first
        reach = [wide[:, at], wide[:, at + 1]]
        if before is not None:
            start = max(0, diagonal - count - 1)
            reach.append(torch.cat([far, before, far], 1)[:, i - start])
        before, last = last, cost[:, i, diagonal - i] - torch.logsumexp(-torch.stack(reach), 0)
    return last.mean()


def wasserstein(x, y):
    return (torch.sort(x, 1).values - torch.sort(y, 1).values).abs().mean()


def sinkhorn(x, y):
    """Potentials without gradients until they stand in float, and one step with them."""
    def cost(a, b): return (a[:, :, None] - b[:, None, :]) ** 2

    def meeting(costs, potential, over):
        return math.log(costs.shape[over]) - torch.logsumexp(potential.unsqueeze(3 - over) - costs, over)
    xy, xx, yy = cost(x, y), cost(x, x), cost(y, y)
    with torch.no_grad():
        g, h, k = torch.zeros_like(y), torch.zeros_like(x), torch.zeros_like(y)
        for _ in range(200):
            after = meeting(xy, meeting(xy, g, 2), 1)
            moved, g = (after - g).abs().max(), after
            if moved < 1e-5:
                break
        for _ in range(20):
            h, k = (h + meeting(xx, h, 2)) / 2, (k + meeting(yy, k, 2)) / 2
    own = (meeting(xx, h, 2) + h).mean() + (meeting(yy, k, 2) + k).mean()
    return meeting(xy, g, 2).mean() + g.mean() - own / 2


# Losses of groups; where the second input has one number a row, its place is marked.
GROUPS = {
    **{kind: ((REAL, REAL), 2, boxes(kind)) for kind in ("box-iou", "giou", "diou", "ciou")},
    "cox": ((REAL, POSITIVE, PROBABILITY), 1, cox),
    "gaussian-mixture-nll": ((REAL, REAL), 1, gaussian_mixture),
    "generalized-dice": ((REAL, PROBABILITY), 1, generalized_dice),
    "lovasz-hinge": ((REAL, PROBABILITY), 1, lovasz_hinge),
    "lovasz-softmax": ((REAL, BIT), 1, lovasz_softmax),
    "multi-class-dice": ((REAL, PROBABILITY), 1, multi_class_dice),
    "sample-crps": ((REAL, REAL), 1, sample_crps),
    "sinkhorn-divergence": ((REAL, REAL), 2, sinkhorn),
    "soft-dtw": ((REAL, REAL), 2, soft_dtw),
    "wasserstein": ((REAL, REAL), 2, wasserstein),
}


def groups(name, rows, columns, dtype):
    domains, leaves, loss_of = GROUPS[name]
    per_row = name in ("gaussian-mixture-nll", "sample-crps")
    inputs = [draw(domain, rows if per_row and place == 1 else rows * columns, seed).to(dtype)
              for place, (domain, seed) in enumerate(zip(domains, (FIRST, SECOND, THIRD)))]
    inputs = [one if per_row and place == 1 else one.reshape(rows, columns) for place, one in enumerate(inputs)]
    return work(inputs[:leaves], lambda *first: loss_of(*first, *inputs[leaves:]))


ROWS = {
    "combo": ((REAL, PROBABILITY), 1, combo),
    "discrete-hazard": ((REAL, PROBABILITY, POSITIVE), 1, hazard),
    "focal-tversky": ((REAL, PROBABILITY), 1, focal_tversky),
    "jaccard": ((REAL, PROBABILITY), 1, overlap(1, 1)),
    "zlpr": ((REAL, PROBABILITY), 1, zlpr),
    "approx-ndcg": ((REAL, POSITIVE), 1, approx_ndcg),
    "contrastive": ((REAL, REAL), 2, contrastive),
    "distillation": ((REAL, REAL), 2, lambda x, t: F.kl_div(
        torch.log_softmax(x, 1), torch.log_softmax(t, 1), reduction="batchmean", log_target=True)),
    "jensen-shannon-distillation": ((REAL, REAL), 2, jensen_shannon_distillation),
    "lambda-rank": ((REAL, POSITIVE), 1, lambda_rank),
    "list-mle": ((REAL, REAL), 1, list_mle),
    "pairwise-logistic": ((REAL, POSITIVE), 1, pairwise_logistic),
    "reverse-distillation": ((REAL, REAL), 2, reverse_distillation),
    "skewed-distillation": ((REAL, REAL), 2, skewed_distillation),
    "cosine-distance": ((REAL, REAL), 2, lambda a, b: (1 - F.cosine_similarity(a, b)).mean()),
    "cosine-embedding": ((REAL, REAL), 2, F.cosine_embedding_loss),
    "dice": ((REAL, PROBABILITY), 1, dice),
    "multilabel-soft-margin": ((REAL, PROBABILITY), 1, F.multilabel_soft_margin_loss),
    "sum-squared-error": ((REAL, REAL), 2, lambda p, t: 0.5 * (p - t).square().sum(1).mean()),
    "triplet-margin": ((REAL, REAL, REAL), 3, F.triplet_margin_loss),
    "tversky": ((REAL, PROBABILITY), 1, overlap(0.5, 0.5)),
}


def rows_of(name, rows, columns, dtype):
    domains, leaves, loss_of = ROWS[name]
    inputs = [draw(domain, rows * columns, seed).reshape(rows, columns).to(dtype)
              for domain, seed in zip(domains, (FIRST, SECOND, THIRD))]
    if name in ("contrastive", "cosine-embedding"):
        inputs.append(draw(SIGN, rows, THIRD).to(dtype))
    return work(inputs[:leaves], lambda *first: loss_of(*first, *inputs[leaves:]))


# The others, each of a kind of its own.


def multilabel_margin(rows, columns, dtype):
    """A third of the classes of a row are its labels: the first ones of a hashed order."""
    x = draw(REAL, rows * columns, FIRST).reshape(rows, columns).to(dtype)
    start = labels(rows, columns)
    count = max(1, columns // 3)
    target = torch.full((rows, columns), -1, dtype=torch.int64)
    target[:, :count] = (start[:, None] + torch.arange(count)) % columns
    return work([x], lambda x: F.multilabel_margin_loss(x, target))


def info_nce(rows, columns, dtype):
    a, b = (draw(REAL, rows * columns, seed).reshape(rows, columns).to(dtype) for seed in (FIRST, SECOND))
    y = torch.arange(rows)
    return work([a, b], lambda a, b: F.cross_entropy(F.normalize(a) @ F.normalize(b).t() / 0.07, y))


def clip(rows, columns, dtype):
    a, b = (draw(REAL, rows * columns, seed).reshape(rows, columns).to(dtype) for seed in (FIRST, SECOND))
    y = torch.arange(rows)

    def both(a, b, scale):
        logits = scale.exp() * F.normalize(a) @ F.normalize(b).t()
        return (F.cross_entropy(logits, y) + F.cross_entropy(logits.t(), y)) / 2
    return work([a, b, torch.tensor([2.5], dtype=dtype)], both)


def n_pairs(rows, columns, dtype):
    a, b = (draw(REAL, rows * columns, seed, 2).reshape(rows, columns).to(dtype) for seed in (FIRST, SECOND))
    y = torch.arange(rows)
    return work([a, b], lambda a, b: F.cross_entropy(a @ b.t(), y))


def off_diagonal(square):
    return square.pow(2).sum() - square.diagonal().pow(2).sum()


def vicreg(rows, columns, dtype):
    a, b = (draw(REAL, rows * columns, seed).reshape(rows, columns).to(dtype) for seed in (FIRST, SECOND))

    def loss(a, b):
        near, a, b = F.mse_loss(a, b), a - a.mean(0), b - b.mean(0)
        spread = sum(F.relu(1 - torch.sqrt(x.var(0) + 1e-4)).mean() / 2 for x in (a, b))
        shared = sum(off_diagonal(x.t() @ x / (rows - 1)) / columns for x in (a, b))
        return 25 * near + 25 * spread + shared
    return work([a, b], loss)


def barlow_twins(rows, columns, dtype):
    a, b = (draw(REAL, rows * columns, seed).reshape(rows, columns).to(dtype) for seed in (FIRST, SECOND))

    def loss(a, b):
        c = F.batch_norm(a, None, None, training=True).t() @ F.batch_norm(b, None, None, training=True) / rows
        return (c.diagonal() - 1).pow(2).sum() + 0.005 * off_diagonal(c)
    return work([a, b], loss)


# Labelled rows: from the cosines of all pairs, which of them belong together, and which do not.


def sup_con(c, near, far):
    c = c / 0.1
    return c.masked_fill(~(near | far), -math.inf).logsumexp(1) - (c * near).sum(1) / near.sum(1)


def nca(c, near, far):
    c = c / 0.1
    return c.masked_fill(~(near | far), -math.inf).logsumexp(1) - c.masked_fill(~near, -math.inf).logsumexp(1)


def multi_similarity(c, near, far):
    positives = (-2 * (c - 0.5)).masked_fill(~near, -math.inf).logsumexp(1)
    negatives = (50 * (c - 0.5)).masked_fill(~far, -math.inf).logsumexp(1)
    return F.softplus(positives) / 2 + F.softplus(negatives) / 50


def circle(c, near, far):
    positives = (-256 * F.relu(1.25 - c) * (c - 0.75)).masked_fill(~near, -math.inf).logsumexp(1)
    negatives = (256 * F.relu(c + 0.25) * (c - 0.25)).masked_fill(~far, -math.inf).logsumexp(1)
    return F.softplus(positives + negatives)


def batch_hard_triplet(c, near, far):
    return F.relu(0.2 - c.masked_fill(~near, math.inf).amin(1) + c.masked_fill(~far, -math.inf).amax(1))


SIMILARITIES = {"batch-hard-triplet": batch_hard_triplet, "circle": circle, "multi-similarity": multi_similarity,
                "nca": nca, "sup-con": sup_con}


def labelled_rows(name, rows, columns, dtype):
    """All rows have others of their label in this race, so none counts 0."""
    y = labels(rows, 32)
    near = (y[:, None] == y) & ~torch.eye(rows, dtype=torch.bool)
    far, loss_of = y[:, None] != y, SIMILARITIES[name]
    x = draw(REAL, rows * columns, FIRST).reshape(rows, columns).to(dtype)

    def of(x):
        unit = F.normalize(x)
        return loss_of(unit @ unit.t(), near, far).mean()
    return work([x], of)


# Losses of proxies: cosines of each row with all classes, and labels.


def arcface(c, y):
    own = c.gather(1, y[:, None])
    bent = own * math.cos(0.5) - (1 - own * own).sqrt() * math.sin(0.5)
    bent = torch.where(own > -math.cos(0.5), bent, own - 0.5 * math.sin(0.5))
    return F.cross_entropy(64 * c.scatter(1, y[:, None], bent), y)


def cosface(c, y):
    return F.cross_entropy(64 * (c - 0.35 * F.one_hot(y, c.shape[1])), y)


def proxy_nca(c, y):
    c = 2 * c
    own = c.gather(1, y[:, None])
    return (c.scatter(1, y[:, None], -math.inf).logsumexp(1) - own.squeeze(1)).mean()


PROXIES = {"arcface": arcface, "cosface": cosface, "proxy-nca": proxy_nca}


def proxies(name, rows, columns, dtype):
    y, loss_of = labels(rows, columns), PROXIES[name]
    return work([draw(REAL, rows * columns, FIRST, 2.0).reshape(rows, columns).to(dtype)], lambda c: loss_of(c, y))


def ctc(steps, samples, columns, length, dtype):
    logits = numbers(steps * samples * columns, FIRST, 8.0).reshape(steps, samples, columns).to(dtype)
    target = 1 + labels(samples * length, columns - 1).reshape(samples, length)
    counts = torch.full((samples,), steps), torch.full((samples,), length)
    # By the logarithms of probabilities that a softmax made. The gradient that PyTorch gives there holds behind a
    # softmax only, so both sides are compared after it.
    leaf = torch.log_softmax(logits, 2)
    run, figures = work([leaf], lambda x: F.ctc_loss(x, target, *counts))
    return run, lambda: figures()[:1]


def transducer(steps, samples, columns, length, dtype):
    """All samples at once, along antidiagonals; a node lies at its number of labels. The blank is class 0."""
    logits = numbers(samples * steps * (length + 1) * columns, FIRST, 8.0)
    leaf = torch.log_softmax(logits.reshape(samples, steps, length + 1, columns).to(dtype), 3)
    target = 1 + labels(samples * length, columns - 1).reshape(samples, length)

    def loss(x):
        blank = x[..., 0]
        label = x[:, :, :length].gather(3, target[:, None, :, None].expand(-1, steps, -1, 1))[..., 0]
        none = torch.full((samples, 1), -math.inf, dtype=x.dtype)
        nodes, start = torch.zeros((samples, 1), dtype=x.dtype), 0
        for diagonal in range(1, steps + length):
            said = torch.arange(max(0, diagonal - steps + 1), min(length, diagonal) + 1)
            last = said[(diagonal - said > 0)]
            by_blank = nodes[:, last - start] + blank[:, diagonal - 1 - last, last]
            if len(last) < len(said):
                by_blank = torch.cat([by_blank, none], 1)
            more = said[said > 0]
            by_label = nodes[:, more - 1 - start] + label[:, diagonal - more, more - 1]
            if len(more) < len(said):
                by_label = torch.cat([none, by_label], 1)
            nodes, start = torch.logaddexp(by_blank, by_label), int(said[0])
        return -(nodes[:, -1] + blank[:, -1, -1]).mean()
    run, figures = work([leaf], loss)
    return run, lambda: figures()[:1]


def images(samples, channels, places, dtype):
    x = numbers(samples * channels * places, FIRST, 8.0).reshape(samples, channels, places).to(dtype)
    y = labels(samples * places, channels).reshape(samples, places)
    return work([x], lambda x: F.cross_entropy(x, y))


def last_layer(rows, features, columns, dtype):
    hidden = numbers(rows * features, FIRST, 2.0).reshape(rows, features).to(dtype)
    weight = numbers(columns * features, SECOND, 2.0 / math.sqrt(features)).reshape(columns, features).to(dtype)
    return hidden, weight


def linear_cross_entropy(rows, features, columns, dtype):
    hidden, weight = last_layer(rows, features, columns, dtype)
    y = labels(rows, columns)
    return work([hidden, weight], lambda h, w: F.cross_entropy(F.linear(h, w), y))


def linear_dpo(rows, features, columns, dtype):
    """Answers of eight tokens, chosen and rejected ones in turn."""
    hidden, weight = last_layer(rows, features, columns, dtype)
    y = labels(rows, columns)

    def of(h, w):
        logs = -F.cross_entropy(F.linear(h, w), y, reduction="none")
        answers = logs.reshape(-1, 2, 8).sum(-1)
        return -F.logsigmoid(0.1 * (answers[:, 0] - answers[:, 1])).mean()
    return work([hidden, weight], of)


def linear_grpo(rows, features, columns, dtype):
    """Tokens whose old policy and reference are uniform, good and bad ones in turn."""
    hidden, weight = last_layer(rows, features, columns, dtype)
    y = labels(rows, columns)
    old = torch.full((rows,), -math.log(columns), dtype=dtype)
    advantages = torch.ones(rows, dtype=dtype)
    advantages[1::2] = -1
    return work([hidden, weight], lambda h, w: grouped_policy(
        -F.cross_entropy(F.linear(h, w), y, reduction="none"), old, advantages, old))


def linear_distillation(rows, features, columns, dtype):
    hidden, weight = last_layer(rows, features, columns, dtype)
    teacher = numbers(rows * columns, THIRD, 2.0).reshape(rows, columns).to(dtype)
    return work([hidden, weight], lambda h, w: F.kl_div(torch.log_softmax(F.linear(h, w), 1),
                torch.log_softmax(teacher, 1), reduction="batchmean", log_target=True))


def adaptive_softmax(rows, features, columns, dtype):
    """A tenth of the classes in the head, as many in the first cluster; labels are as even as elsewhere."""
    cutoffs = [columns // 10, columns // 5]
    layer = torch.nn.AdaptiveLogSoftmaxWithLoss(features, columns, cutoffs).to(dtype)
    hidden = numbers(rows * features, FIRST, 2.0).reshape(rows, features).to(dtype)
    weights = [layer.head.weight] + [w.weight for tail in layer.tail for w in tail]
    drawn = numbers(sum(w.numel() for w in weights), SECOND, 2.0 / math.sqrt(features)).to(dtype)
    y = labels(rows, columns)

    # The layer itself, over parameters that lie in one piece.
    def of(h, all_weights):
        parts = torch.split(all_weights, [w.numel() for w in weights])
        head, *tails = [part.reshape(w.shape) for part, w in zip(parts, weights)]
        heads = F.log_softmax(F.linear(h, head), 1)
        places, total = y.clone(), torch.zeros((), dtype=dtype)
        for cluster, (low, high) in enumerate(zip(cutoffs, cutoffs[1:] + [columns])):
            mine = ((y >= low) & (y < high)).nonzero().squeeze(1)
            places[mine] = cutoffs[0] + cluster
            logits = F.linear(F.linear(h.index_select(0, mine), tails[2 * cluster]), tails[2 * cluster + 1])
            total = total + F.cross_entropy(logits, y[mine] - low, reduction="sum")
        return (total + F.nll_loss(heads, places, reduction="sum")) / rows
    return work([hidden, drawn], of)


def loss(name, dtype, *sizes):
    dtype = {"float": torch.float32, "double": torch.float64}[dtype]
    if name in POINT:
        return point(name, *sizes, dtype)
    if name in TRIPLE:
        return triple(name, *sizes, dtype)
    if name in GROUPS:
        return groups(name, *sizes, dtype)
    if name in ROWS:
        return rows_of(name, *sizes, dtype)
    if name in PROXIES:
        return proxies(name, *sizes, dtype)
    if name in SIMILARITIES:
        return labelled_rows(name, *sizes, dtype)
    own = {"multilabel-margin": multilabel_margin, "info-nce": info_nce, "clip": clip,
           "n-pairs": n_pairs, "vicreg": vicreg, "barlow-twins": barlow_twins, "ctc": ctc, "rnn-t": transducer,
           "linear": linear_cross_entropy, "linear-dpo": linear_dpo, "linear-grpo": linear_grpo,
           "linear-distillation": linear_distillation, "adaptive-softmax": adaptive_softmax,
           "images": images}
    return own[name](*sizes, dtype) if name in own else classes(name, *sizes, dtype)
