namespace VectorLoss.Cli.Pages;

/// <summary>A way to another page.</summary>
/// <param name="Text">The words that are shown.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Relation">The rel attribute: next, prev or index.</param>
internal sealed record Link(string Text, string Address, string Relation);
