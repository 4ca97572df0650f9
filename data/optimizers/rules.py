"""The optimisers as their papers state them, one parameter at a time, over any number type (mpmath's mpf here).

Each rule is a generator: it is sent gradients and yields the parameter after each step. Sources are those of the documentation of
the optimisers. Decay is the papers': a part of the gradient, but for adamw and lion.
"""

from mpmath import mpf, sign, sqrt


def adam(p, rate, b1=0.9, b2=0.999, eps=1e-8, decay=0.0, decoupled=False, amsgrad=False):
    b1, b2, eps, rate, decay = map(mpf, (b1, b2, eps, rate, decay))
    m = v = u = mpf(0)
    t = 0
    g = yield p
    while True:
        t += 1
        if decoupled:
            p *= 1 - rate * decay
        else:
            g += decay * p
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        u = max(u, v) if amsgrad else v
        p -= rate * (m / (1 - b1**t)) / (sqrt(u / (1 - b2**t)) + eps) if m else 0
        g = yield p


def nadam(p, rate, b1=0.9, b2=0.999, eps=1e-8, decay=0.0, psi=0.004):
    b1, b2, eps, rate, decay, psi = map(mpf, (b1, b2, eps, rate, decay, psi))
    m = v = mpf(0)
    product, t = mpf(1), 0
    g = yield p
    while True:
        t += 1
        g += decay * p
        mu, after = (b1 * (1 - mpf("0.5") * mpf(0.96) ** (psi * k)) for k in (t, t + 1))
        product *= mu
        m, v = mu * m + (1 - mu) * g, b2 * v + (1 - b2) * g * g
        ahead = after * m / (1 - product * after) + (1 - mu) * g / (1 - product)
        p -= rate * ahead / (sqrt(v / (1 - b2**t)) + eps) if ahead else 0
        g = yield p


def radam(p, rate, b1=0.9, b2=0.999, eps=1e-8, decay=0.0, threshold=4):
    b1, b2, eps, rate, decay = map(mpf, (b1, b2, eps, rate, decay))
    m = v = mpf(0)
    limit, t = 2 / (1 - b2) - 1, 0
    g = yield p
    while True:
        t += 1
        g += decay * p
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        length = limit - 2 * t * b2**t / (1 - b2**t)
        move = m / (1 - b1**t)
        if length > threshold:
            move *= sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length))
            move *= sqrt(1 - b2**t) / (sqrt(v) + eps) if move else 0
        p -= rate * move
        g = yield p


def rmsprop(p, rate, alpha=0.99, eps=1e-8, decay=0.0, momentum=0.0, centred=False):
    alpha, eps, rate, decay, momentum = map(mpf, (alpha, eps, rate, decay, momentum))
    v = mean = velocity = mpf(0)
    g = yield p
    while True:
        g += decay * p
        v, mean = alpha * v + (1 - alpha) * g * g, alpha * mean + (1 - alpha) * g
        move = g / (sqrt(v - mean * mean if centred else v) + eps) if g else mpf(0)
        velocity = momentum * velocity + move
        p -= rate * velocity
        g = yield p


def adagrad(p, rate, rate_decay=0.0, eps=1e-10, decay=0.0):
    eps, rate, decay, rate_decay = map(mpf, (eps, rate, decay, rate_decay))
    s, t = mpf(0), 0
    g = yield p
    while True:
        g += decay * p
        s += g * g
        p -= rate / (1 + t * rate_decay) * g / (sqrt(s) + eps) if g else 0
        t += 1
        g = yield p


def lion(p, rate, b1=0.9, b2=0.99, decay=0.0):
    b1, b2, rate, decay = map(mpf, (b1, b2, rate, decay))
    m = mpf(0)
    g = yield p
    while True:
        p -= rate * (sign(b1 * m + (1 - b1) * g) + decay * p)
        m = b2 * m + (1 - b2) * g
        g = yield p


def momentum(p, rate, coefficient=0.9, decay=0.0):
    rate, coefficient, decay = map(mpf, (rate, coefficient, decay))
    v = mpf(0)
    g = yield p
    while True:
        v = coefficient * v - rate * (g + decay * p)
        p += v
        g = yield p


def path(rule, start, gradients):
    """The parameter after each gradient."""
    next(rule)
    return [rule.send(mpf(g)) for g in gradients]
