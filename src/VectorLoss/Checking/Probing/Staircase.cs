namespace VectorLoss.Checking;

/// <summary>Whether a plateau belongs to a staircase: the function goes on in steps, as numbers do that lost most of
/// their digits. What the slope of its steps on the whole is, none of them shows.</summary>
internal static class Staircase
{
    // Doubled steps that each get farther make a slope; fewer may be the levels of a function of its own.
    private const int Many = 6;

    /// <summary>Whether the function goes on, and stands still again behind the end of the plateau.</summary>
    /// <param name="ladder">The values.</param>
    /// <param name="line">The function.</param>
    /// <param name="height">How far it moves at the end of the plateau.</param>
    /// <param name="width">How far away that is.</param>
    public static bool GoesOn(StepLadder ladder, LineProbe line, double height, double width)
        => Farther(ladder, height) >= Many && (IsStillBehind(line, ladder.Here, width)
            || IsStillBehind(line, ladder.Here, -width));

    // How many steps beyond the plateau each get farther than all shorter ones, by a step of the stairs or more; of the
    // better side.
    private static int Farther(StepLadder ladder, double height)
    {
        (int above, int below, double farAbove, double farBelow) = (0, 0, 0, 0);
        for (int i = ladder.FlatFrom - 1; i >= 0; i--)
        {
            Count(ladder[i].Above, ref above, ref farAbove);
            Count(ladder[i].Below, ref below, ref farBelow);
        }
        return Math.Max(above, below);

        void Count(double value, ref int count, ref double far)
        {
            double move = Math.Abs(value - ladder.Here);
            (count, far) = move > far + (height / 2) ? (count + 1, move) : (count, far);
        }
    }

    private static bool IsStillBehind(LineProbe line, double here, double end)
    {
        double before = double.NaN;
        foreach (double way in (ReadOnlySpan<double>)[1.0625, 1.125, 1.1875, 1.25])
        {
            double value = line.ValueAt(way * end);
            if (value != here && value == before)
                return true;
            before = value;
        }
        return false;
    }
}
