namespace VectorLoss.Cli;

/// <summary>One test case of a JUnit file.</summary>
/// <param name="Group">What it belongs to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Problem">Null where it passed; Fail, Inconclusive or <see cref="Error"/>.</param>
/// <param name="Text">What is wrong; its first line is the message.</param>
internal sealed record JUnitCase(string Group, string Name, double Seconds, string? Problem, string Text)
{
    /// <summary>The problem of a case that came to no verdict.</summary>
    public const string Error = "Error";
}
