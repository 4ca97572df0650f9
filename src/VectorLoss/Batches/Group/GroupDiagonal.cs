using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The diagonal of the Hessian of a row of a loss of groups: each number moves alone, and with it what it adds to the
/// sums of the row.
/// </summary>
/// <param name="row">The row, without a direction, and where the diagonal goes.</param>
/// <param name="rule">The loss.</param>
/// <param name="room">At least <see cref="GroupProduct{T}.RoomLength"/> numbers.</param>
/// <param name="order">Two places a column.</param>
internal readonly ref struct GroupDiagonal<T>(GroupProduct<T> row, GroupRule rule, Span<double> room, Span<int> order)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupProduct<T> row = row;
    private readonly Span<double> room = room;
    private readonly Span<int> order = order;

    /// <summary>Adds the diagonal.</summary>
    public void Add()
    {
        if (rule.Kind == GroupKind.Boxes)
            AddBoxes();
        else if (rule.Kind == GroupKind.Mixture)
            AddMixture();
        else if (rule.Kind is GroupKind.ClassOverlaps or GroupKind.RankedErrors)
            Widest.Run<OverlapProduct<T>, double, bool>(
                new OverlapProduct<T>(row, rule, room, order) { IsDiagonal = true });
        else if (rule.Kind == GroupKind.RiskSets)
            new RiskSetDiagonal<T>(row, rule.Choice != 0, room, order[..row.Columns]).Add();
        else if (rule.Kind == GroupKind.Transports)
            new TransportProduct<T>(row, rule, room, order).AddDiagonal();
        // The others are piecewise linear.
    }

    [MethodImpl(Compiled.AtOnce)]
    private void AddBoxes()
    {
        Number boxes = Number.Of(row.Columns / 4);
        for (int at = 0; at < row.Columns; at += 4)
        {
            Box<Number> box = row.FirstBox(at), other = row.SecondBox(at);
            for (int side = 0; side < 4; side++)
            {
                new BoxTerms<Number>(rule, Moved(box, side), other).Slopes(out Box<Number> slopes, out _);
                row.AddFirst(at + side, Side(slopes, side) / boxes);
                new BoxTerms<Number>(rule, box, Moved(other, side)).Slopes(out _, out slopes);
                row.AddSecond(at + side, Side(slopes, side) / boxes);
            }
        }
    }

    private static Box<Number> Moved(Box<Number> box, int side)
        => new(Moved(box.X1, side == 0), Moved(box.Y1, side == 1), Moved(box.X2, side == 2), Moved(box.Y2, side == 3));

    private static Number Moved(Number number, bool moves) => new(number.Value, new(moves ? 1 : 0));

    private static Number Side(Box<Number> box, int side)
        => side switch { 0 => box.X1, 1 => box.Y1, 2 => box.X2, _ => box.Y2 };

    [MethodImpl(Compiled.AtOnce)]
    private void AddMixture()
    {
        int parts = row.Columns / 3;
        Number all = row.LogSum(isJoint: false), given = row.LogSum(isJoint: true),
            label = Number.Of(double.CreateTruncating(row.Row.Labels[0]));
        for (int k = 0; k < parts; k++)
            for (int what = 0; what < 3; what++)
            {
                MixturePart<Number> own = new(Moved(row.First(k), what == 0), Moved(row.First(parts + k), what == 1),
                    Moved(row.First(2 * parts + k), what == 2), label);
                Triple<Number> slopes = own.Slopes(Moved(all, own.Logit), Moved(given, own.Joint));
                row.AddFirst(what * parts + k,
                    what switch { 0 => slopes.First, 1 => slopes.Second, _ => slopes.Third });
            }
    }

    /// <summary>The logarithm of a sum moves with that of a term by the term's share.</summary>
    private static Number Moved(Number sum, Number term)
    {
        double share = Math.Exp(term.Value.Number - sum.Value.Number);
        return new(sum.Value, new(share == 0 ? 0 : share * term.Slope.Number));
    }
}
