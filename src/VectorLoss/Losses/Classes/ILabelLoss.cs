using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss of classes that looks only at the log-probability a softmax gives to the target class: φ(log p). Implement it
/// in a <c>readonly struct</c> with two formulas; softmax, smoothing, weights, ignored labels, soft targets, z-loss and
/// soft cap are the engine's, written once. For a target distribution t the loss of a row is Σ t·φ(log p).
/// </summary>
public interface ILabelLoss : ILoss
{
    /// <summary>φ at a log-probability, which is never above zero; −∞ is legal.</summary>
    R Value<R>(R logProbability) where R : struct, IReal<R>;

    /// <summary>dφ/d(log p).</summary>
    R Slope<R>(R logProbability) where R : struct, IReal<R>;

    /// <summary>
    /// Whether φ is a multiple of log p, so that its slope is one number: saves the kernel a second exponential.
    /// </summary>
    static virtual bool IsLinear => false;
}
