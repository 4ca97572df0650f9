using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>How the checker did on one family of functions.</summary>
/// <param name="Family">Its name.</param>
/// <param name="Faults">Wrong gradients that differ from the right one by ten times what the best central difference
/// of the function resolves.</param>
/// <param name="Killed">Those that it found.</param>
/// <param name="Passed">Those that it passed.</param>
/// <param name="Right">Right gradients.</param>
/// <param name="Accused">Those that it called wrong.</param>
/// <param name="Resolvable">Those of which the best central difference resolves a tenth of a percent.</param>
/// <param name="Open">Resolvable ones that it called inconclusive.</param>
internal sealed record FamilyScore(string Family, int Faults, int Killed, int Passed, int Right, int Accused,
    int Resolvable, int Open)
{
    /// <summary>Faults that it called inconclusive.</summary>
    public int Missed => Faults - Killed - Passed;
}
