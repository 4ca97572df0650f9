#!/usr/bin/env bash
# System.Numerics.Tensors 11.0.0 (NuGet): the softmax of two logits of 90 is NaN.
# One expects: softmax depends on the differences of its numbers alone: (1/2, 1/2) for two equal ones, and
# (0.26894, 0.73106) for two that are 1 apart, wherever they lie.
# Seen: TensorPrimitives.SoftMax divides exp(x) by the sum of all exp(x) and takes no maximum off. In float 90 and 91
# give NaN, 88.5 and 88.5 give (0, 0), which sums to 0, and -110 and -109 give NaN, as does a row of masked scores that
# are all a large negative number; in double the same happens at 710 and -750. Logits of a net in training, or scores of
# attention that are not divided by the root of their width, reach 90.
# Beside VectorLoss: softmax takes the maximum off first, and its rows sum to 1 at any height.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="System.Numerics.Tensors" Version="11.0.0" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Numerics;
using System.Numerics.Tensors;
string Of<T>(T a, T b) where T : IExponentialFunctions<T>
{
    T[] shares = new T[2];
    TensorPrimitives.SoftMax<T>([a, b], shares);
    return FormattableString.Invariant($"{shares[0]:F5},{shares[1]:F5}");
}
Console.WriteLine(string.Join(' ', Of(1f, 2f), Of(90f, 91f), Of(88.5f, 88.5f), Of(-110f, -109f), Of(710.0, 711.0),
    Of(-750.0, -749.0)));
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='0.26894,0.73106 NaN,NaN 0.00000,0.00000 NaN,NaN NaN,NaN NaN,NaN'
echo "TensorPrimitives 11.0.0: softmax in float of 1, 2; 90, 91; 88.5 twice; -110, -109; in double of 710; -750: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
