namespace VectorLoss.Cli.Charts;

/// <summary>What one setting of a control shows.</summary>
/// <param name="Value">The setting, as the reader sees it.</param>
/// <param name="Chart">The chart of this setting.</param>
internal sealed record Variant(string Value, Chart Chart);
