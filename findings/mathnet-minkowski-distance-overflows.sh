#!/usr/bin/env bash
# MathNet.Numerics 5.0.0: the Minkowski distance of a large order is infinite, or 0, for everyday numbers.
# One expects: the distance of order p lies between the largest coordinate difference and the sum of all, for every p.
# Seen: the differences are raised to p without scaling. Between (10, 0) and (0, 10) the distance of order 400 is Infinity
# (true 10.0173), and between (0.1, 0) and (0, 0.1) it is 0 (true 0.100173). Order 200 is right. The overload for an
# infinite order takes the largest difference and is right.
# Beside VectorLoss: a triplet loss of a large p meets the same powers.
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
using MathNet.Numerics;
double Of(double p, double size) => Distance.Minkowski(p, new[] { size, 0.0 }, new[] { 0.0, size });
Console.WriteLine(FormattableString.Invariant(
    $"{Of(400, 10)} {Of(400, 0.1)} {Of(200, 10):F4} {Of(double.PositiveInfinity, 10)}"));
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='Infinity 0 10.0347 10'
echo "MathNet.Numerics 5.0.0: Minkowski distances (order 400 of 10 and of 0.1, order 200, order infinity): $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
