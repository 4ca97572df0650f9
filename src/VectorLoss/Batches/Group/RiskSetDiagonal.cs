using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// The diagonal of the Hessian of Cox's partial likelihood of a row. An item has a share f in each sum at risk until
/// its time, and moves its slope there by f − f²; an event has less of the sums at its own time, the more events of
/// that time are over.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="efron">Whether events at one time leave the risk set one after another.</param>
/// <param name="room">At least a number a column.</param>
/// <param name="order">A place a column.</param>
internal readonly ref struct RiskSetDiagonal<T>(GroupProduct<T> row, bool efron, Span<double> room, Span<int> order)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupProduct<T> row = row;
    private readonly Span<double> logs = room[..order.Length];
    private readonly Span<int> order = order;

    [MethodImpl(Compiled.AtOnce)]
    public void Add()
    {
        ReadOnlySpan<T> times = row.Row.Second;
        RankOrder.Of(times, order);
        double log = 0, check = 0;
        for (int i = 0; i < order.Length; i++)
        {
            double own = Hazard(i);
            log = i == 0 ? own : log + Lane1<double>.Softplus(new(own - log)).Number;
            logs[i] = log;
            check += own + double.CreateTruncating(times[order[i]] + row.Row.Third[order[i]]);
        }
        double before = log, sum = 0, squares = 0;
        for (int end = order.Length, start; end > 0; end = start)
        {
            // NaN has no order: all is one time.
            start = double.IsNaN(check) ? 0 : RankOrder.StartOfTie(times, order, end);
            log = double.IsNaN(check) ? double.NaN : logs[end - 1];
            double kept = Math.Exp(log - before);
            (before, sum, squares) = (log, sum * kept, squares * kept * kept);
            Shares(start, end, log, out (double Sum, double Squares) all, out (double Sum, double Squares) ofEvents);
            for (int i = start; i < end; i++)
            {
                double share = Math.Exp(Hazard(i) - log);
                (double more, double moreSquares) = IsEvent(i) ? ofEvents : all;
                double diagonal = share * (sum + more) - share * share * (squares + moreSquares);
                row.AddFirst(order[i], new(default, new(diagonal)));
            }
            (sum, squares) = (sum + all.Sum, squares + all.Squares);
        }
    }

    /// <summary>What the sums at risk at a time are of the whole one, inverted; and what events have of them.</summary>
    private void Shares(int start, int end, double log, out (double Sum, double Squares) all,
        out (double Sum, double Squares) ofEvents)
    {
        int events = 0;
        double tied = 0;
        for (int i = start; i < end; i++)
            if (IsEvent(i))
                (events, tied) = (events + 1, tied + Math.Exp(Hazard(i) - log));
        (all, ofEvents) = ((0, 0), (0, 0));
        for (int left = 0; left < events; left++)
        {
            double part = efron ? (double)left / events : 0, share = 1 / (1 - part * tied), own = (1 - part) * share;
            all = (all.Sum + share, all.Squares + share * share);
            ofEvents = (ofEvents.Sum + own, ofEvents.Squares + own * own);
        }
    }

    private double Hazard(int place) => row.First(order[place]).Value.Number;

    private bool IsEvent(int place) => row.IsEvent(order[place]);
}
