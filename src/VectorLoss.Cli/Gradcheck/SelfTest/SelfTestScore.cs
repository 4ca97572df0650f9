using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>How one checker did on the whole corpus.</summary>
/// <param name="Checker">Its name.</param>
/// <param name="Killed">Wrong gradients that it found.</param>
/// <param name="Wrong">Wrong gradients in all.</param>
/// <param name="Accused">Right gradients that it called wrong.</param>
/// <param name="Right">Right gradients that it was asked about.</param>
/// <param name="Survivors">The wrong gradients that it passed, or left open without an excuse.</param>
/// <param name="Victims">The right ones that it called wrong.</param>
internal sealed record SelfTestScore(string Checker, int Killed, int Wrong, int Accused, int Right,
    IReadOnlyList<string> Survivors, IReadOnlyList<string> Victims)
{
    // What may stay open, of faults and of right gradients that differences resolve.
    private const double MostOpen = 0.02;

    /// <summary>Wrong gradients of the families that it called inconclusive.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    /// <summary>The families of functions one by one; only of this checker.</summary>
    public IReadOnlyList<FamilyScore> Families { get; init; } = [];

    /// <summary>Whether nothing right was accused, nothing wrong passed, and 2 % at most of what differences resolve
    /// was left open.</summary>
    public bool ReachesGoal => Accused == 0 && Survivors.Count == 0 && Missed.Count <= MostOpen * Wrong
        && Families.Sum(family => family.Open) <= MostOpen * Math.Max(1, Families.Sum(family => family.Resolvable));
}
