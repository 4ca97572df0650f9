namespace VectorLoss.Cli;

/// <summary>How far some work is.</summary>
/// <param name="Text">What is being done.</param>
/// <param name="Share">The part that is done, 0 to 1; NaN where it is not known.</param>
internal sealed record WorkState(string Text, double Share);
