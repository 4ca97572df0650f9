using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Training;

/// <summary>Which parts a formula has, known when it is compiled.</summary>
internal interface IRmsPropForm
{
    static abstract bool IsCentred { get; }

    static abstract bool HasMomentum { get; }
}

/// <summary>
/// v ← αv + (1 − α)g², p ← p − ηg / (√v + ε); centred, v − ḡ² stands for v, with ḡ ← αḡ + (1 − α)g; with momentum, the
/// quotient goes into a velocity, u ← μu + g / (√v + ε), and p ← p − ηu.
/// </summary>
internal readonly struct RmsPropRule<TSquares, TForm>(double rate, double alpha, double epsilon, double momentum)
    : IUpdateRule
    where TSquares : struct, ISquares
    where TForm : struct, IRmsPropForm
{
    public static int States => 1 + (TForm.IsCentred ? 1 : 0) + (TForm.HasMomentum ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StateKind KindOf(int state)
        => state > 0 ? StateKind.Mean : TSquares.AreRoots ? StateKind.Whole : StateKind.Square;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Next<R>(R parameter, R gradient, ref R squares, ref R second, ref R third) where R : struct, IReal<R>
    {
        squares = TSquares.Average(squares, gradient, alpha, 1 - alpha);
        R divisor = squares;
        if (TForm.IsCentred)
        {
            ref R mean = ref second;
            mean = TSquares.Mean(mean, gradient, alpha, 1 - alpha);
            divisor = TSquares.Variance(squares, mean);
        }
        if (!TForm.HasMomentum)
            return parameter - TSquares.Quotient(gradient, divisor, rate, 1, epsilon);
        ref R velocity = ref TForm.IsCentred ? ref third : ref second;
        velocity = R.MulAdd(R.Of(momentum), velocity, TSquares.Quotient(gradient, divisor, 1, 1, epsilon));
        return R.MulAdd(R.Of(-rate), velocity, parameter);
    }
}
