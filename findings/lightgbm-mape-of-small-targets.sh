#!/usr/bin/env bash
# LightGBM 4.7.0 (NuGet): of targets below 1, the mean absolute percentage error is the mean absolute error.
# One expects: metric mape is the mean of |p - t| / |t|: predictions of twice the target score 1 (100 %), whatever the unit.
# Seen: it is the mean of |p - t| / max(1, |t|). For targets of 0.01 and predictions of 0.02 it is 0.01, for the same numbers
# in hundredths (1 and 2) it is 1. The objective mape weighs its rows in the same way, so a model of rates, shares or prices
# below 1 is fitted to the absolute error, and its score looks a hundred times better than it is.
# The documentation says "mape, MAPE loss, aliases: mean_absolute_percentage_error".
# Beside VectorLoss: mape holds |t| above 1e-7, as Keras does; --eps 1 gives LightGBM's number.
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
using System.Runtime.InteropServices;
double Score(string metric, float target, double prediction)
{
    float[] labels = [target, target];
    double[] scores = [prediction, prediction], rows = [0, 1], results = new double[4];
    string words = $"objective=regression metric={metric} verbosity=-1 min_data_in_leaf=1 boost_from_average=false";
    Check(LGBM_DatasetCreateFromMat(rows, 1, 2, 1, 1, words, 0, out nint data));
    Check(SetFloats(data, "label", labels, 2, 0));
    Check(SetDoubles(data, "init_score", scores, 2, 1));
    Check(LGBM_BoosterCreate(data, words, out nint booster));
    Check(LGBM_BoosterGetEval(booster, 0, out _, results));
    return results[0];
}
void Check(int code) { if (code != 0) throw new InvalidOperationException("LightGBM refused"); }
Console.WriteLine(FormattableString.Invariant(
    $"{Score("mape", 0.01f, 0.02):F4} {Score("l1", 0.01f, 0.02):F4} {Score("mape", 1, 2):F4} {Score("mape", 4, 8):F4}"));
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
expected='0.0100 0.0100 1.0000 1.0000'
echo "LightGBM 4.7.0: mape and l1 of 0.02 for 0.01; mape of 2 for 1 and of 8 for 4: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
