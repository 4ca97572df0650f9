#!/usr/bin/env bash
# Boost 1.74 (Debian 12): in its automatic differentiation the hyperbolic tangent of a large number is NaN, and that
# of a small one has lost its digits.
# One expects: tanh is 1 with slope 0 from about 20 on, as std::tanh has it, and tanh(x) = x for tiny x.
# Seen: it is made of exp(2x), which overflows: from 355 on in double, and from 45 on in float, value and slope are
# NaN; at -355 both are right. At 1e-9 only 8 digits are, at 1e-17 it is 0. One saturated unit of a net makes a
# gradient NaN.
# Beside VectorLoss: its tape's tanh is 1 there, with slope 0, and keeps the digits of small numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libboost1.74-dev=1.74.0+ds1-21 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.cpp <<'PROGRAM'
#include <boost/math/differentiation/autodiff.hpp>
#include <cmath>
#include <cstdio>
template <class T> T at(T x) { return tanh(boost::math::differentiation::make_fvar<T, 1>(x)).derivative(0); }
int main()
{
    std::printf("%d %d %g %.9e %g %g\n", std::isnan(at(355.0)), std::isnan(at(45.0f)), at(-355.0), at(1e-9), at(1e-17),
        std::tanh(355.0));
}
PROGRAM
g++ -std=c++17 -I root/usr/include probe.cpp -o probe
found=$(./probe)
expected='1 1 -1 9.999999707e-10 0 1'
echo "Boost 1.74: tanh at 355 and (float) 45 is NaN; at -355, 1e-9, 1e-17; std::tanh at 355: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
