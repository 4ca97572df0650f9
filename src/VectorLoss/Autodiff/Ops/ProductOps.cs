using System.Numerics;
using VectorLoss.Matrices;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>Matrix products on a tape.</summary>
public static class ProductOps
{
    /// <summary>op(a)·op(b), where op transposes or not: m×k times k×n gives m×n.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">m×k; k×m if it is transposed.</param>
    /// <param name="b">k×n; n×k if it is transposed.</param>
    /// <param name="transposeA">Whether a is transposed.</param>
    /// <param name="transposeB">Whether b is transposed.</param>
    /// <exception cref="ArgumentException">The inner sizes differ, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var MatMul<T>(this Tape<T> tape, Var a, Var b, bool transposeA = false, bool transposeB = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new MatMul<T>(transposeA, transposeB), a, b);
    }

    /// <summary>activation(x·weight + bias), fused: m×in times in×out, plus a row of out, gives m×out.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">m×in.</param>
    /// <param name="weight">in×out; out×in if it is transposed, as PyTorch stores it. It is not copied.</param>
    /// <param name="bias">1×out.</param>
    /// <param name="activation">What is applied to each output.</param>
    /// <param name="transposeWeight">Whether the weight is transposed; the results have the same bits.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The activation is unknown.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Linear<T>(this Tape<T> tape, Var x, Var weight, Var bias,
        Activation activation = Activation.None, bool transposeWeight = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        Op<T> layer = activation switch
        {
            Activation.None => new Linear<T, IdentityMap>(activation, transposeWeight),
            Activation.Relu => new Linear<T, ReluMap>(activation, transposeWeight),
            Activation.Sigmoid => new Linear<T, SigmoidMap>(activation, transposeWeight),
            Activation.Tanh => new Linear<T, TanhMap>(activation, transposeWeight),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
        };
        return tape.Apply(layer, x, weight, bias);
    }
}
