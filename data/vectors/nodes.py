"""Numbers of 400 digits that remember how they were made, for gradients by the chain rule backwards.

A node holds a value and, for each node that it was made of, the partial derivative. At a kink a node takes the
subgradient of least norm that the losses document: 0 for |x| and max(x, 0) at x = 0. Numbers of 400 digits keep
1 - p where p differs from 1 by e^-700.
"""
import mpmath
from mpmath import mp, mpf

mp.dps = 400
INF = mpf("inf")


class Node:
    __slots__ = ("value", "parents", "slope")

    def __init__(self, value, parents=()):
        self.value, self.parents, self.slope = mpf(value), parents, mpf(0)

    def __add__(self, other):
        other = node(other)
        return Node(self.value + other.value, ((self, 1), (other, 1)))

    def __sub__(self, other):
        other = node(other)
        return Node(self.value - other.value, ((self, 1), (other, -1)))

    def __mul__(self, other):
        other = node(other)
        return Node(self.value * other.value, ((self, other.value), (other, self.value)))

    def __truediv__(self, other):
        other = node(other)
        quotient = self.value / other.value if other.value != 0 else self.value * INF
        return Node(quotient, ((self, 1 / other.value), (other, -quotient / other.value))) if other.value != 0 else \
            Node(quotient, ((self, INF), (other, -INF)))

    def __neg__(self):
        return Node(-self.value, ((self, -1),))

    def __radd__(self, other):
        return node(other) + self

    def __rsub__(self, other):
        return node(other) - self

    def __rmul__(self, other):
        return node(other) * self

    def __rtruediv__(self, other):
        return node(other) / self


def node(x):
    return x if isinstance(x, Node) else Node(x)


def exp(x):
    power = mpmath.exp(x.value) if x.value != -INF else mpf(0)
    return Node(power, ((x, power),))


def log(x):
    if x.value == 0:
        return Node(-INF, ((x, INF),))
    return Node(mpmath.log(x.value), ((x, 1 / x.value),))


def sqrt(x):
    root = mpmath.sqrt(x.value)
    return Node(root, ((x, 1 / (2 * root) if root != 0 else INF),))


def tanh(x):
    if abs(x.value) == INF:
        return Node(mpmath.sign(x.value), ((x, 0),))
    bent = mpmath.tanh(x.value)
    return Node(bent, ((x, 1 - bent * bent),))


def power(x, k):
    """x^k for a constant k; 0^k has slope 0 for k > 1."""
    k = mpf(k)
    if k == 0:
        return Node(1, ((x, 0),))
    if x.value == 0:
        return Node(0, ((x, 0 if k > 1 else 1 if k == 1 else INF),))
    return Node(x.value ** k, ((x, k * x.value ** (k - 1)),))


def square(x):
    return Node(x.value ** 2, ((x, 2 * x.value),))


def absolute(x):
    return Node(abs(x.value), ((x, mpmath.sign(x.value)),))


def positive_part(x):
    return Node(x.value, ((x, 1),)) if x.value > 0 else Node(0, ((x, 0),))


def sigmoid(x):
    if x.value == -INF:
        return Node(0, ((x, 0),))
    share = 1 / (1 + mpmath.exp(-x.value))
    return Node(share, ((x, share * (1 - share)),))


def softplus(x):
    if x.value == -INF:
        return Node(0, ((x, 0),))
    if x.value == INF:
        return Node(INF, ((x, 1),))
    return Node(mpmath.log(1 + mpmath.exp(x.value)), ((x, 1 / (1 + mpmath.exp(-x.value))),))


def sin(x):
    return Node(mpmath.sin(x.value), ((x, mpmath.cos(x.value)),))


def cos(x):
    return Node(mpmath.cos(x.value), ((x, -mpmath.sin(x.value)),))


def erf(x):
    return Node(mpmath.erf(x.value), ((x, 2 / mpmath.sqrt(mp.pi) * mpmath.exp(-x.value ** 2)),))


def erfc(x):
    return Node(mpmath.erfc(x.value), ((x, -2 / mpmath.sqrt(mp.pi) * mpmath.exp(-x.value ** 2)),))


def log_gamma(x):
    return Node(mpmath.loggamma(x.value), ((x, mpmath.digamma(x.value)),))


def bessel_i0(x):
    return Node(mpmath.besseli(0, x.value), ((x, mpmath.besseli(1, x.value)),))


def xlog(weight, x):
    """weight * log x, where a weight of 0 counts nothing."""
    return Node(0) if node(weight).value == 0 else weight * log(x)


def times(weight, x):
    """weight * x, where a weight of 0 counts nothing, whatever x is; beside a finite x it could be another weight."""
    return Node(0) if node(weight).value == 0 and abs(x.value) == INF else weight * x


def total(nodes):
    nodes = list(nodes)
    return Node(mpmath.fsum(n.value for n in nodes) if all(abs(n.value) != INF for n in nodes)
                else sum((n.value for n in nodes), mpf(0)), tuple((n, 1) for n in nodes))


def inputs(values):
    return [Node(mpf(v)) for v in values]


def backward(result):
    """Adds d result / d node to the slope of every node that result was made of."""
    order, seen, stack = [], set(), [(result, False)]
    while stack:
        current, done = stack.pop()
        if done:
            order.append(current)
        elif id(current) not in seen:
            seen.add(id(current))
            stack.append((current, True))
            stack.extend((parent, False) for parent, _ in current.parents)
    for current in order:
        current.slope = mpf(0)
    result.slope = mpf(1)
    for current in reversed(order):
        if current.slope == 0:
            continue
        for parent, partial in current.parents:
            if partial != 0:
                parent.slope += current.slope * partial
