using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>The numbers of one step of Adam and its relatives.</summary>
/// <param name="Beta1">The decay of the mean of gradients.</param>
/// <param name="Beta2">The decay of the mean of squared gradients.</param>
/// <param name="Step">What the mean is multiplied by: η / (1 − β₁ᵗ).</param>
/// <param name="Lift">What √v is multiplied by: 1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">Added to the divisor, so that it is not 0.</param>
/// <param name="Keep">1 − ηλ where the decay is decoupled, else 1.</param>
internal readonly record struct AdamStep(
    double Beta1, double Beta2, double Step, double Lift, double Epsilon, double Keep = 1)
{
    /// <summary>The same with a lift of at most 1: a root near the type's limit would overflow under it.</summary>
    public AdamStep For<TSquares>() where TSquares : struct, ISquares
        => TSquares.AreRoots && Lift > 1 ? this with { Step = Step / Lift, Epsilon = Epsilon / Lift, Lift = 1 } : this;
}

/// <summary>m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p(1 − ηλ) − step·m / (√v·lift + ε).</summary>
internal readonly struct AdamRule<TSquares> : IUpdateRule where TSquares : struct, ISquares
{
    // Fields of their own: the compiler keeps those in registers, and reads those of a structure in each turn.
    private readonly double oldGradient;
    private readonly double newGradient;
    private readonly double oldSquare;
    private readonly double newSquare;
    private readonly double step;
    private readonly double lift;
    private readonly double epsilon;
    private readonly double keep;

    public AdamRule(AdamStep given)
    {
        AdamStep numbers = given.For<TSquares>();
        (oldGradient, newGradient) = (numbers.Beta1, 1 - numbers.Beta1);
        (oldSquare, newSquare) = (numbers.Beta2, 1 - numbers.Beta2);
        (step, lift, epsilon, keep) = (numbers.Step, numbers.Lift, numbers.Epsilon, numbers.Keep);
    }

    public static int States => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state)
        => state == 0 ? StateKind.Mean : TSquares.AreRoots ? StateKind.Whole : StateKind.Square;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R mean, ref R squares, ref R none) where R : struct, IReal<R>
    {
        mean = TSquares.Mean(mean, gradient, oldGradient, newGradient);
        squares = TSquares.Average(squares, gradient, oldSquare, newSquare);
        return R.MulAdd(R.Of(keep), parameter, -TSquares.Quotient(mean, squares, step, lift, epsilon));
    }
}
