using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>One job for each SIMD width, chosen by the runtime's own switches.</summary>
internal sealed class WidthConfig : ManualConfig
{
    private WidthConfig(Job job)
    {
        Add(DefaultConfig.Instance);
        AddJob(job.WithId("widest").AsBaseline());
        AddJob(job.WithId("no-avx512").WithEnvironmentVariable("DOTNET_EnableAVX512", "0"));
        AddJob(job.WithId("no-avx2").WithEnvironmentVariable("DOTNET_EnableAVX2", "0"));
        AddJob(job.WithId("scalar").WithEnvironmentVariable("DOTNET_EnableHWIntrinsic", "0"));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(JsonExporter.Full, MarkdownExporter.GitHub);
    }

    /// <summary>
    /// Takes `--job NAME` out of the arguments: it says how thoroughly all widths are measured. Left to
    /// BenchmarkDotNet it would be one job more, in the widest registers, beside four thorough ones.
    /// </summary>
    public static (WidthConfig Config, string[] Others) Of(string[] args)
    {
        int at = Array.FindIndex(args, one => one is "--job" or "-j");
        if (at < 0 || at + 1 == args.Length)
            return (new(Job.Default), args);
        Job job = args[at + 1].ToLowerInvariant() switch
        {
            "dry" => Job.Dry,
            "short" => Job.ShortRun,
            "medium" => Job.MediumRun,
            "long" => Job.LongRun,
            _ => Job.Default,
        };
        return (new(job), [.. args[..at], .. args[(at + 2)..]]);
    }
}
