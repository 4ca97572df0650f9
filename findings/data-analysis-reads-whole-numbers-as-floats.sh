#!/usr/bin/env bash
# Microsoft.Data.Analysis 0.23.1 (NuGet): a column of whole numbers in a CSV file loses its last digits.
# One expects: 16777217 is read as 16777217, and 0.1 as the double nearest to it; LoadCsv guesses types from the first
# rows where none are given, and its description names no loss.
# Seen: every column of numbers becomes a column of float (Single), which holds 24 bits. 16777216 and 16777217 are one
# number then, and 123456789 is 123456792: keys of rows fall together, a join finds strangers, times in seconds since
# 1970 move by up to a minute. 0.1 is off in the ninth digit. No exception, no warning; naming the type of each column
# helps, and a double or a long would have held them all.
# Beside VectorLoss: its reader of CSV fills doubles with the number nearest to the text, and floats only where asked.
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
cat > table.csv <<'TABLE'
key,seconds,share
16777216,1764540000,0.1
16777217,1764540030,0.2
123456789,1764540060,0.3
TABLE
cat > Program.cs <<'PROGRAM'
using System;
using System.Linq;
using Microsoft.Data.Analysis;
var table = DataFrame.LoadCsv("table.csv");
string[] Of(string column)
    => [.. table[column].Cast<float>().Select(x => FormattableString.Invariant($"{(double)x:G12}"))];
Console.WriteLine($"{string.Join(',', Of("key"))} {string.Join(',', Of("seconds").Distinct())} {Of("share")[0]} "
    + table["key"].ValueCounts().Rows.Count);
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='16777216,16777216,123456792 1764540032 0.10000000149 2'
echo "Data.Analysis 0.23.1: keys; the seconds that differ; 0.1; how many keys differ, of three: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
