namespace VectorLoss.Cli.Pages;

/// <summary>What an evaluation on digits that were not trained on found.</summary>
internal sealed record TestRow(double Step, double Loss, double Accuracy);
