using System.Numerics;

namespace VectorLoss.Training;

/// <summary>
/// Plain gradient descent, p ← p − η(g + λp): the decay λ is part of the gradient (an L2 penalty ½λ|p|²).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Sgd<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private double rate;

    /// <summary>Plain gradient descent.</summary>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weightDecay"/> is out of range.</exception>
    public Sgd(double weightDecay = 0) : base(weightDecay)
    {
    }

    /// <inheritdoc/>
    public override string Name => "sgd";

    private protected override int StateCount => DescentRule.States;

    private protected override T? Factor(double rate)
        => WeightDecay == 0 ? T.CreateTruncating(-rate) : null;

    private protected override void BeginStep(double rate) => this.rate = rate;

    private protected override void Move(
        int index, Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, int threads)
    {
        if (WeightDecay == 0)
            new OptimizerJob<PlainRule, T>(new(rate), values, gradient, default, default).RunOn(threads);
        else
            new OptimizerJob<DescentRule, T>(new(rate, WeightDecay), values, gradient, default, default).RunOn(threads);
    }
}
