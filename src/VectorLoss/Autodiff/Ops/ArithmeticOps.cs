using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>
/// Arithmetic on a tape. A side of 1 is repeated up to the side of the other operand: 1×1, 1×n and m×1 go with m×n,
/// and 1×n with m×1. The gradient of a repeated side is a sum, in an order that does not depend on the machine.
/// </summary>
public static class ArithmeticOps
{
    /// <summary>a + b, element by element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="a">The left operand, m×n.</param>
    /// <param name="b">The right operand: m×n, or with sides of 1 for those of a; or the other way round.</param>
    /// <returns>m×n.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a variable is of another tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var Add<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, AddMap>(tape, nameof(Add), a, b);

    /// <summary>a − b, element by element.</summary>
    /// <inheritdoc cref="Add"/>
    public static Var Subtract<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, SubtractMap>(tape, nameof(Subtract), a, b);

    /// <summary>a · b, element by element.</summary>
    /// <inheritdoc cref="Add"/>
    public static Var Multiply<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, MultiplyMap>(tape, nameof(Multiply), a, b);

    /// <summary>a / b, element by element.</summary>
    /// <inheritdoc cref="Add"/>
    public static Var Divide<T>(this Tape<T> tape, Var a, Var b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Pair<T, DivideMap>(tape, nameof(Divide), a, b);

    /// <summary>Records a formula of two numbers.</summary>
    internal static Var Pair<T, TMap>(Tape<T> tape, string name, Var a, Var b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IPairMap
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new Pair<T, TMap>(name), a, b);
    }
}
