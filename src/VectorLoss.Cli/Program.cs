using VectorLoss.Cli;

return CommandLine.Run(args, Terminal.OfProcess());
