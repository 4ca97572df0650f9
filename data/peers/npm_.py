"""Measures losses of little-used npm packages: python3 data/peers/npm_.py FOLDER

In FOLDER, npm install js-pytorch@0.7.2 mathjs@15.2.0 jstat@1.9.6 ml-distance@5.0.0 synaptic@1.1.4 was run.
"""
import json
import subprocess
import sys

from table import *

program = subprocess.Popen(
    ["node", FOLDER + "/npm_.mjs"], cwd=sys.argv[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)


def ask(library, name, inputs):
    inputs = {key: array(values) for key, values in inputs.items()}
    program.stdin.write(json.dumps({"library": library, "name": name, "inputs": inputs}) + "\n")
    program.stdin.flush()
    answer = json.loads(program.stdout.readline())
    return float(answer["value"]), [float(x) for x in answer["slope"]]


def torch(call, inputs, grad):
    value, slope = ask("js-pytorch", call, inputs)
    return value, {key: slope for key in grad}


peer = Peer("js-pytorch", "0.7.2, npm", "2026-11-29", "run", [], torch)
peer.line(
    "cross-entropy",
    "new torch.nn.CrossEntropyLoss()",
    "",
    "CrossEntropyLoss",
    mean="over rows",
    differs="the gradient is wrong where a batch has as many rows as there are classes; no maximum is taken off, so a "
    "logit above 709 gives NaN",
).case("defaults", dict(input=LOGITS, target=LABELS), grad=("input",)).case(
    "as many rows as classes: the value alone is right", dict(input=[[1.0, 2.0], [3.0, 1.0]], target=[0, 0])
).case("a logit of 1001", dict(input=[[1000.0, 1001.0]], target=[0]), right=math.log1p(math.e))
peer.line(
    "mse",
    "new torch.nn.MSELoss()",
    "",
    "MSELoss",
    here={"reduction": "sum"},
    relation="/ rows²",
    mean="the sum over all elements, divided by the square of the number of rows",
    differs="falls as a batch grows, and its slopes with it",
).case("one row: the sum", dict(input=P[:1], target=T[:1]), grad=("input",)).case(
    "two rows: a quarter of the sum", dict(input=P, target=T), grad=("input",), times=0.25
)
peer.write("js-pytorch.json")

peer = Peer("mathjs", "15.2.0, npm", "2026-11-29", "run", ["math.js"])
peer.line(
    "kl-div",
    "math.kldivergence(q, p)",
    "",
    lambda input, target: ask("mathjs", "kldivergence", {"input": np.exp(input), "target": target})[0],
    here={"reduction": "sum"},
    mean="a sum over the vector",
    differs="takes probabilities, the target first, and divides both by their sums; a target of 0 gives NaN",
).case("defaults", dict(input=np.log(OTHER_ROWS[0]), target=ROWS[0])).case(
    "a target of 0", dict(input=np.log([0.5, 0.5]), target=[0.0, 1.0]), right=math.log(2)
)
peer.write("mathjs.json")

peer = Peer("jStat", "1.9.6, npm", "2026-11-29", "run")
peer.line(
    "poisson-nll",
    "−log(jStat.poisson.pdf(t, μ))",
    "",
    lambda input, target: -np.log(ask("jstat", "poisson", {"input": input, "target": target})[0])
    - math.lgamma(target[0] + 1),
    here={"reduction": "sum", "log_input": 0, "eps": 0},
    mean="a function of one number; no mean",
    differs="contains log(t!), which is taken off here; counts from 144 on are infinite or NaN",
).case("defaults", dict(input=[1.25], target=[2.0])).case(
    "a count of 200", dict(input=[200.0], target=[200.0]), right=200 - 200 * math.log(200)
)
peer.write("jstat.json")

peer = Peer("ml-distance", "5.0.0, npm", "2026-11-29", "run")
peer.line(
    "jensen-shannon",
    "distance.jensenShannon(q, p)",
    "",
    lambda input, target: ask("ml-distance", "jensenShannon", {"input": input, "target": target})[0],
    here={"reduction": "sum"},
    mean="a sum over the vector",
    differs="NaN where either probability is 0",
).case("defaults", dict(input=ROWS[0], target=OTHER_ROWS[0])).case(
    "nothing in common", dict(input=[1.0, 0.0], target=[0.0, 1.0]), right=math.log(2)
)
peer.line(
    "kl-div",
    "distance.kullbackLeibler(q, p)",
    "",
    lambda input, target: ask("ml-distance", "kullbackLeibler", {"input": np.exp(input), "target": target})[0],
    here={"reduction": "sum"},
    mean="a sum over the vector",
    differs="takes probabilities, the target first; a target of 0 gives NaN",
).case("defaults", dict(input=np.log(OTHER_ROWS[0]), target=ROWS[0])).case(
    "a target of 0", dict(input=np.log([0.5, 0.5]), target=[0.0, 1.0]), right=math.log(2)
)
peer.write("ml-distance.json")

peer = Peer("synaptic", "1.1.4, npm", "2026-11-29", "run")
TRAINED = "reported alone: a step follows the slope of the cross-entropy of a logistic output, whatever the cost"
peer.line(
    "mse",
    "Trainer.cost.MSE",
    "the usual cost",
    lambda input, target: ask("synaptic", "MSE", {"input": input, "target": target})[0],
    mean="over outputs, then over samples",
    differs=TRAINED,
).case("defaults", dict(input=PROBABLE[0], target=BINARY[0]))
peer.line(
    "binary-cross-entropy",
    "Trainer.cost.CROSS_ENTROPY",
    "",
    lambda input, target: ask("synaptic", "CROSS_ENTROPY", {"input": input, "target": target})[0],
    here={"reduction": "sum"},
    mean="a sum over outputs, a mean over samples",
    differs="adds 1e-15 to each probability, so that no term exceeds 34.5; " + TRAINED,
).case("defaults", dict(input=[0.875, 0.125], target=[1.0, 0.0]))
peer.write("synaptic.json")
program.stdin.close()
