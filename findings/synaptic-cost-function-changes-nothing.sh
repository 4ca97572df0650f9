#!/usr/bin/env bash
# synaptic 1.1.4 (npm): every net is trained on the cross-entropy, whatever cost function is asked for.
# One expects: the option cost of a trainer, with MSE as the usual one beside CROSS_ENTROPY and BINARY, names what
# training makes smaller.
# Seen: it is no more than the number that is reported, and at which training stops. A step is the same for all three,
# and for a function that is always 0: the target less the output, which is the slope of the cross-entropy of a
# logistic unit. For MSE it would be 2 y (1 - y) times as long, 0.44 times here and near 0 for an output that is sure
# and wrong. Two costs that are compared are two numbers of one training. Known as issue 33 of cazala/synaptic, open
# since 2015.
# Beside VectorLoss: a net descends on the loss that it is given.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts synaptic@1.1.4 > /dev/null
cat > probe.cjs <<'PROGRAM'
const { Layer, Network, Trainer } = require('synaptic');
const step = cost => {
  const input = new Layer(1), output = new Layer(1);
  input.project(output);
  const net = new Network({ input, hidden: [], output });
  net.setOptimize(false);
  const weight = Object.values(input.list[0].connections.projected)[0], unit = output.list[0];
  [weight.weight, unit.bias] = [0.5, 0.25];
  const y = net.activate([1])[0];
  const { error } = new Trainer(net).train([{ input: [1], output: [1] }], { rate: 1, iterations: 1, error: 0, cost });
  return [weight.weight - 0.5, 1 - y, error].map(x => x.toFixed(6));
};
const { MSE, CROSS_ENTROPY, BINARY } = Trainer.cost;
console.log([MSE, CROSS_ENTROPY, BINARY, () => 0].map(cost => step(cost).join(',')).join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='0.320821,0.320821,0.102926 0.320821,0.320821,0.386871 0.320821,0.320821,1.000000 0.320821,0.320821,0.000000'
echo "synaptic 1.1.4: step, target less output and error for MSE, CROSS_ENTROPY, BINARY and 0: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
