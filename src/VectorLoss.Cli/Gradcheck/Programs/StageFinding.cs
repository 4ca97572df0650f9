namespace VectorLoss.Cli;

/// <summary>Which stage of a program has the wrong backward.</summary>
/// <param name="Name">The stage; null where it could not be told.</param>
/// <param name="Text">The same in words, or why it could not be told.</param>
internal sealed record StageFinding(string? Name, string Text);
