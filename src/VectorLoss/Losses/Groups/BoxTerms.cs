using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The formulas of the losses of boxes.</summary>
internal readonly struct BoxTerms<R> where R : struct, IReal<R>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly BoxSide<R> x, y;
    private readonly R eps, inner, union, missed, turned;
    private readonly BoxPenalty penalty;

    /// <summary>Of the rule, which says the penalty and ε, and two boxes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public BoxTerms(GroupRule rule, Box<R> box, Box<R> other)
    {
        (eps, penalty) = (R.Of(rule.Number), (BoxPenalty)rule.Choice);
        BoxSide<R>.Set(out x, box.X1, box.X2, other.X1, other.X2);
        BoxSide<R>.Set(out y, box.Y1, box.Y2, other.Y1, other.Y2);
        inner = x.Inner * y.Inner;
        union = x.Size * y.Size + x.OtherSize * y.OtherSize - inner + eps;
        missed = (union - inner) / union;
        // 2/π·(atan(W/H) − atan(w/h)).
        turned = penalty != BoxPenalty.Shape ? R.Of(0) : R.Ratio(2, Math.PI)
            * (R.Atan(RealMath.OverUnlessZero(x.OtherSize, y.OtherSize))
                - R.Atan(RealMath.OverUnlessZero(x.Size, y.Size)));
    }

    private R Enclosing { [MethodImpl(Inline)] get => x.Outer * y.Outer; }

    private R Diagonal { [MethodImpl(Inline)] get => x.Outer * x.Outer + y.Outer * y.Outer + eps; }

    private R Apart { [MethodImpl(Inline)] get => (x.Offset * x.Offset + y.Offset * y.Offset) / Diagonal; }

    private R Shape
    {
        [MethodImpl(Inline)]
        get
        {
            R v = turned * turned;
            return v * v / (missed + v + eps);
        }
    }

    public R Value
    {
        [MethodImpl(Compiled.AtOnce)]
        get => penalty switch
        {
            BoxPenalty.None => missed,
            BoxPenalty.Enclosing => missed + (Enclosing + eps - union) / (Enclosing + eps),
            BoxPenalty.Distance => missed + Apart,
            _ => missed + Apart + Shape,
        };
    }

    [MethodImpl(Compiled.AtOnce)]
    public void Slopes(out Box<R> slopes, out Box<R> otherSlopes)
    {
        R zero = R.Of(0), two = R.Of(2), rate = R.Of(1);
        R turn = zero, shape = zero, perUnion = zero, outerX = zero, outerY = zero, offsetX = zero, offsetY = zero;
        if (penalty == BoxPenalty.Enclosing)
        {
            R enclosing = Enclosing + eps, perEnclosing = union / enclosing / enclosing;
            (outerX, outerY, perUnion) = (perEnclosing * y.Outer, perEnclosing * x.Outer, -(R.Of(1) / enclosing));
        }
        if (penalty is BoxPenalty.Distance or BoxPenalty.Shape)
        {
            R per = two / Diagonal, pull = per * Apart;
            (outerX, outerY, offsetX, offsetY) = (-pull * x.Outer, -pull * y.Outer, per * x.Offset, per * y.Offset);
        }
        if (penalty == BoxPenalty.Shape)
        {
            turn = turned;
            R v = turn * turn, whole = missed + v + eps;
            rate = R.Of(1) - v / whole * (v / whole);
            // ∂/∂turn, times 2/π for the arctangent.
            shape = two * turn * v * (whole + missed + eps) / whole / whole * R.Ratio(2, Math.PI);
        }
        // The missed part is 1 − inner/union.
        R overlap = inner / union, perInner = -(rate * (R.Of(1) + overlap) / union) - perUnion;
        R perArea = rate * overlap / union + perUnion, bend = shape / Radius(x.Size, y.Size),
            otherBend = shape / Radius(x.OtherSize, y.OtherSize);
        var alongX = x.Slopes(perInner * y.Inner, outerX, perArea * y.Size - bend * y.Size,
            perArea * y.OtherSize + otherBend * y.OtherSize, offsetX);
        var alongY = y.Slopes(perInner * x.Inner, outerY, perArea * x.Size + bend * x.Size,
            perArea * x.OtherSize - otherBend * x.OtherSize, offsetY);
        slopes = new(alongX.First, alongY.First, alongX.Second, alongY.Second);
        otherSlopes = new(alongX.OtherFirst, alongY.OtherFirst, alongX.OtherSecond, alongY.OtherSecond);
    }

    // A box that is a point has no shape.
    [MethodImpl(Inline)]
    private static R Radius(R width, R height)
    {
        R square = width * width + height * height;
        return R.WhereEqual(square, R.Of(0), R.Of(1), square);
    }
}
