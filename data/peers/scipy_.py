"""Measures what SciPy and statsmodels have of losses and likelihoods.

python3 data/peers/scipy_.py (Debian 12: python3-scipy 1.10.1, python3-statsmodels 0.13.5).
"""
import scipy
import statsmodels
from scipy import optimize, special, stats
from scipy.spatial import distance
from statsmodels.discrete.count_model import ZeroInflatedPoisson
from statsmodels.genmod import families
from statsmodels.robust import norms

from table import *

peer = Peer("SciPy", scipy.__version__ + ", Debian 12", "2026-11-30", "run")
NONE = {"reduction": "none"}
BATCH = dict(input=P, target=T)
EACH = "a function of one number; no mean"

line = peer.line(
    "huber",
    "scipy.special.huber(delta, r)",
    "delta must be given",
    lambda input, target: special.huber(1.0, input - target),
    here={**NONE, "delta": 1},
    mean=EACH,
    differs="a negative delta gives infinity, where it is refused here",
)
line.case("delta 1", BATCH)
line.case("delta 2.25", BATCH, {"delta": 2.25}, call=lambda input, target: special.huber(2.25, input - target))
line = peer.line(
    "pseudo-huber",
    "scipy.special.pseudo_huber(delta, r)",
    "delta must be given",
    lambda input, target: special.pseudo_huber(1.0, input - target),
    here={**NONE, "delta": 1},
    mean=EACH,
)
line.case("delta 1", BATCH)
line.case(
    "r = 1e-9", dict(input=[1e-9], target=[0.0]), call=lambda input, target: special.pseudo_huber(1.0, input - target)
)
LOGS = dict(input=np.log(OTHER_ROWS), target=ROWS)
line = peer.line(
    "generalized-kl",
    "scipy.special.kl_div(x, y)",
    "",
    lambda input, target: special.kl_div(target, np.exp(input)),
    here=NONE,
    mean=EACH,
    differs="x is the target, y = eˣ of the input here; it has − x + y, which PyTorch's kl_div has not",
)
line.case("defaults", LOGS)
line.case("both 0", dict(input=[-INF], target=[0.0]))
line = peer.line(
    "kl-div",
    "scipy.special.rel_entr(x, y)",
    "",
    lambda input, target: special.rel_entr(target, np.exp(input)),
    here=NONE,
    mean=EACH,
    differs="takes probabilities, the target first; forms the quotient x/y, which can leave the range of double",
)
line.case("defaults", LOGS)
line.case("both 0", dict(input=[-INF], target=[0.0]))
line.case("x = 1e-300, y = 1e300", dict(input=[float(np.log(1e300))], target=[1e-300]), right=[-1.381551055796427e-297])
peer.line(
    "kl-div",
    "scipy.stats.entropy(pk, qk)",
    "base e",
    lambda input, target: np.mean(stats.entropy(target, np.exp(input), axis=1)),
    here={"reduction": "batchmean"},
    mean="a sum over the axis",
    differs="divides both by their sums; axis 0 unless told otherwise",
).case("defaults", LOGS)
peer.line(
    "jensen-shannon",
    "scipy.spatial.distance.jensenshannon squared",
    "base e",
    lambda input, target: distance.jensenshannon(input, target) ** 2,
    here={"reduction": "sum"},
    mean="a sum over the vector",
    differs="it is the distance, the root of the divergence; divides both by their sums",
).case("squared", dict(input=ROWS[0], target=OTHER_ROWS[0]))
line = peer.line(
    "cosine-distance",
    "scipy.spatial.distance.cosine",
    "w none",
    lambda input, target: [distance.cosine(input[0], target[0])],
    here=NONE,
    mean="one pair of vectors",
)
line.case("defaults", dict(input=[P[0]], target=[T[0]]))
line.case("orthogonal vectors of length 1e-200", dict(input=[[1e-200, 0.0]], target=[[0.0, 1e-200]]), right=[1.0])
line = peer.line(
    "wasserstein",
    "scipy.stats.wasserstein_distance(u, v)",
    "weights none",
    lambda input, target: [stats.wasserstein_distance(input[0], target[0])],
    here=NONE,
    mean="one pair of samples",
    differs="p is 1; samples may have other lengths and weights, which are as many and equal here",
)
line.case("defaults", dict(input=[P[0]], target=[T[0]]))
line.case("equal numbers", dict(input=[[0.5, 0.5, 2.0]], target=[[2.0, 0.5, 2.0]]))
peer.line(
    "mse",
    "scipy.spatial.distance.sqeuclidean",
    "w none",
    lambda input, target: distance.sqeuclidean(input, target),
    here={"reduction": "sum"},
    mean="a sum over the vector",
).case("defaults", dict(input=P[0], target=T[0]))
peer.line(
    "l1",
    "scipy.spatial.distance.cityblock",
    "w none",
    lambda input, target: distance.cityblock(input, target),
    here={"reduction": "sum"},
    mean="a sum over the vector",
).case("defaults", dict(input=P[0], target=T[0]))


def fit(loss, scale=1.0):
    return lambda input, target: optimize.least_squares(
        lambda x: x, (input - target).ravel(), loss=loss, f_scale=scale, max_nfev=1
    ).cost


def residuals(loss, name, here=None, times=1, differs=""):
    line = peer.line(
        loss,
        f"scipy.optimize.least_squares(loss='{name}').cost",
        "f_scale 1.0",
        fit(name),
        times=times,
        differs=differs,
        here={"reduction": "sum", **(here or {})},
        mean="half the sum over residuals",
    )
    return line.case("defaults", BATCH)


residuals("half-mse", "linear")
residuals("huber", "huber", {"delta": 1}, differs="f_scale is delta").case(
    "f_scale=2.25", BATCH, {"delta": 2.25}, call=fit("huber", 2.25)
)
residuals("pseudo-huber", "soft_l1", {"delta": 1}, differs="f_scale is delta").case(
    "f_scale=2.25", BATCH, {"delta": 2.25}, call=fit("soft_l1", 2.25)
)
residuals("cauchy", "cauchy", {"c": 0.5**0.5}, 0.5, "½C²·log(1 + (r/C)²): times is ½C² and c is C/√2").case(
    "f_scale=2", BATCH, {"c": 2 * 0.5**0.5}, call=fit("cauchy", 2.0), times=2
)


def likelihood(loss, name, inputs, call, here=None, differs=""):
    peer.line(
        loss,
        f"−scipy.stats.{name}",
        "loc 0, scale 1",
        call,
        here={**NONE, **(here or {})},
        differs=differs,
        mean="−logpdf of each element, no mean",
    ).case("defaults", inputs)


SCALED = dict(input=P, target=T, scale=POSITIVE)
FULL = {"full": 1}
likelihood(
    "gaussian-nll",
    "norm.logpdf(t, p, √var)",
    dict(input=P, target=T, var=POSITIVE),
    lambda input, target, var: -stats.norm.logpdf(target, input, np.sqrt(var)),
    FULL,
    "takes the deviation, not the variance",
)
likelihood(
    "laplace-nll",
    "laplace.logpdf(t, p, s)",
    SCALED,
    lambda input, target, scale: -stats.laplace.logpdf(target, input, scale),
    FULL,
)
likelihood(
    "logistic-nll",
    "logistic.logpdf(t, p, s)",
    SCALED,
    lambda input, target, scale: -stats.logistic.logpdf(target, input, scale),
)
likelihood(
    "student-t-nll",
    "t.logpdf(t, df, p, s)",
    SCALED,
    lambda input, target, scale: -stats.t.logpdf(target, 3, input, scale),
    {**FULL, "df": 3},
)
likelihood(
    "log-normal-nll",
    "lognorm.logpdf(t, s, scale=exp(p))",
    dict(input=P, target=POSITIVE, scale=POSITIVE),
    lambda input, target, scale: -stats.lognorm.logpdf(target, scale, scale=np.exp(input)),
    FULL,
    "the shape s is the deviation of the logarithm, scale the median, not its logarithm",
)
likelihood(
    "negative-binomial-nll",
    "nbinom.logpmf(t, n, n/(n + μ))",
    dict(input=P, target=COUNTS, total_count=POSITIVE),
    lambda input, target, total_count: -stats.nbinom.logpmf(
        target, total_count, total_count / (total_count + np.exp(input))
    ),
    FULL,
    "takes n and the probability of success, the input here is log μ",
)
likelihood(
    "beta-nll",
    "beta.logpdf(t, a, b)",
    dict(concentration1=POSITIVE, target=PROBABLE, concentration0=[[1.0, 2.0, 3.0], [0.5, 4.0, 1.0]]),
    lambda concentration1, target, concentration0: -stats.beta.logpdf(target, concentration1, concentration0),
)
likelihood(
    "von-mises-nll",
    "vonmises.logpdf(t, κ, p)",
    dict(input=P, target=T, concentration=POSITIVE),
    lambda input, target, concentration: -stats.vonmises.logpdf(target, concentration, input),
    FULL,
)
likelihood(
    "poisson-nll",
    "poisson.logpmf(t, μ)",
    dict(input=POSITIVE, target=COUNTS),
    lambda input, target: -stats.poisson.logpmf(target, input) - special.gammaln(target + 1),
    {"log_input": 0, "eps": 0},
    "contains log(t!) exactly, which is taken off here",
)
likelihood(
    "cauchy",
    "cauchy.logpdf(t, p)",
    BATCH,
    lambda input, target: -stats.cauchy.logpdf(target, input) - np.log(np.pi),
    {"c": 0.5**0.5},
    "contains log π, which is taken off here",
)
line = peer.line(
    "power-error",
    "scipy.spatial.distance.minkowski(u, v, p)",
    "p 2",
    lambda input, target: distance.minkowski(input, target, 2) ** 2,
    here={"reduction": "sum", "p": 2},
    mean="a sum over the vector",
    differs="it is the p-th root of the sum, raised to the power p for the numbers here; p below 1 is taken",
)
for power in (2.0, 1.0, 1.5, 4.0):
    line.case(
        f"p {power:g}",
        dict(input=P[0], target=T[0]),
        {"p": power},
        call=lambda input, target, power=power: distance.minkowski(input, target, power) ** power,
    )
peer.write("scipy.json")

peer = Peer("statsmodels", statsmodels.__version__.split("+")[0] + ", Debian 12", "2026-11-30", "run")
peer.line(
    "huber",
    "statsmodels.robust.norms.HuberT().rho",
    "t 1.345",
    lambda input, target: norms.HuberT().rho(input - target),
    here={**NONE, "delta": 1.345},
    mean=EACH,
    differs="residuals are divided by a robust scale before",
).case("defaults", BATCH)
peer.line(
    "half-mse",
    "statsmodels.robust.norms.LeastSquares().rho",
    "",
    lambda input, target: norms.LeastSquares().rho(input - target),
    here=NONE,
    mean=EACH,
).case("defaults", BATCH)
FLAT = dict(input=sum(POSITIVE, []), target=sum(COUNTS, []))
t = np.array(FLAT["target"])
log_t = np.where(t > 0, t * np.log(np.where(t > 0, t, 1)), 0)
DEVIANCE = "the deviance: twice the likelihood's distance from its best, a sum over samples"


def deviance(loss, name, family, inputs, plus, here, differs=DEVIANCE, relation=""):
    peer.line(
        loss,
        f"statsmodels.genmod.families.{name}().deviance",
        "",
        lambda input, target: family.deviance(target, input),
        times=2,
        plus=plus,
        relation=relation,
        here={"reduction": "sum", **here},
        mean="a sum, weights or not",
        differs=differs,
    ).case("defaults", inputs)


deviance(
    "poisson-nll",
    "Poisson",
    families.Poisson(),
    FLAT,
    2 * float(np.sum(log_t - t)),
    {"log_input": 0, "eps": 0},
    relation="+ the sum of 2(t·log t − t)",
)
GAMMA = dict(input=FLAT["input"], target=[1.0, 0.5, 3.0, 2.0, 0.25, 1.5])
deviance(
    "gamma-nll",
    "Gamma",
    families.Gamma(),
    GAMMA,
    -2 * float(np.sum(np.log(GAMMA["target"]))) - 12,
    {"log_input": 0},
    relation="+ the sum of −2(log t + 1)",
)
deviance(
    "tweedie",
    "Tweedie",
    families.Tweedie(var_power=1.5),
    FLAT,
    -8 * float(np.sum(np.sqrt(t))),
    {"log_input": 0, "power": 1.5},
    DEVIANCE + "; the usual var_power is 1",
    relation="+ the sum of 2t^(2 − k)/((1 − k)(2 − k)), k the power",
)
deviance("half-mse", "Gaussian", families.Gaussian(), FLAT, 0, {})
deviance(
    "binary-cross-entropy",
    "Binomial",
    families.Binomial(),
    dict(input=sum(PROBABLE, []), target=sum(BINARY, [])),
    0,
    {},
)
ONE = np.ones((1, 1))
peer.line(
    "zero-inflated-poisson-nll",
    "−statsmodels.api.ZeroInflatedPoisson(t, x).loglikeobs",
    "inflation 'logit'",
    lambda input, target, gate: np.array(
        [
            -ZeroInflatedPoisson(np.array([t]), ONE, exog_infl=ONE).loglikeobs(np.array([g, p]))[0]
            for p, t, g in zip(input.ravel(), target.ravel(), gate.ravel(), strict=True)
        ]
    ).reshape(input.shape),
    here={**NONE, "full": 1},
    mean="each sample, of parameters of a linear model",
    differs="with inflation 'logit' its Hessian has 0 wherever the gate meets the rate, and standard errors that come "
    "from it are too small",
).case("defaults", dict(input=P, target=COUNTS, gate=T))
peer.write("statsmodels.json")
