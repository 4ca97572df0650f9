"""Runs R from a folder in which r-base-core and packages of Debian 12 are unpacked, without being installed."""
import glob
import os
import subprocess

import numpy as np


class R:
    def __init__(self, folder):
        self.home = folder + "/usr/lib/R"
        libraries = {os.path.dirname(path) for path in glob.glob(folder + "/usr/lib/**/*.so*", recursive=True)}
        self.environment = {
            "R_HOME": self.home,
            "R_LIBS": f"{self.home}/site-library:{self.home}/library",
            "LD_LIBRARY_PATH": ":".join(path for path in libraries if "/library" not in path),
            "EDITOR": "vi",
            "PATH": os.environ["PATH"],
        }

    def numbers(self, expression, **arrays):
        """The numbers of an expression, in which arrays stand under their names."""
        given = "".join(f"{name} <- {vector(values)}; " for name, values in arrays.items())
        program = f"suppressWarnings({{{given}cat(sprintf('%.17g', {expression}))}})"
        answer = subprocess.run(
            [self.home + "/bin/exec/R", "--vanilla", "--no-echo", "-e", program],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return [float(number) for number in answer.stdout.splitlines()[-1].split()]


def vector(values):
    numbers = ["Inf" if np.isposinf(x) else repr(float(x)) for x in values.ravel()]
    text = f"c({','.join(numbers)})"
    return text if values.ndim == 1 else f"matrix({text},{len(values)},byrow=TRUE)"
