using BenchmarkDotNet.Running;
using VectorLoss.Benchmarks.Compare;
using VectorLoss.Benchmarks.Suites;

// `compare` sets us beside the peers in one run; anything else goes to BenchmarkDotNet over the same kernels.
if (args is ["compare", ..])
    return CompareCommand.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new WidthConfig());
return 0;
