#!/usr/bin/env bash
# Deedle 8.1.0 (NuGet): after one infinite number a moving mean is missing for ever; after one large number it is
# wrong.
# One expects: the mean of the last three numbers depends on these three alone.
# Seen: a running sum is kept, to which numbers are added and from which they are taken again. Of 1, 2, Infinity, 1,
# 1, 1, 1, 1 the windows behind the infinite one, (1, 1, 1), have no value (infinity less infinity is NaN, which
# Deedle takes for a missing number); with 1e16 in its place they are 1.3333. Windows that are cut out and averaged,
# WindowInto in the same package, give 1. A training log with one diverged step loses the rest of its smoothed curve.
# Beside VectorLoss: a logged run that diverged for one step holds an infinite loss, and such tools smooth its curve.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Deedle" Version="8.1.0" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Globalization;
using System.Linq;
using Deedle;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Series<int, double> With(double spike)
    => new(Enumerable.Range(0, 8).ToArray(), new[] { 1, 2, spike, 1.0, 1, 1, 1, 1 });
string Last(Series<int, double> means) => string.Join(",", Enumerable.Range(5, 3)
    .Select(key => means.TryGet(key).HasValue ? means.Get(key).ToString("F4") : "none"));
Console.WriteLine($"{Last(Stats.movingMean(3, With(double.PositiveInfinity)))} {Last(Stats.movingMean(3, With(1e16)))} "
    + Last(With(1e16).WindowInto(3, window => window.Mean())));
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='none,none,none 1.3333,1.3333,1.3333 1.0000,1.0000,1.0000'
echo "Deedle 8.1.0: moving means of ones behind an infinite number, behind 1e16, by WindowInto: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
