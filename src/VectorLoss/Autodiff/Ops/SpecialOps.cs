using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// The error, gamma and Bessel functions on a tape, element by element, as <see cref="SpecialFunctions"/> computes
/// them; that says where they are infinite or NaN.
/// </summary>
/// <remarks>An upstream gradient of 0 stays 0 where a slope is infinite.</remarks>
public static class SpecialOps
{
    /// <summary>erf x, the error function; its derivative is 2/√π·exp(−x²).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Erf<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, ErfMap>(tape, nameof(Erf), x);

    /// <summary>1 − erf x; its derivative is −2/√π·exp(−x²).</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var Erfc<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, ErfcMap>(tape, nameof(Erfc), x);

    /// <summary>exp(x²)·erfc x; its derivative 2x·erfcx x − 2/√π keeps its digits for large x.</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var Erfcx<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, ErfcxMap>(tape, nameof(Erfcx), x);

    /// <summary>log Φ(x); its derivative is the density over the distribution function.</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var LogNormalCdf<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, LogNormalCdfMap>(tape, nameof(LogNormalCdf), x);

    /// <summary>log |Γ(x)|; its derivative is ψ(x).</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var LogGamma<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, LogGammaMap>(tape, nameof(LogGamma), x);

    /// <summary>ψ(x); its derivative is ψ′(x).</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var Digamma<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, DigammaMap>(tape, nameof(Digamma), x);

    /// <summary>e^−|x|·I₀(x); its derivative at 0, a kink, is 0.</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var BesselI0e<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, BesselI0eMap>(tape, nameof(BesselI0e), x);

    /// <summary>e^−|x|·I₁(x); its derivative at 0 is ½.</summary>
    /// <inheritdoc cref="Erf"/>
    public static Var BesselI1e<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => PointwiseOps.Point<T, BesselI1eMap>(tape, nameof(BesselI1e), x);

    /// <summary>ψ⁽ⁿ⁾(x), the nth derivative of ψ; its derivative is ψ⁽ⁿ⁺¹⁾(x).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="n">The order, from 0 on; the work grows with it.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Polygamma<T>(this Tape<T> tape, int n, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        return tape.Apply(new PolygammaOp<T>(n), x);
    }

    /// <summary>
    /// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), for a, b ≥ 0; its derivative by a is ψ(a) − ψ(a + b).
    /// </summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var LogBeta<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, LogBetaMap>(tape, nameof(LogBeta), a, b);

    /// <summary>
    /// log Γ(a + b) − log Γ(a), the logarithm of the rising factorial a(a + 1)…(a + b − 1), for a, a + b ≥ 0; its
    /// derivatives are ψ(a + b) − ψ(a) and ψ(a + b).
    /// </summary>
    /// <inheritdoc cref="ArithmeticOps.Add"/>
    public static Var LogRisingFactorial<T>(this Tape<T> tape, Var a, Var b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ArithmeticOps.Pair<T, LogRisingFactorialMap>(tape, nameof(LogRisingFactorial), a, b);
}

/// <summary>ψ⁽ⁿ⁾.</summary>
internal sealed class PolygammaOp<T>(int n) : PointOp<T, PolygammaBackward>(nameof(SpecialOps.Polygamma), new(n))
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in Frame<T> frame) => SpecialFunctions.Polygamma(n, frame.Input(0), frame.Output);

    internal override R[]? Over<R>(Operands<R> operands)
        => operands.Fill((row, column) => R.Polygamma(n, operands.At(0, row, column)));
}
