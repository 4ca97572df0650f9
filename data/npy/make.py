"""Writes the files beside it with NumPy, and its own reading of them to values.json.   python3 data/npy/make.py"""
import json
import os

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
files = {}


def save(name, array, version=None):
    with open(os.path.join(here, name), "wb") as out:
        np.lib.format.write_array(out, array, version=version, allow_pickle=array.dtype.hasobject)
    if not name.startswith("refused"):
        flat = array.ravel().tolist()
        files[name] = {"shape": list(array.shape), "values": [str(int(v) if array.dtype.kind == "b" else v) for v in flat]}


steps = np.array([-2.5, -1.0, -0.0, 0.0, 0.1, 1 / 3, 2.0, 1024.0, 65504.0, 6e-8, float("inf"), float("nan")])
whole = np.array([-(2**31), -7, -1, 0, 1, 2, 3, 5, 100, 65536, 2**30, 2**31 - 1])
long = np.array([-(2**63), -(2**40), -1, 0, 1, 2, 3, 5, 100, 2**53 + 1, 2**62, 2**63 - 1])
for code, values in [("f2", steps), ("f4", steps), ("f8", steps), ("i4", whole), ("i8", long)]:
    for order, word in [("<", "little"), (">", "big")]:
        typed = values.astype(order + code)
        save(f"{code}-{word}-vector.npy", typed)
        save(f"{code}-{word}-c.npy", typed.reshape(3, 4))
        save(f"{code}-{word}-fortran.npy", np.asfortranarray(typed.reshape(3, 2, 2)))
    save(f"{code}-scalar.npy", values[7].astype("<" + code))
    save(f"{code}-empty.npy", np.zeros((0, 3), "<" + code))
    save(f"{code}-one.npy", np.array([values[4]], "<" + code))
    save(f"{code}-version2.npy", values.astype("<" + code), (2, 0))
    save(f"{code}-version3.npy", values.astype("<" + code), (3, 0))
save("u1.npy", np.arange(256, dtype="u1").reshape(16, 16))
save("u1-fortran.npy", np.asfortranarray(np.arange(24, dtype="u1").reshape(2, 3, 4)))
save("b1.npy", np.array([[True, False, True], [False, False, True]]))
save("f4-long-vector.npy", np.arange(1000, dtype="<f4") / 7)
save("f8-rank6.npy", np.arange(64, dtype="<f8").reshape(2, 2, 2, 2, 2, 2))
# One more size takes three characters, one more digit one: header texts of 66 consecutive lengths, so every case of the padding.
for rank in range(2, 24):
    for last in (1, 10, 100):
        save(f"i4-rank{rank:02}-last{last}.npy", np.arange(last, dtype="<i4").reshape((1,) * (rank - 1) + (last,)))
save("refused-object.npy", np.array([None, {}], dtype=object))
save("refused-structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
save("refused-complex.npy", np.zeros(2, dtype="<c8"))
save("refused-text.npy", np.array(["a", "b"]))
with open(os.path.join(here, "values.json"), "w") as out:
    out.write("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in files.items()) + "\n}\n")
