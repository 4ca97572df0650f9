using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// <see cref="TsallisRegulariser"/> of α = 1.5, whose powers are roots and squares: a prediction is max(√q + ½g, 0)²,
/// and √q the level.
/// </summary>
internal readonly struct RootRegulariser : ISeparableRegulariser<RootRegulariser>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public R Level<R>(R greatest) where R : struct, IReal<R> => R.Sqrt(greatest);

    [MethodImpl(Inline)]
    public R Scale<R>(R level) where R : struct, IReal<R> => level;

    [MethodImpl(Inline)]
    public R Prediction<R>(R gap, R level, R scale) where R : struct, IReal<R>
    {
        R root = Root(gap, level);
        return root * root;
    }

    [MethodImpl(Inline)]
    public R Rise<R>(R gap, R level, R scale, R prediction) where R : struct, IReal<R>
    {
        R root = Root(gap, level);
        return root + root;
    }

    // ω′(y) = 2√y − 4/3.
    [MethodImpl(Inline)]
    public R Score<R>(R level) where R : struct, IReal<R> => level + level - R.Ratio(4, 3);

    // With roots a and b of y and p: (a − b)²(2a + b)·⅔, and what a root below 0 adds.
    [MethodImpl(Inline)]
    public R Loss<R>(R score, R prediction, R target) where R : struct, IReal<R>
    {
        R zero = R.Of(0), root = R.MulAdd(R.Of(0.5), score, R.Ratio(2, 3)), a = R.Sqrt(target);
        R b = R.AtLeast(root, zero), apart = a - b, below = R.AtLeast(-root, zero);
        return R.MulAdd(apart * apart * R.Ratio(2, 3), a + a + b, (below + below) * target);
    }

    public double Value(ReadOnlySpan<double> target) => new TsallisRegulariser().Value(target);

    [MethodImpl(Inline)]
    private static R Root<R>(R gap, R level) where R : struct, IReal<R>
        => R.AtLeast(R.MulAdd(R.Of(0.5), gap, level), R.Of(0));
}
