using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// The checker scores itself, beside the rules of others: wrong gradients, made by composing faults with functions,
/// must be found out, and right but awkward ones must not be accused.
/// </summary>
/// <remarks>
/// The corpus is fixed: losses, programs on a tape and faults that libraries shipped. The families are drawn: functions
/// with scales of their own, mixed units, rounding far above the last place, kinks, edges and noise. A planted fault of
/// theirs counts if it differs from the right gradient by ten times what the best central difference of the function,
/// as it is computed, resolves; see <see cref="BestDifference"/>.
/// </remarks>
internal static class SelfTest
{
    /// <summary>The name under which this checker stands in the table.</summary>
    public const string Own = "VectorLoss";

    /// <summary>How many wrong gradients the fixed corpus has.</summary>
    public static int WrongCount => Wrong(1000).Count();

    /// <summary>Runs the corpus.</summary>
    /// <param name="cards">Losses whose random cases are right gradients too; empty for none.</param>
    /// <param name="cases">How many random cases in all, half of them losses if there are any, the others functions of
    /// the families.</param>
    /// <param name="seed">The seed of the first of them.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The scores, this checker's first. The other rules are asked of the corpus and the families, not of the
    /// random losses.</returns>
    public static IReadOnlyList<SelfTestScore> Run(IReadOnlyList<LossCard> cards, int cases, int seed = 1,
        IProgress<CheckProgress>? progress = null, CancellationToken cancellation = default)
        => Run(cards, cases, seed, 1_000_000, progress, cancellation);

    /// <summary>The same with another size of the largest mean.</summary>
    internal static IReadOnlyList<SelfTestScore> Run(IReadOnlyList<LossCard> cards, int cases, int seed, int many,
        IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cards);
        SelfTestTally[] tallies = [new(Own, (subject, gradient) => Check(subject, gradient, cancellation)),
            .. Rules.All.Select(rule => new SelfTestTally(rule.Name,
                (subject, gradient) => rule.Passes(subject, gradient)))];
        (Subject Subject, GradientFunction Gradient, bool OfMemory)[] wrong = [.. Wrong(many)];
        Subject[] right = [.. Awkward.All(), .. Subjects.All];
        int done = 0, all = wrong.Length + right.Length + cases;
        void Told()
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(++done, all, 0));
        }
        foreach ((Subject subject, GradientFunction gradient, bool ofMemory) in wrong)
        {
            // Faults of memory are no question for the rules of others.
            foreach (SelfTestTally tally in ofMemory ? tallies.Take(1) : tallies)
                tally.Wrong(subject, gradient);
            Told();
        }
        foreach (Subject subject in right)
        {
            foreach (SelfTestTally tally in tallies)
                tally.Right(subject, subject.Gradient);
            Told();
        }
        int losses = cards.Count == 0 ? 0 : cases / 2;
        FamilyTest families = new(tallies, cancellation);
        families.Run(cases - losses, seed, Told);
        Draw(cards, losses, seed, tallies[0], Told, cancellation);
        return [.. tallies.Select((tally, k) => tally.Score(k == 0 ? families.Scores : []))];
    }

    private static void Draw(IReadOnlyList<LossCard> cards, int cases, int seed, SelfTestTally own, Action told,
        CancellationToken cancellation)
    {
        for (int i = 0; i < cases; i++)
        {
            LossCase drawn = LossCase.Draw(cards[i % cards.Count], unchecked(seed + i));
            own.Right(!drawn.Check(new() { Cancellation = cancellation }).Any(report => report.Failed),
                drawn.ToString());
            told();
        }
    }

    private static IEnumerable<(Subject Subject, GradientFunction Gradient, bool OfMemory)> Wrong(int many)
    {
        foreach (Subject subject in Subjects.All)
            foreach (Mutation mutation in Mutations.All)
                if (mutation.Break(subject) is { } broken)
                    yield return (subject with { Name = $"{subject.Name}: {mutation.Name}" }, broken,
                        mutation.IsOfMemory);
        foreach (Subject fault in Faults.All(many))
            yield return (fault, fault.Gradient, false);
    }

    private static bool? Check(Subject subject, GradientFunction gradient, CancellationToken cancellation)
    {
        GradientReport report = GradientCheck.Run(subject.Function, gradient, subject.Point, new()
        {
            Subject = subject.Name,
            Mode = subject.Point.Length > 100 ? CheckMode.Fast : CheckMode.Exhaustive,
            Offenders = 1,
            Cancellation = cancellation,
        });
        return report.Passed ? true : report.Failed ? false : null;
    }
}
