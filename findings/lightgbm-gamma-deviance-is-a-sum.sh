#!/usr/bin/env bash
# LightGBM 4.7.0 (NuGet): the metric gamma_deviance is a sum over the rows, while the metrics beside it are means.
# One expects: a metric does not depend on how many rows there are; gamma, poisson and tweedie are means, and scikit-learn's
# mean_gamma_deviance and XGBoost's gamma-deviance are means of the same deviance.
# Seen: the same row twice scores twice as much, four times four times as much. Scores of folds or of a training and a
# validation set of different sizes do not compare, and a threshold found on a sample fails on the whole.
# Beside VectorLoss: 2 x gamma-nll --reduction sum, less a constant of the targets, is this number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="LightGBM" Version="4.7.0" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Linq;
using System.Runtime.InteropServices;
double Score(string metric, int count)
{
    float[] labels = Enumerable.Repeat(2f, count).ToArray();
    double[] rows = Enumerable.Range(0, count).Select(i => (double)i).ToArray();
    double[] scores = new double[count], results = new double[4];
    string words = $"objective=gamma metric={metric} verbosity=-1 min_data_in_leaf=1 boost_from_average=false";
    Check(LGBM_DatasetCreateFromMat(rows, 1, count, 1, 1, words, 0, out nint data));
    Check(SetFloats(data, "label", labels, count, 0));
    Check(SetDoubles(data, "init_score", scores, count, 1));
    Check(LGBM_BoosterCreate(data, words, out nint booster));
    Check(LGBM_BoosterGetEval(booster, 0, out _, results));
    return results[0];
}
void Check(int code) { if (code != 0) throw new InvalidOperationException("LightGBM refused"); }
Console.WriteLine(FormattableString.Invariant(
    $"{Score("gamma_deviance", 2):F4} {Score("gamma_deviance", 4):F4} {Score("gamma", 2):F4} {Score("gamma", 4):F4}"));
[DllImport("lib_lightgbm")] static extern int LGBM_DatasetCreateFromMat(
    double[] data, int type, int rows, int columns, int rowMajor, string words, nint reference, out nint made);
[DllImport("lib_lightgbm", EntryPoint = "LGBM_DatasetSetField")] static extern int SetFloats(
    nint data, string name, float[] values, int n, int type);
[DllImport("lib_lightgbm", EntryPoint = "LGBM_DatasetSetField")] static extern int SetDoubles(
    nint data, string name, double[] values, int n, int type);
[DllImport("lib_lightgbm")] static extern int LGBM_BoosterCreate(nint data, string words, out nint made);
[DllImport("lib_lightgbm")] static extern int LGBM_BoosterGetEval(nint booster, int of, out int count, double[] results);
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='1.2274 2.4548 2.0000 2.0000'
echo "LightGBM 4.7.0: gamma_deviance of 2 rows and of 4 like them; the metric gamma of both: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
