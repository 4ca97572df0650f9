#!/usr/bin/env bash
# Microsoft.ML 5.0.1 (NuGet): the log loss of two classes is in bits, that of any number of classes in nats.
# One expects: LogLoss is -(1/m) * sum(log(p[i])), as both kinds of metrics document it with the same formula, and the
# same number for the same predictions, evaluated as a binary or as a multiclass problem of two classes.
# Seen: 0.5776 and 0.4004 for the same four answers. The binary evaluator takes logarithms to the base 2, the multiclass
# one to the base e, which is what the log loss of other libraries is. So 1, and not 0.693, is a coin's loss; a limit
# or a figure of a paper is compared with a number 1.44 times as large; and of two pipelines for one task the multiclass
# one looks better. LogLossReduction, a quotient, is the same for both.
# Beside VectorLoss: binary-cross-entropy and cross-entropy are both in nats, and agree for two classes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.ML" Version="5.0.1" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Globalization;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext();
(bool Is, float Share)[] rows = [(true, 0.8f), (false, 0.3f), (true, 0.6f), (false, 0.4f)];
var two = ml.Data.LoadFromEnumerable(rows.Select(row => new Two
    { Label = row.Is, Probability = row.Share, Score = row.Share - 0.5f, PredictedLabel = row.Share > 0.5f }));
var many = ml.Data.LoadFromEnumerable(rows.Select(row => new Many
    { Class = row.Is ? "a" : "b", Answer = row.Share > 0.5f ? "a" : "b", Score = [row.Share, 1 - row.Share] }));
var keys = ml.Transforms.Conversion.MapValueToKey("Label", "Class")
    .Append(ml.Transforms.Conversion.MapValueToKey("PredictedLabel", "Answer"));
var binary = ml.BinaryClassification.Evaluate(two);
var multiclass = ml.MulticlassClassification.Evaluate(keys.Fit(many).Transform(many));
double nats = -rows.Average(row => Math.Log(row.Is ? row.Share : 1 - row.Share));
Console.WriteLine(string.Join(" ", new[] { binary.LogLoss, multiclass.LogLoss, nats, binary.Entropy,
    binary.LogLossReduction, multiclass.LogLossReduction }.Select(x => x.ToString("F4"))));
class Two { public bool Label, PredictedLabel; public float Probability, Score; }
class Many { public string Class = "", Answer = ""; [VectorType(2)] public float[] Score = []; }
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='0.5776 0.4004 0.4004 1.0000 0.4224 0.4224'
echo "Microsoft.ML 5.0.1: log loss of two and of many classes, nats, entropy of a coin, both reductions: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
