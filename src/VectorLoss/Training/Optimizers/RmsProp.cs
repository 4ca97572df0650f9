using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Training;

/// <summary>
/// RMSProp: v ← αv + (1 − α)g², p ← p − η·g / (√v + ε). Centred, v − ḡ² stands for v, where ḡ is the mean of gradients
/// with the same α. With momentum μ, the quotient goes into a velocity, u ← μu + g / (√v + ε), p ← p − ηu. The decay λ
/// is part of the gradient.
/// </summary>
/// <remarks>
/// Sources: T. Tieleman and G. Hinton 2012, Neural Networks for Machine Learning, lecture 6.5; centred with momentum:
/// A. Graves 2013, arXiv:1308.0850, equations 38 to 41. ε is outside of the root, as in PyTorch; Graves has it inside.
/// The variance of a gradient that hardly varies is a difference of near numbers; it is never below 0. Gradients of any
/// size are right, and squares are kept, as in <see cref="MomentOptimizer{T}"/>.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RmsProp<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The optimiser.</summary>
    /// <param name="alpha">α, the decay of the means: from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root: finite, not below 0.</param>
    /// <param name="weightDecay">λ: finite, not below 0.</param>
    /// <param name="momentum">μ: from 0 to below 1.</param>
    /// <param name="centred">Whether the variance takes the place of the mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public RmsProp(double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0,
        bool centred = false)
        : base(1 + (momentum == 0 ? 0 : 1) + (centred ? 1 : 0), weightDecay)
    {
        Alpha = Option.FromBelow(alpha, 0, 1);
        Epsilon = Option.NonNegative(epsilon);
        Momentum = Option.FromBelow(momentum, 0, 1);
        IsCentred = centred;
    }

    /// <summary>α, the decay of the means.</summary>
    public double Alpha { get; }

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; }

    /// <summary>μ: what is kept of the velocity.</summary>
    public double Momentum { get; }

    /// <summary>Whether the variance takes the place of the mean square.</summary>
    public bool IsCentred { get; }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <inheritdoc/>
    protected override void BeginStep()
    {
    }

    /// <inheritdoc/>
    protected override double Reach(double gradient) => Math.Max(gradient, gradient / Epsilon / (1 - Momentum));

    /// <inheritdoc/>
    protected override void Move(in ParameterStep<T> step)
    {
        switch (IsCentred, Momentum == 0)
        {
            case (false, true): Run<Plain>(step); break;
            case (false, false): Run<WithMomentum>(step); break;
            case (true, true): Run<Centred>(step); break;
            case (true, false): Run<CentredWithMomentum>(step); break;
        }
    }

    private void Run<TForm>(in ParameterStep<T> step) where TForm : struct, IRmsPropForm
        => SquareForms<T>.Run(new RmsPropRule<PlainSquares, TForm>(step.Rate, Alpha, Epsilon, Momentum),
            new RmsPropRule<RootSquares, TForm>(step.Rate, Alpha, Epsilon, Momentum), step, this, Epsilon, 1 - Alpha,
            StateRange<T>.LargestGradient);

    private readonly struct Plain : IRmsPropForm
    {
        public static bool IsCentred => false;

        public static bool HasMomentum => false;
    }

    private readonly struct WithMomentum : IRmsPropForm
    {
        public static bool IsCentred => false;

        public static bool HasMomentum => true;
    }

    private readonly struct Centred : IRmsPropForm
    {
        public static bool IsCentred => true;

        public static bool HasMomentum => false;
    }

    private readonly struct CentredWithMomentum : IRmsPropForm
    {
        public static bool IsCentred => true;

        public static bool HasMomentum => true;
    }
}
