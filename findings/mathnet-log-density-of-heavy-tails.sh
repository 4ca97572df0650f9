#!/usr/bin/env bash
# MathNet.Numerics 5.0.0: the logarithm of a heavy-tailed density is minus infinity where the density is only small.
# One expects: DensityLn exists because the density itself underflows, so it should be finite wherever the logarithm is.
# Seen: DensityLn of the Cauchy and of the Student-t distribution squares its argument first, and is -Infinity from about
# 1e155 on; the Laplace distribution, which squares nothing, is right. True values at 1e160, scale 1:
#   Cauchy     -log(pi) - 2 log(1e160)                       = -737.97196
#   Student-t  of 3 degrees of freedom: constant - 4 log(1e160) = -1472.4581
# Beside VectorLoss: its Cauchy loss takes 2 log(r) there and stays finite.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="MathNet.Numerics" Version="5.0.0" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using MathNet.Numerics.Distributions;
Console.WriteLine(FormattableString.Invariant(
    $"{new Cauchy(0, 1).DensityLn(1e160)} {new StudentT(0, 1, 3).DensityLn(1e160)} {new Cauchy(0, 1).DensityLn(1e150):F3}"));
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='-Infinity -Infinity -691.920'
echo "MathNet.Numerics 5.0.0: log densities at 1e160 (Cauchy, Student-t) and at 1e150 (Cauchy): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
