# vectorloss gradcheck --program "python3 model.py" --at x.npz; named["w"] is the array w of the file, nested
import json
import sys
import torch

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
for line in sys.stdin:  # one request a line: {"x":{"w":[...]}}, with "value":true when only f is wanted
    ask = json.loads(line)
    named = ask["x"] if isinstance(ask["x"], dict) else {"x": ask["x"]}  # of an x.npy, the one array
    x = {name: torch.tensor(array, dtype=torch.float64, requires_grad=True) for name, array in named.items()}
    f = sum((array ** 2).sum() for array in x.values())  # your model in place of this
    answer = {"f": f.item()}
    if not ask.get("value"):
        f.backward()
        g = {name: array.grad.tolist() for name, array in x.items()}
        answer["g"] = g if named is ask["x"] else g["x"]
    print(json.dumps(answer), flush=True)  # stdout is the protocol: print messages to sys.stderr
