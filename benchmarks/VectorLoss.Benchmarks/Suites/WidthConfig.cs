using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;

namespace VectorLoss.Benchmarks.Suites;

/// <summary>One job for each SIMD width, chosen by the runtime's own switches.</summary>
internal sealed class WidthConfig : ManualConfig
{
    public WidthConfig()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.Default.WithId("widest").AsBaseline());
        AddJob(Job.Default.WithId("no-avx512").WithEnvironmentVariable("DOTNET_EnableAVX512", "0"));
        AddJob(Job.Default.WithId("no-avx2").WithEnvironmentVariable("DOTNET_EnableAVX2", "0"));
        AddJob(Job.Default.WithId("scalar").WithEnvironmentVariable("DOTNET_EnableHWIntrinsic", "0"));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(JsonExporter.Full, MarkdownExporter.GitHub);
    }
}
