"""Measures the losses of PyTorch: python3 data/peers/pytorch.py (Debian 12: python3-torch 1.13.1)."""
import torch
import torch.nn.functional as F

from table import *
from torch_run import run


class Classes:
    """Losses whose targets are labels: whole numbers there, an input named target here."""

    def __init__(self, call):
        self.call = call

    def __call__(self, input, target):
        return self.call(input, target.to(torch.int64))


peer = Peer("PyTorch", "1.13.1, Debian 12", "2026-11-29", "run", ["torch"], run)
ELEMENTS = "over all elements"
BATCH = dict(input=P, target=T)

line = peer.line("l1", "torch.nn.functional.l1_loss", "reduction mean", F.l1_loss, mean=ELEMENTS)
line.case("defaults", BATCH, grad=["input", "target"])
line.case("prediction = target: slope 0", dict(input=[1.0, 2.0], target=[1.0, 1.0]), grad=["input"])
line.case("an empty batch", dict(input=[], target=[]))

line = peer.line(
    "mse",
    "torch.nn.functional.mse_loss",
    "reduction mean",
    F.mse_loss,
    mean=ELEMENTS,
    differs="no factor ½, while optax.l2_loss and textbooks have it (half-mse)",
)
line.case("defaults", BATCH, grad=["input", "target"])
line.case(
    "reduction='sum'",
    BATCH,
    {"reduction": "sum"},
    call=lambda input, target: F.mse_loss(input, target, reduction="sum"),
)
line.case("an empty batch", dict(input=[], target=[]))

line = peer.line(
    "huber",
    "torch.nn.functional.huber_loss",
    "delta 1.0, reduction mean",
    F.huber_loss,
    mean=ELEMENTS,
    differs="delta 0 is refused, as here",
)
line.case("defaults", BATCH, grad=["input"])
line.case(
    "delta=2.25",
    BATCH,
    {"delta": 2.25},
    call=lambda input, target: F.huber_loss(input, target, delta=2.25),
    grad=["input"],
)

line = peer.line(
    "smooth-l1",
    "torch.nn.functional.smooth_l1_loss",
    "beta 1.0, reduction mean",
    F.smooth_l1_loss,
    mean=ELEMENTS,
    differs="equals huber divided by beta; with beta 0 its slope at prediction = target is −1, "
    "that of l1_loss and of ours 0",
)
line.case("defaults", BATCH, grad=["input"])
line.case(
    "beta=0.5",
    BATCH,
    {"beta": 0.5},
    call=lambda input, target: F.smooth_l1_loss(input, target, beta=0.5),
    grad=["input"],
)
line.case("beta=0", BATCH, {"beta": 0}, call=lambda input, target: F.smooth_l1_loss(input, target, beta=0.0))

line = peer.line(
    "cross-entropy",
    "torch.nn.functional.cross_entropy",
    "logits (N, C, d₁ …) with the classes in dimension 1, ignore_index −100, label_smoothing 0, reduction mean",
    Classes(F.cross_entropy),
    mean="divides by the sum of the weights of the labels that are not ignored, smoothed or not",
)
CLASSES = dict(input=LOGITS, target=LABELS)
WEIGHTS = [0.5, 1.0, 2.0, 4.0]
W = torch.tensor(WEIGHTS, dtype=torch.float64)
line.case("defaults", CLASSES, grad=["input"])
line.case(
    "weight, label_smoothing=0.1, ignore_index=0",
    dict(**CLASSES, weight=WEIGHTS),
    {"label_smoothing": 0.1, "ignore_index": 0},
    call=lambda input, target, weight: F.cross_entropy(
        input, target.long(), weight=weight, label_smoothing=0.1, ignore_index=0
    ),
)
line.case(
    "reduction='none'",
    CLASSES,
    {"reduction": "none"},
    call=Classes(lambda x, y: F.cross_entropy(x, y, reduction="none")),
)
line.case("every label ignored", dict(input=LOGITS, target=[-100, -100, -100]))
line.case(
    "the sum, every label ignored",
    dict(input=LOGITS, target=[-100, -100, -100]),
    {"reduction": "sum"},
    call=Classes(lambda x, y: F.cross_entropy(x, y, reduction="sum")),
)
line.case(
    "all class weights 0",
    dict(**CLASSES, weight=[0.0] * 4),
    call=lambda input, target, weight: F.cross_entropy(input, target.long(), weight=weight),
)
line.case("a logit of −∞ beside the label", dict(input=[[0.5, -INF, 1.0]], target=[0]), grad=["input"])
line.case("a logit of −∞ at the label", dict(input=[[0.5, -INF, 1.0]], target=[1]))
line.case("a row of nothing but −∞", dict(input=[[-INF, -INF]], target=[1]))
line.case("logits of 10⁸", dict(input=[[1e8, 0.0]], target=[1]), grad=["input"])

line = peer.line(
    "cross-entropy",
    "torch.nn.functional.cross_entropy with probabilities as target",
    "as with labels; the target is (N, C, d₁ …)",
    F.cross_entropy,
    here={"target_kind": "probabilities"},
    mean="divides by the number of rows, weights or not: unlike with labels",
)
SOFT = [[0.25, 0.25, 0.5, 0.0], [0.125, 0.625, 0.125, 0.125], [1.0, 0.0, 0.0, 0.0]]
line.case("defaults", dict(input=LOGITS, target=SOFT), grad=["input"])
line.case(
    "weight",
    dict(input=LOGITS, target=SOFT, weight=WEIGHTS),
    call=lambda input, target, weight: F.cross_entropy(input, target, weight=weight),
)

line = peer.line(
    "nll",
    "torch.nn.functional.nll_loss",
    "log-probabilities, ignore_index −100, reduction mean",
    Classes(F.nll_loss),
    mean="divides by the sum of the weights of the labels that are not ignored",
    differs="it does not check that the input is a log-probability: of probabilities it gives −p",
)
LOG = [[-1.5, -0.5, -3.0], [-2.0, -0.25, -4.0]]
line.case("defaults", dict(input=LOG, target=[0, 2]), grad=["input"])
line.case(
    "weight",
    dict(input=LOG, target=[0, 2], weight=[1.0, 2.0, 5.0]),
    call=lambda input, target, weight: F.nll_loss(input, target.long(), weight=weight),
)
line.case(
    "all class weights 0",
    dict(input=LOG, target=[0, 2], weight=[0.0] * 3),
    call=lambda input, target, weight: F.nll_loss(input, target.long(), weight=weight),
)
line.case("every label ignored", dict(input=LOG, target=[-100, -100]))
line.case(
    "ignore_index=2",
    dict(input=LOG, target=[0, 2]),
    {"ignore_index": 2},
    call=Classes(lambda x, y: F.nll_loss(x, y, ignore_index=2)),
)

line = peer.line(
    "binary-cross-entropy",
    "torch.nn.functional.binary_cross_entropy",
    "probabilities, reduction mean",
    F.binary_cross_entropy,
    mean=ELEMENTS + ", weights or not",
    differs="logarithms are cut at −100, as here",
)
BITS = dict(input=PROBABLE, target=BINARY)
line.case("defaults", BITS, grad=["input"])
line.case(
    "weight",
    dict(**BITS, weight=POSITIVE),
    call=lambda input, target, weight: F.binary_cross_entropy(input, target, weight=weight),
)
line.case("p = 0 where the target is 1", dict(input=[0.0], target=[1.0]))
line.case("p = 1 where the target is 0", dict(input=[1.0], target=[0.0]))
line.case("p = target = 0 and 1", dict(input=[0.0, 1.0], target=[0.0, 1.0]))

line = peer.line(
    "binary-cross-entropy-with-logits",
    "torch.nn.functional.binary_cross_entropy_with_logits",
    "pos_weight none, reduction mean",
    F.binary_cross_entropy_with_logits,
    mean=ELEMENTS + ", weights or not",
)
LOGIT_BITS = dict(input=P, target=BINARY)
line.case("defaults", LOGIT_BITS, grad=["input"])
line.case(
    "pos_weight=3",
    LOGIT_BITS,
    {"pos_weight": 3},
    call=lambda input, target: F.binary_cross_entropy_with_logits(input, target, pos_weight=torch.tensor(3.0)),
    grad=["input"],
)
line.case("a logit of ±1000", dict(input=[1000.0, -1000.0], target=[0.0, 1.0]), grad=["input"])
line.case("a logit of −∞ where the target is 0", dict(input=[-INF], target=[0.0]), right=0.0)

line = peer.line(
    "positive-weighted-cross-entropy",
    "torch.nn.functional.binary_cross_entropy_with_logits, pos_weight a tensor",
    "one weight a column",
    mean=ELEMENTS,
)
line.case(
    "three weights",
    dict(**LOGIT_BITS, pos_weight=[1.0, 2.0, 0.5]),
    grad=["input"],
    call=lambda input, target, pos_weight: F.binary_cross_entropy_with_logits(input, target, pos_weight=pos_weight),
)

line = peer.line(
    "kl-div",
    "torch.nn.functional.kl_div",
    "log_target False, reduction mean",
    F.kl_div,
    mean="over all elements, not over rows: batchmean is the divergence of the mathematics",
    differs="the input is a log-probability and the order of the arguments is that of the other losses, not of KL(P‖Q)",
)
LOGS = dict(input=[[-1.5, -0.5, -3.0], [-2.0, -0.25, -4.0]], target=ROWS)
line.case("defaults", LOGS, grad=["input"])
line.case(
    "reduction='batchmean'",
    LOGS,
    {"reduction": "batchmean"},
    call=lambda input, target: F.kl_div(input, target, reduction="batchmean"),
)
line.case(
    "log_target=True",
    dict(input=LOGS["input"], target=[[-1.0, -1.0, -2.0], [-0.5, -2.0, -3.0]]),
    {"log_target": 1},
    call=lambda input, target: F.kl_div(input, target, log_target=True),
    grad=["input"],
)
line.case("a target of 0", dict(input=[-1.0, -2.0], target=[0.0, 1.0]), grad=["input"])
line.case("a target of 0 where the input is −∞", dict(input=[-INF], target=[0.0]), right=0.0)

line = peer.line(
    "poisson-nll",
    "torch.nn.functional.poisson_nll_loss",
    "log_input True, full False, eps 1e-8, reduction mean",
    F.poisson_nll_loss,
    mean=ELEMENTS,
)
COUNT = dict(input=P, target=COUNTS)
line.case("defaults", COUNT, grad=["input"])
line.case(
    "log_input=False",
    dict(input=POSITIVE, target=COUNTS),
    {"log_input": 0},
    call=lambda input, target: F.poisson_nll_loss(input, target, log_input=False),
    grad=["input"],
)
line.case("full=True", COUNT, {"full": 1}, call=lambda input, target: F.poisson_nll_loss(input, target, full=True))
line.case("an input of −∞ where the target is 0", dict(input=[-INF], target=[0.0]), right=0.0)

line = peer.line(
    "gaussian-nll",
    "torch.nn.functional.gaussian_nll_loss",
    "full False, eps 1e-6, reduction mean",
    F.gaussian_nll_loss,
    mean=ELEMENTS,
    differs="the variance is an input, not its logarithm and not the deviation",
)
GAUSS = dict(input=P, target=T, var=POSITIVE)
line.case("defaults", GAUSS, grad=["input", "var"])
line.case(
    "full=True", GAUSS, {"full": 1}, call=lambda input, target, var: F.gaussian_nll_loss(input, target, var, full=True)
)
line.case("a variance of 0", dict(input=[1.0], target=[3.0], var=[0.0]))

line = peer.line(
    "hinge-embedding",
    "torch.nn.functional.hinge_embedding_loss",
    "margin 1.0, reduction mean",
    F.hinge_embedding_loss,
    mean=ELEMENTS,
)
line.case("defaults", dict(input=POSITIVE, target=SIGNS), grad=["input"])
line.case(
    "margin=3",
    dict(input=POSITIVE, target=SIGNS),
    {"margin": 3},
    call=lambda input, target: F.hinge_embedding_loss(input, target, margin=3.0),
)

line = peer.line(
    "margin-ranking",
    "torch.nn.functional.margin_ranking_loss",
    "margin 0, reduction mean",
    F.margin_ranking_loss,
    mean=ELEMENTS,
    differs="at a tie with margin 0 its slope is −t, ours 0",
)
line.case("defaults", dict(input1=P, input2=T, target=SIGNS), grad=["input1", "input2"])
line.case(
    "margin=0.5",
    dict(input1=P, input2=T, target=SIGNS),
    {"margin": 0.5},
    call=lambda input1, input2, target: F.margin_ranking_loss(input1, input2, target, margin=0.5),
)

line = peer.line(
    "soft-margin", "torch.nn.functional.soft_margin_loss", "reduction mean", F.soft_margin_loss, mean=ELEMENTS
)
line.case("defaults", dict(input=P, target=SIGNS), grad=["input"])
line.case("−1000 where the target is 1", dict(input=[-1000.0], target=[1.0]), right=1000.0)

line = peer.line(
    "multi-margin",
    "torch.nn.functional.multi_margin_loss",
    "p 1, margin 1.0, reduction mean",
    Classes(F.multi_margin_loss),
    mean="divides by rows × classes, with weights too",
)
line.case("defaults", CLASSES, grad=["input"])
line.case(
    "p=2, margin=0.5",
    CLASSES,
    {"p": 2, "margin": 0.5},
    call=Classes(lambda x, y: F.multi_margin_loss(x, y, p=2, margin=0.5)),
)
line.case(
    "weight",
    dict(**CLASSES, weight=WEIGHTS),
    call=lambda input, target, weight: F.multi_margin_loss(input, target.long(), weight=weight),
)

line = peer.line(
    "multilabel-margin",
    "torch.nn.functional.multilabel_margin_loss",
    "labels end at the first −1, reduction mean",
    Classes(F.multilabel_margin_loss),
    mean="each row is divided by its number of classes, the mean by rows",
)
line.case("defaults", dict(input=LOGITS, target=[[2, 0, -1, -1], [0, -1, 3, -1], [-1, 1, 2, 3]]), grad=["input"])

line = peer.line(
    "multilabel-soft-margin",
    "torch.nn.functional.multilabel_soft_margin_loss",
    "weight none, reduction mean",
    F.multilabel_soft_margin_loss,
    mean="each row is divided by its number of classes, the mean by rows",
)
line.case("defaults", LOGIT_BITS, grad=["input"])
line.case(
    "weight",
    dict(**LOGIT_BITS, weight=[1.0, 2.0, 0.5]),
    call=lambda input, target, weight: F.multilabel_soft_margin_loss(input, target, weight=weight),
)

line = peer.line(
    "triplet-margin",
    "torch.nn.functional.triplet_margin_loss",
    "margin 1.0, p 2, eps 1e-6, swap False, reduction mean",
    F.triplet_margin_loss,
    mean="over rows",
    differs="eps is added to every difference, so a row is not at distance 0 from itself",
)
TRIPLE = dict(anchor=P, positive=T, negative=SIGNS)
line.case("defaults", TRIPLE, grad=["anchor", "positive", "negative"])
line.case(
    "p=1, swap=True",
    TRIPLE,
    {"p": 1, "swap": 1},
    call=lambda anchor, positive, negative: F.triplet_margin_loss(anchor, positive, negative, p=1, swap=True),
)
line.case("anchor = positive", dict(anchor=P, positive=P, negative=T), grad=["anchor"])

line = peer.line(
    "cosine-embedding",
    "torch.nn.functional.cosine_embedding_loss",
    "margin 0, reduction mean",
    F.cosine_embedding_loss,
    mean="over rows",
    differs="adds 1e-12 to both squared norms, so short rows lose their direction and long ones overflow",
)
COSINES = [np.dot(a, b) / math.sqrt(np.dot(a, a) * np.dot(b, b)) for a, b in zip(np.array(P), np.array(T))]
line.case("defaults", dict(input1=P, input2=T, target=[1.0, -1.0]), right=(1 - COSINES[0] + max(COSINES[1], 0)) / 2)
line.case(
    "a row of length 1e-9 beside itself", dict(input1=[[1e-9, 0.0]], input2=[[1e-9, 0.0]], target=[1.0]), right=0.0
)
line.case(
    "a row of length 1e200 beside itself",
    dict(input1=[[1e200, 1e200]], input2=[[1e200, 1e200]], target=[1.0]),
    right=0.0,
)

line = peer.line(
    "cosine-distance",
    "1 − torch.nn.functional.cosine_similarity",
    "dim 1, eps 1e-8",
    lambda input, target: 1 - F.cosine_similarity(input, target),
    mean="one number a row",
    differs="each norm is held above 1e-8",
    here={"reduction": "none"},
)
line.case("defaults", dict(input=P, target=T), grad=["input"])
line.case("a row of length 1e-9 beside itself", dict(input=[[1e-9, 1e-9]], target=[[1e-9, 1e-9]]), right=[0.0])

line = peer.line(
    "ctc",
    "torch.nn.functional.ctc_loss",
    "blank 0, zero_infinity False, reduction mean",
    lambda log_probs, targets, input_lengths, target_lengths: F.ctc_loss(
        log_probs, targets, input_lengths, target_lengths
    ),
    mean="divides each loss by its target length, then by the batch",
    differs="its gradient is the one of logits behind a log-softmax, not the derivative by log-probabilities",
)
STEPS = torch.log_softmax(
    torch.tensor(
        [
            [[0.5, -1.0, 2.0], [1.5, 0.75, -0.5]],
            [[0.0, 1.0, 0.25], [0.5, 0.5, 1.0]],
            [[1.0, 2.0, -1.0], [0.0, -0.5, 0.75]],
        ],
        dtype=torch.float64,
    ),
    2,
).numpy()
CTC = dict(log_probs=STEPS, targets=[[1, 2], [2, 1]], input_lengths=[3, 3], target_lengths=[2, 1])
line.case("defaults", CTC)
line.case("reduction='sum'", CTC, {"reduction": "sum"}, call=lambda **x: F.ctc_loss(**x, reduction="sum"))
line.case("a target longer than the input", dict(CTC, input_lengths=[1, 3]))
line.case(
    "the same with zero_infinity",
    dict(CTC, input_lengths=[1, 3]),
    {"zero_infinity": 1},
    call=lambda **x: F.ctc_loss(**x, zero_infinity=True),
)
line.case(
    "an empty target",
    dict(CTC, target_lengths=[0, 1]),
    {"reduction": "sum"},
    call=lambda **x: F.ctc_loss(**x, reduction="sum"),
)

# Distributions give no mean and no loss, but their log_prob is what users minimise.
D = torch.distributions
NONE = {"reduction": "none"}
LIKELY = "−log_prob of each element, no mean"
line = peer.line(
    "laplace-nll",
    "−torch.distributions.Laplace(loc, scale).log_prob",
    "",
    here={**NONE, "full": 1},
    mean=LIKELY,
    call=lambda input, target, scale: -D.Laplace(input, scale).log_prob(target),
)
line.case("defaults", dict(input=P, target=T, scale=POSITIVE), grad=["input", "scale"])
line = peer.line(
    "student-t-nll",
    "−torch.distributions.StudentT(df, loc, scale).log_prob",
    "",
    here={**NONE, "full": 1, "df": 3},
    mean=LIKELY,
    differs="df must be given; usual here is 3",
    call=lambda input, target, scale: -D.StudentT(3.0, input, scale).log_prob(target),
)
line.case("df=3", dict(input=P, target=T, scale=POSITIVE), grad=["input", "scale"])
line = peer.line(
    "log-normal-nll",
    "−torch.distributions.LogNormal(loc, scale).log_prob",
    "",
    here={**NONE, "full": 1},
    mean=LIKELY,
    call=lambda input, target, scale: -D.LogNormal(input, scale).log_prob(target),
)
line.case("defaults", dict(input=P, target=POSITIVE, scale=POSITIVE), grad=["input", "scale"])
line = peer.line(
    "beta-nll",
    "−torch.distributions.Beta(concentration1, concentration0).log_prob",
    "",
    here=NONE,
    mean=LIKELY,
    call=lambda concentration1, target, concentration0: -D.Beta(concentration1, concentration0).log_prob(target),
)
line.case(
    "defaults",
    dict(concentration1=POSITIVE, target=PROBABLE, concentration0=[[1.0, 2.0, 3.0], [0.5, 4.0, 1.0]]),
    grad=["concentration1"],
)
line = peer.line(
    "von-mises-nll",
    "−torch.distributions.VonMises(loc, concentration).log_prob",
    "",
    here={**NONE, "full": 1},
    mean=LIKELY,
    differs="I₀ comes from a polynomial good to about 1e-8",
    call=lambda input, target, concentration: -D.VonMises(input, concentration).log_prob(target),
)
line = peer.line(
    "negative-binomial-nll",
    "−torch.distributions.NegativeBinomial(total_count, logits=…).log_prob",
    "",
    here={**NONE, "full": 1},
    mean=LIKELY,
    differs="logits are log μ − log total_count; the input here is log μ",
    call=lambda input, target, total_count: -D.NegativeBinomial(
        total_count, logits=input - torch.log(total_count)
    ).log_prob(target),
)
line.case("defaults", dict(input=P, target=COUNTS, total_count=POSITIVE), grad=["input"])
line = peer.line(
    "poisson-nll",
    "−torch.distributions.Poisson(rate).log_prob",
    "",
    here={**NONE, "full": 0, "log_input": 0, "eps": 0},
    mean=LIKELY,
    differs="exact log(t!), while poisson_nll_loss(full=True) takes Stirling's formula above 1",
    call=lambda input, target: -D.Poisson(input).log_prob(target) - torch.lgamma(target + 1),
)
line.case("without log(t!)", dict(input=POSITIVE, target=COUNTS), grad=["input"])
line = peer.line(
    "gaussian-nll",
    "−torch.distributions.Normal(loc, scale).log_prob",
    "",
    here={**NONE, "full": 1},
    mean=LIKELY,
    differs="takes the deviation, not the variance",
    call=lambda input, target, var: -D.Normal(input, torch.sqrt(var)).log_prob(target),
)
line.case("scale = √var", GAUSS, grad=["input", "var"])


def mixture(input, target):
    weights, means, deviations = input.chunk(3, -1)
    return -D.MixtureSameFamily(D.Categorical(logits=weights), D.Normal(means, deviations.exp())).log_prob(target)


peer.line(
    "gaussian-mixture-nll",
    "−torch.distributions.MixtureSameFamily(Categorical(logits), Normal(loc, scale)).log_prob",
    "",
    mixture,
    here={"reduction": "none"},
    mean="none",
    differs="takes the deviation, not its logarithm, and three arrays, which are one row here",
).case(
    "two components of two rows",
    dict(input=[P[0] + T[0], [0.25, 3.5, -0.75, 0.0, 0.5, -1.0]], target=[0.75, -0.5]),
    grad=["input"],
)
peer.write("pytorch.json")
