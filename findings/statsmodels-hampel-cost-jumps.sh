#!/usr/bin/env bash
# statsmodels 0.13.5 (Debian 12): Hampel's norm of robust regression is torn, and of negative residuals has no sign.
# One expects: a cost that is continuous, its slope psi, which is odd, and the slope psi_deriv of that. With the usual
# a = 2, b = 4 and c = 8 the cost is 2 at 2 and 10 from 8 on, and never falls as residuals grow.
# Seen: rho is 2.00 at 2 and 42.00 just above, 51.33 just below 8 and 20.00 above, so a far outlier costs less than a
# residual of 3. From a on, psi(-z) is +psi(z): 2.0 for -3. Between b and c, where psi falls by a half for each 1,
# psi_deriv is +0.5. A fit goes by the weights, which are right; its standard errors go by psi and psi_deriv. Of the
# line below, with three outliers of twenty, that of the slope is 0.1844, and 0.2134 with both signs set right.
# Beside VectorLoss: value and slope of a loss are two formulas, which dual numbers and differences hold to each other.
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
Hampel = sm.robust.norms.Hampel

class Signed(Hampel):
    def psi(self, z):
        return np.sign(z) * super().psi(np.abs(z))

    def psi_deriv(self, z):
        size = np.abs(z)
        return np.where(size <= 2, 1.0, np.where((size > 4) & (size <= 8), -0.5, 0.0))

x = np.arange(20.0)
y = 2 * x + 0.9 * (np.arange(20) * 7919 % 13 - 6)
y[[3, 11, 15]] += [-30, -25, 15]
error = [sm.RLM(y, sm.add_constant(x), M=norm).fit().bse[1] for norm in (Hampel(), Signed())]
rho = Hampel().rho(np.array([2.0, 2.0001, 7.9999, 8.0001]))
print(*("%.2f" % r for r in rho), Hampel().psi(np.array([-3.0]))[0], Hampel().psi_deriv(np.array([6.0]))[0],
      *("%.4f" % e for e in error))
PROGRAM
libraries=$(find root -name '*.so*' -printf "$work/%h\n" | grep -v dist-packages | sort -u | paste -sd:)
export PYTHONPATH=$work/root/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$libraries
found=$(/usr/bin/python3 probe.py 2>/dev/null)
expected='2.00 42.00 51.33 20.00 2.0 0.5 0.1844 0.2134'
echo "statsmodels 0.13.5: costs at 2, above it, below 8, above it; psi(-3); psi_deriv(6); errors of a slope: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
