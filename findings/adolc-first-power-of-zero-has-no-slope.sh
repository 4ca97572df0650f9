#!/usr/bin/env bash
# ADOL-C 2.7.2 (Debian 12): the first power of 0 has the slope 0.
# One expects: pow(x, 1.0) is x, with slope 1 everywhere, as beside 0 and as std::pow's differences have it; its manual
# lists pow among the functions that it differentiates.
# Seen: at 0 the slope is 0, and so is that of 3 pow(x, 1.0) + pow(x, 2.0), which is 3. The value is right, and so are
# the slopes of pow(x, 2.0) and pow(x, 3.0). A residual raised to an exponent that happens to be 1, as in a generalised
# mean or an lp norm of non-negative numbers, tells a fit that it is at rest wherever a number starts at 0.
# Beside VectorLoss: its tape's power of 1 has slope 1 at 0, and its checker says of such a gradient that it fails.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libadolc-dev=2.7.2-6 libadolc2=2.7.2-6 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.cpp <<'PROGRAM'
#include <adolc/adolc.h>
#include <cstdio>
template <typename F> double slope(F function, double at)
{
    trace_on(1);
    adouble x;
    double value, gradient_at;
    x <<= at;
    adouble y = function(x);
    y >>= value;
    trace_off();
    gradient(1, 1, &at, &gradient_at);
    return gradient_at;
}
int main()
{
    auto first = [](const adouble& x) -> adouble { return pow(x, 1.0); };
    auto sum = [](const adouble& x) -> adouble { return 3 * pow(x, 1.0) + pow(x, 2.0); };
    std::printf("%g %g %g %g %g\n", slope(first, 0.0), slope(first, 1e-300), slope(first, -2.0), slope(sum, 0.0),
        slope([](const adouble& x) -> adouble { return pow(x, 2.0); }, 1.0));
}
PROGRAM
library=$(dirname "$(find root -name 'libadolc.so' | head -n 1)")
g++ -std=c++17 -I root/usr/include probe.cpp -L "$library" -ladolc -o probe
found=$(LD_LIBRARY_PATH=$library ./probe 2>/dev/null | tail -n 1)
expected='0 1 1 0 2'
echo "ADOL-C 2.7.2: slopes of x^1 at 0, 1e-300 and -2, of 3 x^1 + x^2 at 0, and of x^2 at 1: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
