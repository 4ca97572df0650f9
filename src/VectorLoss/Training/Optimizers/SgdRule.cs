using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>v ← μv + add·g, p ← p − η(pull·v + own·g): Nesterov's look ahead is pull = μ, own = 1.</summary>
internal readonly struct SgdRule(double rate, double momentum, double add, double pull, double own) : IUpdateRule
{
    public static int States => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R velocity, ref R none, ref R nothing) where R : struct, IReal<R>
    {
        velocity = R.MulAdd(R.Of(momentum), velocity, R.Of(add) * gradient);
        return R.MulAdd(R.Of(-rate), R.MulAdd(R.Of(pull), velocity, R.Of(own) * gradient), parameter);
    }
}
