# vectorloss gradcheck --program "python3 model.py" --at x.npy
import json
import sys


def value(x):
    return sum(v * v for v in x)


def gradient(x):
    return [2 * v for v in x]


for line in sys.stdin:  # one request a line: {"x":[...]}, with "value":true when only f is wanted
    ask = json.loads(line)
    answer = {"f": value(ask["x"])}
    if not ask.get("value"):
        answer["g"] = gradient(ask["x"])
    print(json.dumps(answer), flush=True)  # stdout is the protocol: print messages to sys.stderr
