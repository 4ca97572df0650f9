using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Counts what one checker says of the corpus.</summary>
/// <param name="name">The name of the checker.</param>
/// <param name="judge">True for a pass, false for a failure, null for neither.</param>
internal sealed class SelfTestTally(string name, Func<Subject, GradientFunction, bool?> judge)
{
    private readonly List<string> survivors = [];
    private readonly List<string> victims = [];
    private readonly List<string> missed = [];
    private int wrong;
    private int right;

    /// <summary>A wrong gradient.</summary>
    /// <param name="subject">The function.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="isSure">Whether there is no excuse for leaving it open.</param>
    public bool? Wrong(Subject subject, GradientFunction gradient, bool isSure = true)
    {
        bool? verdict = judge(subject, gradient);
        wrong++;
        if (verdict == true || (isSure && verdict is null))
            survivors.Add(subject.Name);
        else if (verdict is null)
            missed.Add(subject.Name);
        return verdict;
    }

    /// <summary>A right gradient; one that is left open is no accusation.</summary>
    public bool? Right(Subject subject, GradientFunction gradient)
    {
        bool? verdict = judge(subject, gradient);
        Right(verdict != false, subject.Name);
        return verdict;
    }

    /// <summary>A right gradient that was judged elsewhere.</summary>
    public void Right(bool isAccepted, string subject)
    {
        right++;
        if (!isAccepted)
            victims.Add(subject);
    }

    public SelfTestScore Score(IReadOnlyList<FamilyScore> families) => new(name,
        wrong - survivors.Count - missed.Count, wrong, victims.Count, right, survivors, victims)
    {
        Missed = missed,
        Families = families,
    };
}
