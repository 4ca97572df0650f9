using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The product of the Hessian of Cox's partial likelihood of a row, as <see cref="RiskSetRow"/> has its gradient: from
/// the last time to the first the logarithm of the sum at risk grows, and on the way back events gather.
/// </summary>
/// <param name="row">The row.</param>
/// <param name="efron">Whether events at one time leave the risk set one after another.</param>
/// <param name="room">At least two numbers a column.</param>
/// <param name="order">A place a column.</param>
internal readonly ref struct RiskSetProduct<T>(GroupProduct<T> row, bool efron, Span<double> room, Span<int> order)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupProduct<T> row = row;
    private readonly DualRoom logs = new(room[..(2 * order.Length)]);
    private readonly Span<int> order = order;

    [MethodImpl(Compiled.AtOnce)]
    public void Add()
    {
        ReadOnlySpan<T> times = row.Row.Second;
        if (HasNaN())
        {
            for (int i = 0; i < order.Length; i++)
                row.AddFirst(i, new(new(double.NaN), new(double.NaN)));
            return;
        }
        RankOrder.Of(times, order);
        Number log = row.First(order[0]);
        for (int i = 0; i < order.Length; i++)
        {
            log = i == 0 ? log : log + Number.Softplus(row.First(order[i]) - log);
            logs[i] = log;
        }
        Number gathered = Number.Of(0), before = log;
        for (int end = order.Length, start; end > 0; end = start)
        {
            start = RankOrder.StartOfTie(times, order, end);
            log = logs[end - 1];
            (Number per, Number ofTied) = Shares(start, end, log);
            gathered = gathered * Number.Exp(log - before) + per;
            before = log;
            for (int i = start; i < end; i++)
                row.AddFirst(order[i],
                    Number.Exp(row.First(order[i]) - log) * (IsEvent(i) ? gathered - ofTied : gathered));
        }
    }

    /// <summary>How often a time counts the sum at risk, and by how much less for its own events.</summary>
    private (Number Per, Number OfTied) Shares(int start, int end, Number log)
    {
        int events = 0;
        Number tied = Number.Of(0), per = tied, ofTied = tied;
        for (int i = start; i < end; i++)
            if (IsEvent(i))
                (events, tied) = (events + 1, tied + Number.Exp(row.First(order[i]) - log));
        for (int left = 0; left < events; left++)
        {
            Number part = Number.Of(efron ? (double)left / events : 0),
                share = Number.Of(1) / (Number.Of(1) - part * tied);
            (per, ofTied) = (per + share, ofTied + part * share);
        }
        return (per, ofTied);
    }

    private bool IsEvent(int place) => row.IsEvent(order[place]);

    private bool HasNaN()
    {
        double check = 0;
        for (int i = 0; i < order.Length; i++)
            check += row.First(i).Value.Number + double.CreateTruncating(row.Row.Second[i] + row.Row.Third[i]);
        return double.IsNaN(check);
    }
}
