using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>A bound that logits approach smoothly: c·tanh(x/c). (Gemma Team 2024, arXiv:2408.00118, §2.)</summary>
internal static class Softcap
{
    /// <summary>c·tanh(x/c); −∞, which masks a class, stays −∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Value<R>(R logit, R bound) where R : struct, IReal<R>
        => R.WhereEqual(logit, R.Of(double.NegativeInfinity), logit, bound * R.Tanh(logit / bound));

    /// <summary>
    /// 1 − tanh²(x/c), formed as 4e/(1 + e)², e = exp(−2|x|/c), which does not cancel where tanh is near ±1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Slope<R>(R logit, R bound) where R : struct, IReal<R>
    {
        R twice = (logit + logit) / bound;
        R tail = R.Exp(R.WhereLess(twice, R.Of(0), twice, -twice)), sum = R.Of(1) + tail;
        return R.Of(4) * tail / (sum * sum);
    }
}
