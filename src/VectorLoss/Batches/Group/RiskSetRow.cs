using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// The negative logarithm of Cox's partial likelihood of a row. From the last time to the first the logarithm of the
/// sum of hazards at risk grows by those that join, so no sum is a difference; on the way back every number at risk
/// gathers the slopes of the events so far, as multiples of 1 over that sum, so that nothing overflows. What an event
/// that was nearly sure misses is the share of the others at risk, not 1 less its own.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="efron">Whether events at one time leave the risk set one after another.</param>
internal readonly ref struct RiskSetRow(GroupRow row, bool efron)
{
    private readonly GroupRow row = row;

    // The numbers in the order of their times, the last first.
    private Span<double> Hazards => row.MoreWork;

    // The logarithms of the sums at risk; then how they shrink from time to time.
    private Span<double> Sums => row.SecondSlopes;

    // Each hazard's share of the sum of its time, in place of the second input, of which Work has a copy.
    private Span<double> Shares => row.Second;

    [MethodImpl(Compiled.AtOnce)]
    public double Run()
    {
        int count = row.First.Length;
        double check = 0;
        for (int i = 0; i < count; i++)
        {
            check += row.First[i] + row.Second[i] + row.Third[i];
            row.Work[i] = row.Second[i];
        }
        if (double.IsNaN(check))
            return row.NotANumber();
        row.OrderWork();
        for (int i = 0; i < count; i++)
            Hazards[i] = row.First[row.Order[i]];
        GrowingSums.Of(Hazards, Sums, Shares);
        double value = Forward();
        Backward();
        return value;
    }

    /// <summary>The loss, and the share of every hazard.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private double Forward()
    {
        for (int start = 0, end; start < Hazards.Length; start = end)
        {
            end = row.EndOfTie(start);
            for (int i = start; i < end; i++)
                Shares[i] = Hazards[i] - Sums[end - 1];
        }
        Elementwise.Exp(Shares, Shares);
        double value = 0;
        for (int start = 0, end; start < Hazards.Length; start = end)
        {
            end = row.EndOfTie(start);
            (int events, double tied) = EventsOf(start, end);
            for (int i = start; i < end; i++)
                if (IsEvent(i))
                    value += Surprise(i, start, end);
            for (int left = 1; left < events && efron; left++)
                value += Lane1<double>.Log(new(1 - left * tied / events)).Number;
        }
        return value;
    }

    /// <summary>−log of the share of an event.</summary>
    [MethodImpl(Compiled.Early)]
    private double Surprise(int at, int start, int end)
    {
        double log = Sums[end - 1];
        if (Shares[at] <= 0.5)
            return log - Hazards[at];
        double later = start == 0 ? 0 : Lane1<double>.Exp(new(Sums[start - 1] - log)).Number;
        return -Lane1<double>.Log1p(new(-Others(at, start, end, later))).Number;
    }

    /// <summary>The share of all at risk but one.</summary>
    /// <param name="at">The one.</param>
    /// <param name="start">The first of its time.</param>
    /// <param name="end">Behind the last of its time.</param>
    /// <param name="later">The share of the later times.</param>
    [MethodImpl(Compiled.Early)]
    private double Others(int at, int start, int end, double later)
    {
        double share = later;
        for (int i = start; i < end; i++)
            share += i == at ? 0 : Shares[i];
        return share;
    }

    /// <summary>The slopes, from the first time to the last.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Backward()
    {
        double gathered = 0, before = 0;
        for (int end = Hazards.Length, start; end > 0; end = start)
        {
            start = row.StartOfTie(end);
            double log = Sums[end - 1];
            Sums[start] = log - before;
            before = log;
        }
        Elementwise.Exp(Sums, Sums);
        for (int end = Hazards.Length, start; end > 0; end = start)
        {
            start = row.StartOfTie(end);
            double per = 0, ofTied = 0;
            (int events, double tied) = EventsOf(start, end);
            for (int left = 0; left < events; left++)
            {
                double part = efron ? (double)left / events : 0, share = 1 / (1 - part * tied);
                (per, ofTied) = (per + share, ofTied + part * share);
            }
            double earlier = gathered == 0 ? 0 : gathered * Sums[start];
            gathered = earlier + per;
            for (int i = start; i < end; i++)
                row.FirstSlopes[row.Order[i]] = !IsEvent(i) ? Shares[i] * gathered
                    : events > 1 || Shares[i] <= 0.5 ? Shares[i] * (gathered - ofTied) - 1
                    : Shares[i] * earlier - Others(i, start, end, ShareOfLater(start));
        }
    }

    // The sum at risk of the next time over that of this one, which is already a power.
    private double ShareOfLater(int start) => start == 0 ? 0 : Sums[row.StartOfTie(start)];

    /// <summary>How many events a time has, and their share of the sum at risk.</summary>
    [MethodImpl(Compiled.Early)]
    private (int Count, double Share) EventsOf(int start, int end)
    {
        (int count, double share) = (0, 0);
        for (int i = start; i < end; i++)
            if (IsEvent(i))
                (count, share) = (count + 1, share + Shares[i]);
        return (count, share);
    }

    [MethodImpl(Compiled.Early)]
    private bool IsEvent(int place) => row.Third[row.Order[place]] > 0.5;
}
