using VectorLoss.Lanes;

namespace VectorLoss.Rows;

/// <summary>
/// The logarithm of a softmax that loses no digit near 0: log p = (x − m) − log(1 + Σ e^(xⱼ − m)) over all j but that
/// of the largest logit m.
/// </summary>
/// <param name="logits">The logits.</param>
/// <param name="top">The largest of them, or one that no other exceeds by much.</param>
internal sealed class SoftmaxFormula<R>(R[] logits, int top) where R : struct, IReal<R>
{
    private readonly R above = R.Log1p(logits.Where((_, c) => c != top)
        .Aggregate(R.Of(0), (sum, x) => sum + R.Exp(x - logits[top])));

    /// <summary>log Σ eˣ.</summary>
    public R LogSumExp => logits[top] + above;

    /// <summary>The log-probability of a class.</summary>
    public R LogProbability(int c) => c == top ? -above : logits[c] - logits[top] - above;
}
