using BenchmarkDotNet.Running;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Suites;

// `compare` sets us beside the peers in one run; anything else goes to BenchmarkDotNet over the same kernels.
if (args is ["compare", ..])
    return CompareCommand.Run(args[1..]);
(WidthConfig config, string[] others) = WidthConfig.Of(args);
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(others, config)
    .All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
