using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The negative logarithm of Cox's partial likelihood of a row. From the last time to the first the logarithm of the
/// sum of hazards at risk grows by those that join, so no sum is a difference; on the way back every number at risk
/// gathers the slopes of the events so far, as multiples of 1 over that sum, so that nothing overflows.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="efron">Whether events at one time leave the risk set one after another.</param>
internal readonly ref struct RiskSetRow(GroupRow row, bool efron)
{
    private readonly GroupRow row = row;

    public double Run()
    {
        int count = row.First.Length;
        double check = 0;
        for (int i = 0; i < count; i++)
        {
            check += row.First[i] + row.Second[i] + row.Third[i];
            // The last time first.
            (row.Work[i], row.Order[i], row.FirstSlopes[i]) = (-row.Second[i], i, 0);
        }
        if (double.IsNaN(check))
            return row.NotANumber();
        row.SortWork();
        double value = Forward();
        Backward();
        return value;
    }

    /// <summary>The loss; MoreWork receives the logarithm of the sum at risk, where each time begins.</summary>
    private double Forward()
    {
        double value = 0, most = double.NegativeInfinity, sum = 0;
        for (int start = 0, end; start < row.Work.Length; start = end)
        {
            end = row.EndOfTie(start);
            foreach (int at in row.Order[start..end])
            {
                double x = row.First[at];
                if (x > most)
                    (most, sum) = (x, 1 + (sum == 0 ? 0 : sum * Exp(most - x)));
                else if (!double.IsNegativeInfinity(x))
                    sum += Exp(x - most);
            }
            double log = sum == 0 ? double.NegativeInfinity : most + Log(sum);
            row.MoreWork[start] = log;
            (int events, double tied) = EventsOf(start, end, log);
            foreach (int at in row.Order[start..end])
                if (IsEvent(at))
                    value += log - row.First[at];
            for (int left = 1; left < events && efron; left++)
                value += Log(1 - left * tied / events);
        }
        return value;
    }

    /// <summary>The slopes, from the first time to the last.</summary>
    private void Backward()
    {
        double gathered = 0, before = 0;
        for (int end = row.Work.Length, start; end > 0; end = start)
        {
            start = StartOf(end);
            double log = row.MoreWork[start], per = 0, ofTied = 0;
            (int events, double tied) = EventsOf(start, end, log);
            for (int left = 0; left < events; left++)
            {
                double part = efron ? (double)left / events : 0, share = 1 / (1 - part * tied);
                (per, ofTied) = (per + share, ofTied + part * share);
            }
            gathered = (gathered == 0 ? 0 : gathered * Exp(log - before)) + per;
            before = log;
            foreach (int at in row.Order[start..end])
                row.FirstSlopes[at] = Exp(row.First[at] - log) * (IsEvent(at) ? gathered - ofTied : gathered)
                    - (IsEvent(at) ? 1 : 0);
        }
    }

    /// <summary>How many events a time has, and their share of the sum at risk.</summary>
    private (int Count, double Share) EventsOf(int start, int end, double log)
    {
        (int count, double share) = (0, 0);
        foreach (int at in row.Order[start..end])
            if (IsEvent(at))
                (count, share) = (count + 1, share + Exp(row.First[at] - log));
        return (count, share);
    }

    private bool IsEvent(int at) => row.Third[at] > 0.5;

    private int StartOf(int end)
    {
        int start = end - 1;
        while (start > 0 && row.Work[start - 1] == row.Work[end - 1])
            start--;
        return start;
    }

    private static double Exp(double x) => Lane1<double>.Exp(new(x)).Number;

    private static double Log(double x) => Lane1<double>.Log(new(x)).Number;
}
