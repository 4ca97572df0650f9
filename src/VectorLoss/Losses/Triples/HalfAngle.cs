using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// Sine and cosine of half the difference of two angles: 1 − cos x = 2·sin²(½x) and sin x = 2·sin(½x)·cos(½x) keep
/// their digits near 0. Angles far apart are reduced one by one, as their difference would lose what it is made of.
/// </summary>
internal readonly struct HalfAngle<R> where R : struct, IReal<R>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HalfAngle(R first, R second)
    {
        R limit = R.Of(0.5), a = limit * first, b = limit * second, half = a - b;
        R sine = R.Sin(a), other = R.Sin(b), cosine = R.Cos(a), of = R.Cos(b);
        Sine = R.WhereLess(R.Abs(half), limit, R.Sin(half), sine * of - cosine * other);
        Cosine = R.WhereLess(R.Abs(half), limit, R.Cos(half), cosine * of + sine * other);
    }

    public R Sine { get; }

    public R Cosine { get; }
}
