#!/usr/bin/env bash
# ml-fnn 5.0.0 (npm): every network has tanh units, whatever activation is asked for.
# One expects: the option activation, documented with fourteen names from identity to soft-exponential, sets the
# activation.
# Seen: the name is looked up among the positions of the list of names, where it never is, and tanh takes its place
# without a word, also for relu, identity and logistic. The layers of the trained model say so when it is exported. A
# comparison of activations compares tanh with tanh, and a linear model (identity) is not one.
# Beside VectorLoss: an unknown or misspelt activation is an error there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-fnn@5.0.0 > /dev/null
cat > probe.cjs <<'PROGRAM'
const module_ = require('ml-fnn'), Network = module_.default || module_;
const used = name => {
  const network = new Network({ activation: name, hiddenLayers: [2], iterations: 1 });
  network.train([[0, 1], [1, 0]], [0, 1]);
  return network.toJSON().layers[0].activation;
};
console.log(['identity', 'relu', 'logistic', 'softplus', 'gaussian', 'tanh'].map(used).join(' '));
PROGRAM
found=$(node probe.cjs 2>/dev/null | tail -n 1)
expected='tanh tanh tanh tanh tanh tanh'
echo "ml-fnn 5.0.0: activations of nets asked for identity, relu, logistic, softplus, gaussian, tanh: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
