using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>How one checker did on the whole corpus.</summary>
/// <param name="Checker">Its name.</param>
/// <param name="Killed">Wrong gradients that it found.</param>
/// <param name="Wrong">Wrong gradients in all.</param>
/// <param name="Accused">Right gradients that it called wrong.</param>
/// <param name="Right">Right gradients that it was asked about.</param>
/// <param name="Survivors">The wrong gradients that it passed.</param>
/// <param name="Victims">The right ones that it called wrong.</param>
public sealed record SelfTestScore(string Checker, int Killed, int Wrong, int Accused, int Right,
    IReadOnlyList<string> Survivors, IReadOnlyList<string> Victims);

/// <summary>
/// The checker scores itself, beside the rules of others: a corpus of wrong gradients, made by composing faults with
/// functions, must
/// be found out, and a corpus of right but awkward ones must not be accused.
/// </summary>
public static class SelfTest
{
    /// <summary>The name under which this checker stands in the table.</summary>
    public const string Own = "VectorLoss";

    /// <summary>How many wrong gradients there are.</summary>
    public static int WrongCount => Wrong(1000).Count();

    /// <summary>Runs the corpus.</summary>
    /// <param name="cards">Losses whose random cases are right gradients too; empty for none.</param>
    /// <param name="cases">How many random right cases in all.</param>
    /// <param name="seed">The seed of the first of them.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The scores, this checker's first. The other rules are asked of the corpus, not of the random
    /// cases.</returns>
    public static IReadOnlyList<SelfTestScore> Run(IReadOnlyList<LossCard> cards, int cases, int seed = 1,
        IProgress<CheckProgress>? progress = null, CancellationToken cancellation = default)
        => Run(cards, cases, seed, 1_000_000, progress, cancellation);

    /// <summary>The same with another size of the largest mean.</summary>
    internal static IReadOnlyList<SelfTestScore> Run(IReadOnlyList<LossCard> cards, int cases, int seed, int many,
        IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cards);
        (string Name, Func<Subject, GradientFunction, bool?> Judge)[] checkers =
            [(Own, (subject, gradient) => Check(subject, gradient, cancellation)),
                .. Rules.All.Select(rule => (rule.Name,
                (Func<Subject, GradientFunction, bool?>)((s, g) => rule.Passes(s, g))))];
        (string Name, Subject Subject, GradientFunction Gradient, bool OfMemory)[] wrong = [.. Wrong(many)];
        Subject[] right = [.. Awkward.All(), .. Subjects.All];
        List<string>[] survivors = [.. checkers.Select(_ => new List<string>())],
            victims = [.. checkers.Select(_ => new List<string>())];
        for (int i = 0; i < wrong.Length; i++)
        {
            // A wrong gradient is found only by an accusation. Faults of memory are no question for the rules of
            // others.
            for (int k = 0; k < (wrong[i].OfMemory ? 1 : checkers.Length); k++)
                if (checkers[k].Judge(wrong[i].Subject, wrong[i].Gradient) != false)
                    survivors[k].Add(wrong[i].Name);
            Told(i + 1);
        }
        for (int i = 0; i < right.Length; i++)
        {
            // A right one that is left open is no accusation.
            for (int k = 0; k < checkers.Length; k++)
                if (checkers[k].Judge(right[i], right[i].Gradient) == false)
                    victims[k].Add(right[i].Name);
            Told(wrong.Length + i + 1);
        }
        int drawn = cards.Count == 0 ? 0 : Draw(cards, cases, seed, victims[0], right.Length + wrong.Length, progress,
            cancellation);
        int Asked(int k) => k == 0 ? wrong.Length : wrong.Count(one => !one.OfMemory);
        void Told(int done)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(done, wrong.Length + right.Length + cases, 0));
        }
        return [.. checkers.Select((checker, k) => new SelfTestScore(checker.Name, Asked(k) - survivors[k].Count,
            Asked(k),
            victims[k].Count, right.Length + (k == 0 ? drawn : 0), survivors[k], victims[k]))];
    }

    private static int Draw(IReadOnlyList<LossCard> cards, int cases, int seed, List<string> victims, int before,
        IProgress<CheckProgress>? progress, CancellationToken cancellation)
    {
        for (int i = 0; i < cases; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            LossCase drawn = LossCase.Draw(cards[i % cards.Count], seed + i);
            if (drawn.Check(new() { Cancellation = cancellation }).Any(report => report.Failed))
                victims.Add(drawn.ToString());
            progress?.Report(new(before + i + 1, before + cases, 0));
        }
        return cases;
    }

    private static IEnumerable<(string Name, Subject Subject, GradientFunction Gradient, bool OfMemory)> Wrong(int many)
    {
        foreach (Subject subject in Subjects.All)
            foreach (Mutation mutation in Mutations.All)
                if (mutation.Break(subject) is { } broken)
                    yield return ($"{subject.Name}: {mutation.Name}", subject, broken, mutation.IsOfMemory);
        foreach (Subject fault in Faults.All(many))
            yield return (fault.Name, fault, fault.Gradient, false);
    }

    /// <summary>True for a pass, false for a failure, null for neither.</summary>
    private static bool? Check(Subject subject, GradientFunction gradient, CancellationToken cancellation)
    {
        GradientReport report = GradientCheck.Run(subject.Function, gradient, subject.Point, new()
        {
            Subject = subject.Name, Mode = subject.Point.Length > 100 ? CheckMode.Fast : CheckMode.Exhaustive,
                Offenders = 1, Cancellation = cancellation,
        });
        return report.Passed ? true : report.Failed ? false : null;
    }
}
