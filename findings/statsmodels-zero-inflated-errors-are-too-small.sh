#!/usr/bin/env bash
# statsmodels 0.13.5 (Debian 12): standard errors of a zero-inflated Poisson regression are too small.
# One expects: the errors of a fit come from the Hessian of the log-likelihood, in which zeros tie the share of extra
# zeros to the rate: a zero is either an extra one or the Poisson's.
# Seen: with the usual logit of the share, hessian has 0 wherever a parameter of the share meets one of the rate. By
# differences of the package's own score, the first of these is 4.20. The errors of share, intercept and slope are
# 0.744, 0.221 and 0.331 in place of 0.980, 0.290 and 0.370, so intervals cover less than they say. With the probit
# of the share, and in the zero-inflated models of the package that are not Poisson's, the entries are there.
# Beside VectorLoss: products with the Hessian of zero-inflated-poisson-nll hold what ties its two inputs, by dual
# numbers over its slopes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p debs/partial root
apt-get install -y --no-install-recommends --reinstall --download-only -o Dir::Cache::archives="$work/debs" \
  python3-statsmodels=0.13.5+dfsg-7 python3-statsmodels-lib=0.13.5+dfsg-7 python3-patsy python3-pandas \
  python3-pandas-lib python3-scipy python3-numpy python3-dateutil python3-six python3-tz python3-packaging \
  python3-decorator libblas3 liblapack3 > /dev/null 2>&1
for package in debs/*.deb; do dpkg-deb -x "$package" root; done
cat > probe.py <<'PROGRAM'
import warnings
warnings.filterwarnings("ignore")
import numpy as np
import statsmodels.api as sm
i = np.arange(40)
x = (7 * i % 20) / 10 - 1
y = np.tile([0, 0, 1, 0, 2, 0, 0, 3, 1, 0], 4) + np.where(x > 0.5, i % 3, 0)
model = sm.ZeroInflatedPoisson(y, sm.add_constant(x))
fit = model.fit(method="bfgs", maxiter=500, disp=0)
moves = np.array([model.score(fit.params + step) - model.score(fit.params - step) for step in 1e-5 * np.eye(3)])
measured = moves / 2e-5
print(*("%.2f" % h[0, 1] for h in (model.hessian(fit.params), measured)), *("%.3f" % e for e in fit.bse),
      *("%.3f" % e for e in np.sqrt(np.diag(np.linalg.inv(-measured)))))
PROGRAM
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v dist-packages | sort -u | paste -sd:)
export PYTHONPATH=$work/root/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$libraries
found=$(/usr/bin/python3 probe.py 2>/dev/null)
expected='0.00 4.20 0.744 0.221 0.331 0.980 0.290 0.370'
echo "statsmodels 0.13.5: an entry of the Hessian, and measured; errors, and from what was measured: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
