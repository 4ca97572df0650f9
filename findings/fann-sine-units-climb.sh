#!/usr/bin/env bash
# FANN 2.2.0 (Debian 12): a step of training with sine, cosine or Gaussian units does not follow the slope.
# One expects: y = sin(x s) has the slope s cos(x s), as its manual writes down: the weight of a unit with x = 4 and
# s = 1/2, the usual steepness, where cos(2) < 0, must grow for a smaller output.
# Seen: the sum is multiplied by the steepness before it is kept, and again in the slope, which is s cos(x s s): it has
# another sign there. From 0.25 above its target the output moves up, to 0.2514. With a steepness of 1, and x = 2, it
# moves down, to 0.2456. The slope of a Gaussian unit of steepness 1/2 is half of what it is. Cascade training tries
# such units for its hidden layers, with four values of steepness, of which 1 alone is right.
# Beside VectorLoss: each slope is checked against differences of the value.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libfann-dev=2.2.0+ds-8 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.c <<'PROGRAM'
#include <doublefann.h>
#include <stdio.h>
static double after(double steepness, double weight)
{
    struct fann *net = fann_create_standard(2, 1, 1);
    double input = 1, target;
    fann_set_activation_function_output(net, FANN_SIN_SYMMETRIC);
    fann_set_activation_steepness_output(net, steepness);
    fann_set_training_algorithm(net, FANN_TRAIN_INCREMENTAL);
    fann_set_train_error_function(net, FANN_ERRORFUNC_LINEAR);
    fann_set_learning_rate(net, 0.1f);
    fann_set_weight(net, 0, 2, weight);
    fann_set_weight(net, 1, 2, 0);
    target = *fann_run(net, &input) - 0.25;
    fann_train(net, &input, &target);
    return *fann_run(net, &input) - target;
}
int main(void)
{
    printf("%.4f %.4f\n", after(0.5, 4), after(1, 2));
}
PROGRAM
gcc -no-pie -I root/usr/include probe.c root/usr/lib/*/libdoublefann.a -lm -o probe
found=$(./probe)
expected='0.2514 0.2456'
echo "FANN 2.2.0: distances from the target after a step that began at 0.25, steepness 1/2 and 1: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
