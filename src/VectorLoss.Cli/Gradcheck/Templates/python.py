# vectorloss gradcheck --program "python3 model.py" --at x.npy
import json
import sys

def value(x):  # of a number, an array of any shape, or, of an x.npz, a dict of arrays: your model in place of this
    parts = x.values() if isinstance(x, dict) else x
    return sum(map(value, parts)) if isinstance(x, (list, dict)) else x * x

def gradient(x):  # as x is
    if isinstance(x, dict):
        return {name: gradient(array) for name, array in x.items()}
    return [gradient(v) for v in x] if isinstance(x, list) else 2 * x

for line in sys.stdin:  # one request a line: {"x":[...]}, with "value":true when only f is wanted
    ask = json.loads(line)
    answer = {"f": value(ask["x"])}
    if not ask.get("value"):
        answer["g"] = gradient(ask["x"])
    print(json.dumps(answer), flush=True)  # stdout is the protocol: print messages to sys.stderr
