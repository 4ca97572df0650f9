#!/usr/bin/env bash
# Boost 1.74 (Debian 12): in its automatic differentiation the square of 0 is NaN, and so is every other power of 0.
# One expects: pow(x, 2) at 0 is 0 with slope 0, like x * x; its documentation lists pow among the functions that work
# on the type as on a number.
# Seen: pow(x, 2.0), pow(x, 2) and pow(x, 3.0) at 0 are NaN, the value as well as the slope, where x * x is right. The
# value of a fit that is exact at one point, written as a sum of pow(residual, 2), is NaN, and so is its gradient; a
# start at 0 is enough. std::pow of the plain number is right.
# Beside VectorLoss: its tape's powers of 0 are 0, with slope 0 above power 1.
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
int main()
{
    auto x = boost::math::differentiation::make_fvar<double, 1>(0.0);
    auto square = pow(x, 2.0), cube = pow(x, 3.0), product = x * x;
    std::printf("%d%d %d%d %g %g %g\n", std::isnan(square.derivative(0)), std::isnan(square.derivative(1)),
        std::isnan(cube.derivative(0)), std::isnan(cube.derivative(1)), product.derivative(0), product.derivative(1),
        std::pow(0.0, 2.0));
}
PROGRAM
g++ -std=c++17 -I root/usr/include probe.cpp -o probe
found=$(./probe)
expected='11 11 0 0 0'
echo "Boost 1.74: value and slope of pow(x, 2) and pow(x, 3) at 0 are NaN; x * x and std::pow: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
