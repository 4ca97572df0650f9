namespace VectorLoss.Checking;

/// <summary>
/// Quotients at steps that halve, carried to step zero by Neville's scheme, with the error bar that the scheme shows of
/// itself.
/// </summary>
/// <remarks>
/// The bar of an entry is the largest of its distances to three neighbours of the scheme, plus the rounding of the
/// function, which extrapolation enlarges. The entry of the least bar is taken: long steps lose by truncation, short
/// ones by rounding. Sources: L. F. Richardson 1911, doi:10.1098/rsta.1911.0009; C. J. F. Ridders 1982,
/// doi:10.1016/S0141-1195(82)80057-0, who looks at two neighbours; the third makes chance agreement rare.
/// </remarks>
internal ref struct Extrapolation
{
    private const int Deepest = 6;
    private const int Memory = 2 * (Deepest + 1);
    private readonly double ratio;
    private readonly Span<double> before;
    private readonly Span<double> now;
    private Estimate best = Estimate.None;
    private int depth = -1;
    private int contradictions;
    private int taken;
    private int used;

    private Extrapolation(double ratio, Span<double> memory)
    {
        this.ratio = ratio;
        before = memory[..(Deepest + 1)];
        now = memory[(Deepest + 1)..];
    }

    /// <summary>The limit of quotients at steps that halve; one that is not finite starts the scheme anew.</summary>
    /// <param name="quotients">Each quotient, and how far rounding may have moved it.</param>
    /// <param name="ratio">By what a halved step shrinks the leading error: 4 for even functions of the step, else
    /// 2.</param>
    /// <param name="used">How many of the quotients, from the first on, the limit was found from.</param>
    public static Estimate Of(ReadOnlySpan<(double Value, double RoundOff)> quotients, double ratio, out int used)
    {
        Extrapolation scheme = new(ratio, stackalloc double[Memory]);
        foreach ((double value, double roundOff) in quotients)
            scheme.Add(value, roundOff);
        used = scheme.used;
        return scheme.best;
    }

    private void Add(double quotient, double roundOff)
    {
        taken++;
        if (!double.IsFinite(quotient))
        {
            depth = -1;
            return;
        }
        now[0] = quotient;
        double power = 1, enlarged = roundOff;
        Estimate row = Estimate.None;
        for (int order = 1; order <= depth + 1 && order <= Deepest; order++)
        {
            power *= ratio;
            now[order] = now[order - 1] + ((now[order - 1] - before[order - 1]) / (power - 1));
            enlarged *= (power + 1) / (power - 1);
            // The newest order has no third neighbour yet.
            if (order <= depth && Bar(order) + enlarged < row.Error)
                row = new(now[order], Bar(order) + enlarged, enlarged);
        }
        depth = Math.Min(depth + 1, Deepest);
        now.CopyTo(before);
        if (row.Exists)
            Weigh(row);
    }

    private readonly double Bar(int order) => Math.Max(Math.Abs(now[order] - now[order - 1]),
        Math.Max(Math.Abs(now[order] - before[order - 1]), Math.Abs(now[order] - before[order])));

    // Long steps may agree with each other on something far away, such as a plateau around a narrow peak. When two
    // rows of shorter steps in turn contradict them, the shorter ones are right.
    private void Weigh(Estimate row)
    {
        contradictions = best.Exists && !best.Covers(row.Value, 2, 2 * row.Error) ? contradictions + 1 : 0;
        if (contradictions == 2 || row.Error < best.Error)
            (best, used, contradictions) = (row, taken, 0);
    }
}

