using BenchmarkDotNet.Running;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Peers;
using VectorLoss.Benchmarks.Suites;

// `compare` sets us beside the peers in one run; anything else goes to BenchmarkDotNet over the same kernels.
if (args is ["compare", ..])
    return CompareCommand.Run(args[1..]);
if (args is [OwnProcess.Command, var work, var shape])
    return OwnProcess.Serve(work, shape);
(WidthConfig config, string[] others) = WidthConfig.Of(args);
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(others, config)
    .All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
