#!/usr/bin/env bash
# Microsoft.ML.OnnxRuntime 1.31.1 (NuGet): group normalisation of 10000, 10001, 10002, 10003 gives hundreds.
# One expects: the same for 0, 1, 2, 3 and for numbers that are shifted by 10,000, all of which floats hold exactly:
# -1.3416, -0.4472, 0.4472, 1.3416, since the mean is taken off. The root of their mean square is 1.
# Seen: the operator GroupNormalization (operator sets 18 and 21) forms the variance as the mean of the squares less the
# square of the mean, of floats near 1e8 that are 8 apart. What is left is chance: from 3,000 on it was a fifth off
# where this was written, NaN at 6,000, and from 10,000 on the variance came out as 0 or 64, which gives 474.34 or
# 0.19 in place of 1.34. Doubles are made floats for it, unless stash_type says otherwise. LayerNormalization and
# InstanceNormalization of the same package are right at every one of these places.
# Beside VectorLoss: barlow-twins and vicreg, whose columns have variances, take the mean off first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > probe.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" /></ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using System;
using System.Linq;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

// A model of one node, as ONNX stores it: fields of protocol buffers, of two bytes of length.
byte[] Field(int number, byte[] value)
    => [(byte)(number << 3 | 2), (byte)(value.Length | 128), (byte)(value.Length >> 7), .. value];
byte[] Name(int number, string text) => Field(number, Encoding.ASCII.GetBytes(text));
byte[] Number(int number, int value) => [(byte)(number << 3), (byte)value];
byte[] Row(int number, string name, int[] shape) => Field(number, [.. Name(1, name), .. Field(2, Field(1,
    [.. Number(1, 1), .. Field(2, [.. shape.SelectMany(size => Field(1, Number(1, size)))])]))]);
double Root(string op, int set, int[] norm, float offset)
{
    byte[] one = [.. Name(1, "num_groups"), .. Number(3, 1), 160, 1, 2], groups = op[0] == 'G' ? Field(5, one) : [];
    byte[] node = [.. Name(1, "x"), .. Name(1, "s"), .. Name(1, "b"), .. Name(2, "y"), .. Name(4, op), .. groups];
    byte[] graph = [.. Field(1, node), .. Name(2, "graph"), .. Row(11, "x", [1, 1, 4]), .. Row(11, "s", norm),
        .. Row(11, "b", norm), .. Row(12, "y", [1, 1, 4])];
    using var session = new InferenceSession([.. Number(1, 8), .. Field(8, Number(2, set)), .. Field(7, graph)]);
    NamedOnnxValue Of(string name, float[] x, int[] shape)
        => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(x, shape));
    float[] ones = [.. Enumerable.Repeat(1f, norm[0])];
    using var results = session.Run([Of("x", [offset, offset + 1, offset + 2, offset + 3], [1, 1, 4]),
        Of("s", ones, norm), Of("b", [.. ones.Select(x => 0f)], norm)]);
    return Math.Sqrt(results.Single().AsTensor<float>().Average(x => x * x));
}
bool[] Near(string op, int set, int[] norm)
    => [.. new[] { 0f, 10000, 20000, 30000, 50000 }.Select(x => Math.Abs(Root(op, set, norm, x) - 1) < 0.02)];
bool[] group = Near("GroupNormalization", 21, [1]), layer = Near("LayerNormalization", 17, [4]),
    instance = Near("InstanceNormalization", 17, [1]);
Console.WriteLine($"{group[0]} {group.Count(near => !near) > 1} {layer.All(x => x)} {instance.All(x => x)}");
PROGRAM
found=$(dotnet run -v q 2>/dev/null | tail -n 1)
expected='True True True True'
echo "ONNX Runtime 1.31.1: group norm right at 0, wrong far from it; layer and instance norm right: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
