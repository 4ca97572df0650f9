#!/usr/bin/env bash
# FLANN 1.9.2 (Debian 12): the Kullback-Leibler divergence of two histograms that share nothing is 0, that of a near
# one is less than 0.
# One expects: sum p log(p / q) is infinite where p has weight and q has none, and 0 for equal histograms alone
# (Gibbs).
# Seen: a bin that is empty in either histogram is left out. (1/2, 1/2, 0, 0) against (0, 0, 1/2, 1/2) gives 0, the
# distance of a histogram to itself; and of (0.4, 0.4, 0.1, 0.1) against the first it is -0.1785, where infinity is
# right. A search for the nearest one, which is what the functor is for, prefers both to a true match. Sparse
# histograms are daily work.
# Beside VectorLoss: kl-div gives infinity there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libflann-dev=1.9.2+dfsg-1+deb12u1 liblz4-dev=1.9.4-1 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.cpp <<'PROGRAM'
#include <flann/flann.hpp>
#include <cstdio>
int main()
{
    float left[] = {0.5f, 0.5f, 0, 0}, right[] = {0, 0, 0.5f, 0.5f}, near[] = {0.4f, 0.4f, 0.1f, 0.1f};
    flann::KL_Divergence<float> divergence;
    std::printf("%.4f %.4f %.4f %.4f\n", divergence(left, right, 4), divergence(left, left, 4),
        divergence(near, left, 4), divergence(left, near, 4));
}
PROGRAM
g++ -std=c++14 -I root/usr/include probe.cpp root/usr/lib/*/liblz4.a -lpthread -o probe
found=$(./probe)
expected='0.0000 0.0000 -0.1785 0.2231'
echo "FLANN 1.9.2: divergences of disjoint, of equal, of near histograms, one way and the other: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
