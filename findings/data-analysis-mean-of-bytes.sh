#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1 (NuGet): the mean of two bytes of 200 is 72, and the product of every group is 0.
# One expects: a mean lies between the least and the largest number of its column; a product of 2 and 3 is 6.
# Seen: a sum is kept in the type of the column. Grey values of 200 and 200 sum to 144 and average 72; two counts of
# 2,000,000,000 average -147483648; twenty million ones in a column of float average 0.83886, where the sum stops at
# 2^24. GroupBy(...).Product starts at 0 and stays there, beside Sum, which is right. GroupBy(...).Mean divides by the
# rows of the group, those without a value included, so that (4, missing) averages 2, while Mean of the column
# leaves them out and gives 4.
# Beside VectorLoss: images are bytes there too, and sums of what is made of them are folded in double.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Data.Analysis" Version="0.23.1" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Linq;
using Microsoft.Data.Analysis;
double[] means = [new ByteDataFrameColumn("x", new byte[] { 200, 200 }).Mean(),
    new Int32DataFrameColumn("x", new[] { 2_000_000_000, 2_000_000_000 }).Mean(),
    new SingleDataFrameColumn("x", Enumerable.Repeat(1f, 20_000_000)).Mean()];
var table = new DataFrame(new StringDataFrameColumn("group", new[] { "a", "a" }),
    new DoubleDataFrameColumn("whole", new double?[] { 2, 3 }),
    new DoubleDataFrameColumn("part", new double?[] { 4, null }));
var groups = table.GroupBy("group");
object[] grouped = [groups.Sum("whole")["whole"][0], groups.Product("whole")["whole"][0],
    groups.Mean("part")["part"][0], table["part"].Mean()];
Console.WriteLine(string.Join(' ', means.Concat(grouped.Select(Convert.ToDouble))
    .Select(x => FormattableString.Invariant($"{x:G5}"))));
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='72 -1.4748E+08 0.83886 5 0 2 4'
echo "Data.Analysis 0.23.1: means of bytes, ints, floats; sum, product, mean of a group, mean of the column: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
