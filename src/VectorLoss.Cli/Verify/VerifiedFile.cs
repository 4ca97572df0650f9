namespace VectorLoss.Cli;

/// <summary>What the replay of a <see cref="ReferenceFile"/> gave.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Misses">A line for each case that missed.</param>
/// <param name="WorstValue">The largest error of a value, relative to max(1, |reference|).</param>
/// <param name="WorstGradient">The largest error of a gradient element, relative to max(1, |reference|).</param>
internal sealed record VerifiedFile(
    string Loss, int Cases, IReadOnlyList<string> Misses, double WorstValue, double WorstGradient);
