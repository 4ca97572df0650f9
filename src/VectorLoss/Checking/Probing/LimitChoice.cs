namespace VectorLoss.Checking;

/// <summary>
/// Which limit is the slope: that of the shortest steps, or that of longer ones, which are right where only rounding
/// contradicts them. Where it cannot be told which, neither is.
/// </summary>
internal static class LimitChoice
{
    // Pieces of a function that are shorter, beside x, may be those of its rounding; among so many of them one ends. Of
    // the longer among them one ends on either side: what jumps on one alone may be a pole.
    private const double Short = 1.0 / (1 << 6), Shorter = 1.0 / (1 << 20), Pieces = 64, Whole = 8;

    // Below this share of the steepest secant, two slopes are both none.
    private const double Least = 1e-9;

    /// <summary>The limit, and whether the other may be right as well.</summary>
    public static (Limit Limit, bool IsAmbiguous) Of(
        LadderLimits.Pair central, StepLadder ladder, LadderLimits limits, LineProbe line, RoundingGuess rounding)
    {
        const double Bars = Derivative.UsualBars;
        (Limit near, Limit far, _) = central;
        if (!far.Exists || !near.Exists)
            return (near, false);
        double off = Math.Abs(near.Value - far.Value), none = Least * ladder.Secant(0, 0);
        double reach = Reach(near, far, ladder);
        bool isVisible = limits.IsSeen(far), isSeen = isVisible && limits.IsOfBothSides(far),
            isNoise = rounding.IsNoise(far.Noise, near.Rung);
        // Rounding jumps from number to number, or between pieces so short, by what both slopes differ by over a piece.
        // What does not is the function's own. Beside a tiny x, the numbers that it is added to count.
        double scale = line.IsTiny ? 1 : line.Scale, jump = 0;
        double broken = Math.Abs(near.Value) * reach / 16, least = Math.Min(broken, off * reach / 2);
        // The reach ends where the nearer piece does; a whole one is as long as jumps of the noise make up for.
        double whole = Whole * far.Noise / off, way = Math.Max(Pieces * reach, double.IsFinite(whole) ? whole : 0);
        bool isShort = reach < Short * scale;
        if (isShort)
            jump = JumpSearch.Of(line, ladder.Here, way, near.Value, least).Height;
        if (jump > least && reach >= Shorter * scale)
            jump = Math.Min(jump, JumpSearch.Of(line, ladder.Here, -way, near.Value, least).Height);
        bool isBroken = jump > broken, isExplained = jump > least;
        if (!(isNoise && (isExplained || !isShort)) && !(isExplained && rounding.IsOfMultiples(reach)))
        {
            bool isOther = off > Math.Max(none, Bars * (near.Error + far.Error));
            return (near, isBroken && isOther && isSeen == isVisible);
        }
        bool isAmbiguous = off > Math.Max(none, Math.Abs(near.Value) / 8) && isNoise != isSeen;
        return (isSeen && !isAmbiguous ? far : near, isAmbiguous);
    }

    // The longest step that shows a slope rather than another, as all shorter ones down to its own do.
    private static double Reach(Limit slope, Limit other, StepLadder ladder)
    {
        const double Near = 0.25;
        int rung = slope.Rung;
        while (rung > 0
            && Math.Abs(ladder[rung - 1].Central - slope.Value) <= Near * Math.Abs(other.Value - slope.Value))
            rung--;
        return ladder[rung].Step;
    }
}
