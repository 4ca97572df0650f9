using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>The last elements of a batch, which fill no register, in a full one.</summary>
internal static class Padding
{
    /// <summary>The numbers, and the first of them again in the rest: so no lane leaves the domain of a loss.</summary>
    /// <param name="numbers">At least one, at most a register.</param>
    /// <param name="register">As long as a register.</param>
    public static Span<T> Full<T>(ReadOnlySpan<T> numbers, Span<T> register)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        register.Fill(numbers[0]);
        numbers.CopyTo(register);
        return register;
    }

    /// <summary>Copies the first results of a register to their place, if there is room for any.</summary>
    public static void Take<T>(ReadOnlySpan<T> results, int count, Span<T> destination, int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!destination.IsEmpty)
            results[..count].CopyTo(destination[at..]);
    }
}
