#!/usr/bin/env bash
# tiny-dnn 1.0.0a3 (Debian 12): the steps of Adam depend on where in the net a weight stands.
# One expects: Adam divides its two moments by 1 - b^t, where t counts steps, so that a constant slope moves every
# weight by the learning rate at each step.
# Seen: b^t is one number for the whole net and is multiplied once for each vector of weights, and once before the
# first. Three vectors with the slope 2 move by 0.744, 0.639 and 0.581 of the learning rate at the first step, by 0.733,
# 0.702 and 0.680 at the second: weights, biases and later layers learn at rates of their own, which change with the
# number of layers, so results of other libraries are not met again with the same settings. Pull request 824 of
# tiny-dnn/tiny-dnn, later than this version, mended the first power, not the count by vectors.
# Beside VectorLoss: its optimiser counts steps, not tensors.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download tiny-dnn=1.0.0a3+ds-3 libcereal-dev rapidjson-dev > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.cpp <<'PROGRAM'
#include <algorithm>
#include <tiny_dnn/optimizers/optimizer.h>
#include <cstdio>
int main()
{
    tiny_dnn::adam optimizer;
    tiny_dnn::vec_t weights[] = {{0}, {0}, {0}};
    for (int step = 0; step < 2; step++)
        for (auto& weight : weights)
        {
            auto before = weight[0];
            optimizer.update({2}, weight, false);
            std::printf("%.3f ", (before - weight[0]) / optimizer.alpha);
        }
}
PROGRAM
g++ -std=c++14 -w -I root/usr/include probe.cpp -lpthread -o probe
found=$(./probe)
found=${found% }
expected='0.744 0.639 0.581 0.733 0.702 0.680'
echo "tiny-dnn 1.0.0a3: two steps of three vectors of weights, by the learning rate: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
