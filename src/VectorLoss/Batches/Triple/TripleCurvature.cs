using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// A loss of three numbers with its second derivatives by each of them in the place of its slopes, exact because they
/// are the dual numbers of its slope formulas. Its value is not computed.
/// </summary>
internal readonly struct TripleCurvature<TLoss>(TLoss loss) : ITripleLoss where TLoss : struct, ITripleLoss
{
    private readonly TLoss loss = loss;

    static bool ITripleLoss.TakesFourth => TLoss.TakesFourth;

    public R Value<R>(R first, R second, R third) where R : struct, IReal<R> => R.Of(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        Dual<R> a = Dual<R>.Constant(first), b = Dual<R>.Constant(second), c = Dual<R>.Constant(third);
        return new(loss.Slopes(Dual<R>.Variable(first), b, c).First.Slope,
            loss.Slopes(a, Dual<R>.Variable(second), c).Second.Slope,
            loss.Slopes(a, b, Dual<R>.Variable(third)).Third.Slope);
    }

    static R ITripleLoss.ValueAndSlopes<TSelf, R>(TSelf self, R first, R second, R third, R fourth, out Triple<R> all)
    {
        TLoss loss = ((TripleCurvature<TLoss>)(object)self).loss;
        Dual<R> a = Dual<R>.Constant(first), b = Dual<R>.Constant(second), c = Dual<R>.Constant(third),
            d = Dual<R>.Constant(fourth);
        TLoss.ValueAndSlopes(loss, Dual<R>.Variable(first), b, c, d, out Triple<Dual<R>> byFirst);
        TLoss.ValueAndSlopes(loss, a, Dual<R>.Variable(second), c, d, out Triple<Dual<R>> bySecond);
        TLoss.ValueAndSlopes(loss, a, b, Dual<R>.Variable(third), d, out Triple<Dual<R>> byThird);
        all = new(byFirst.First.Slope, bySecond.Second.Slope, byThird.Third.Slope);
        return R.Of(0);
    }
}
