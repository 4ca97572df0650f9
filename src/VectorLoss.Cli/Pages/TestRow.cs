namespace VectorLoss.Cli.Pages;

/// <summary>What an evaluation found.</summary>
internal sealed record TestRow(double Step, double Loss, double Accuracy);
