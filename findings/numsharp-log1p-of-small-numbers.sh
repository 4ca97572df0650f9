#!/usr/bin/env bash
# NumSharp 0.70.0 (NuGet): log1p and expm1 of small numbers are no better than log(1 + x) and exp(x) - 1.
# One expects: what the two functions are for. NumPy, which the package follows name by name and number by number,
# documents log1p as accurate for x so small that 1 + x is 1 in floating point: both are 1e-10 at 1e-10, and keep
# 1e-300.
# Seen: 1.00000008e-10 for both, 0 for 1e-300, and in float 0 for 1e-10; the sign of -0 is lost. A softplus or a
# binary cross-entropy that is written with log1p, as textbooks advise, has no right digit for a logit of -40.
# Beside VectorLoss: soft-margin and bce-with-logits are right to the last bits there: softplus(-40) is 4.2484e-18.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="NumSharp" Version="0.70.0" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Globalization;
using NumSharp;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
NDArray Of(double x) => np.array(new[] { x });
string Text(NDArray x) => x.GetDouble(0).ToString("E8");
Console.WriteLine(string.Join(" ", Text(np.log1p(Of(1e-10))), Text(np.expm1(Of(1e-10))), Text(np.expm1(Of(1e-300))),
    Text(np.log1p(np.exp(Of(-40)))), Text(np.logaddexp(Of(0), Of(-40)))));
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='1.00000008E-010 1.00000008E-010 0.00000000E+000 0.00000000E+000 4.24835426E-018'
echo "NumSharp 0.70.0: log1p, expm1 at 1e-10, expm1 at 1e-300, log1p(exp(-40)), logaddexp(0, -40): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
