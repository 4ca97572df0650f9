#!/usr/bin/env bash
# FANN 2.2.0 (Debian 12): the mean squared error of a net with tanh outputs is a quarter of what it is.
# One expects: fann_get_MSE "Reads the mean square error from the network": 0.0625 for an output 0.25 below its target,
# whatever computes the output.
# Seen: 0.0625 for linear and logistic outputs, and 0.015625 for those whose values lie between -1 and 1, tanh, sine and
# cosine among them: their differences are halved before they are squared. Training stops at the error that is asked
# for, so such nets stop at twice the distance, and a choice between activations by this number is a choice for tanh.
# Steps of gradient descent are halved, too.
# Beside VectorLoss: mse takes numbers, and does not ask where they come from.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libfann-dev=2.2.0+ds-8 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.c <<'PROGRAM'
#include <doublefann.h>
#include <stdio.h>
static double error(enum fann_activationfunc_enum activation)
{
    struct fann *net = fann_create_standard(2, 1, 1);
    double input = 1, target;
    fann_set_activation_function_output(net, activation);
    fann_set_weight(net, 0, 2, 0.7);
    fann_set_weight(net, 1, 2, 0.1);
    target = *fann_run(net, &input) + 0.25;
    fann_test(net, &input, &target);
    return fann_get_MSE(net);
}
int main(void)
{
    printf("%.6f %.6f %.6f %.6f\n", error(FANN_LINEAR), error(FANN_SIGMOID), error(FANN_SIGMOID_SYMMETRIC),
        error(FANN_SIN_SYMMETRIC));
}
PROGRAM
gcc -no-pie -I root/usr/include probe.c root/usr/lib/*/libdoublefann.a -lm -o probe
found=$(./probe)
expected='0.062500 0.062500 0.015625 0.015625'
echo "FANN 2.2.0: mean squared errors of a difference of 0.25, outputs linear, logistic, tanh, sine: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
