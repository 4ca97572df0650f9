#!/usr/bin/env bash
# dlib 19.24 (Debian 12): the epsilon-insensitive loss charges a prediction that is too small 2 epsilon more than one
# that is too large by the same amount.
# One expects: the loss that its documentation writes down, |y1 - y2| < epsilon ? 0 : |y1 - y2| - epsilon. With
# epsilon 0.5 it is 1.5 for residuals of 2 and of -2, and 0 at -0.5.
# Seen: 1.5 for 2, but 2.5 for -2, and 1.001 just outside the tube, at -0.501, where 0.001 is right. The slopes are
# right, so a net trains, but its loss jumps by 2 epsilon at one side of the tube, and the number that is printed, and
# that the trainer watches to shrink the learning rate, ranks nets that err low below nets that err high.
# Beside VectorLoss: l1 is this loss for epsilon 0, where dlib's number is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libdlib-dev=19.24+dfsg-1 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.cpp <<'PROGRAM'
#include <dlib/dnn.h>
#include <cstdio>
#include <vector>
struct Outputs
{
    dlib::resizable_tensor output, slope;
    const dlib::tensor& get_output() const { return output; }
    dlib::tensor& get_gradient_input() { return slope; }
    static constexpr unsigned int sample_expansion_factor() { return 1; }
};
double of(double epsilon, float output)
{
    Outputs net;
    dlib::resizable_tensor input(1, 1, 1, 1);
    net.output.set_size(1, 1, 1, 1);
    net.slope.set_size(1, 1, 1, 1);
    input = 0;
    net.output = output;
    net.slope = 0;
    std::vector<float> target{0};
    return dlib::loss_epsilon_insensitive_(epsilon).compute_loss_value_and_gradient(input, target.begin(), net);
}
int main()
{
    std::printf("%.3f %.3f %.3f %.3f %.3f\n", of(0.5, 2), of(0.5, -2), of(0.5, 0.501f), of(0.5, -0.501f), of(0, -2));
}
PROGRAM
g++ -std=c++17 -I root/usr/include probe.cpp root/usr/lib/*/libdlib.a -lpthread -o probe
found=$(./probe)
expected='1.500 2.500 0.001 1.001 2.000'
echo "dlib 19.24: losses at residuals 2, -2, 0.501, -0.501 (epsilon 0.5), and at -2 (epsilon 0): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
