using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Functions of one number on a tape, element by element.</summary>
/// <remarks>An upstream gradient of 0 stays 0 where a slope is infinite, as those of log, √ and 1/x at 0.</remarks>
public static class PointwiseOps
{
    /// <summary>eˣ.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">The variable was forgotten by a rewind.</exception>
    public static Var Exp<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, ExpMap>(tape, nameof(Exp), x);

    /// <summary>The natural logarithm.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Log<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, LogMap>(tape, nameof(Log), x);

    /// <summary>1 / (1 + e⁻ˣ); its derivative is σ(x)·σ(−x), to the last digits on both sides.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Sigmoid<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, SigmoidMap>(tape, nameof(Sigmoid), x);

    /// <summary>The hyperbolic tangent; its derivative is 1 / cosh² x, to the last digits on both sides.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Tanh<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, TanhMap>(tape, nameof(Tanh), x);

    /// <summary>max(x, 0); its derivative at 0 is 0.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Relu<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, ReluMap>(tape, nameof(Relu), x);

    /// <summary>1 where x &gt; 0, else 0; its derivative is 0 everywhere, also at the jump.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Step<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, StepMap>(tape, nameof(Step), x);

    /// <summary>log(1 + eˣ); its derivative is σ(x).</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Softplus<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, SoftplusMap>(tape, nameof(Softplus), x);

    /// <summary>|x|; its derivative at 0 is 0.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Abs<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, AbsMap>(tape, nameof(Abs), x);

    /// <summary>sin x, for every finite x; NaN of an infinity.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Sin<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, SinMap>(tape, nameof(Sin), x);

    /// <summary>cos x, for every finite x; NaN of an infinity.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Cos<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, CosMap>(tape, nameof(Cos), x);

    /// <summary>The arctangent, from −π/2 to π/2; its derivative 1 / (1 + x²) never overflows.</summary>
    /// <inheritdoc cref="Exp"/>
    public static Var Atan<T>(this Tape<T> tape, Var x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Point<T, AtanMap>(tape, nameof(Atan), x);

    /// <summary>Records a formula of one number.</summary>
    internal static Var Point<T, TMap>(Tape<T> tape, string name, Var x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPointMap
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Point<T, TMap>(name), x);
    }
}
