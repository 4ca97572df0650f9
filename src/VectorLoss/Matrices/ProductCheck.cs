using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace VectorLoss.Matrices;

/// <summary>The checks of the arguments of a product. A message names the argument, its shape and its length.</summary>
internal static class ProductCheck
{
    /// <summary>Checks the sides: none is negative; a product that is not empty has none at the edge of int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sides(int m, int n, int k)
    {
        if ((uint)m > BlockShape.LargestSide || (uint)n > BlockShape.LargestSide || (uint)k > BlockShape.LargestSide)
        {
            UnusualSides(m, n, k);
        }
    }

    /// <summary>Checks a factor and returns it as the loops see it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Operand<T> Factor<T>(
        bool transposed, int rows, int columns, ReadOnlySpan<T> values, int stride, string name, string strideName)
        where T : unmanaged
    {
        (int height, int width) = transposed ? (columns, rows) : (rows, columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width, strideName);
        Length(height, width, values.Length, stride, name);
        return transposed ? new(values, 1, stride) : new(values, stride, 1);
    }

    /// <summary>Checks the result and the number of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Result<T>(
        int m, int n, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int ldc, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ldc, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Length(m, n, c.Length, ldc, nameof(c));
        if (c.Overlaps(a) || c.Overlaps(b))
        {
            throw new ArgumentException("c shares memory with a or b; it must be a separate span.", nameof(c));
        }
    }

    /// <summary>Checks the bias and the activation of a layer.</summary>
    public static void Layer<T>(int n, ReadOnlySpan<T> bias, Activation activation, Span<T> c)
    {
        if (bias.Length != 0 && bias.Length != n)
        {
            throw new ArgumentException(
                $"A bias for {n} columns has {n} numbers or none; bias has {bias.Length}.", nameof(bias));
        }

        if (c.Overlaps(bias))
        {
            throw new ArgumentException("c shares memory with bias; it must be a separate span.", nameof(c));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)activation, (uint)Activation.Tanh, nameof(activation));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Length(int height, int width, int length, int stride, string name)
    {
        long needed = height == 0 || width == 0 ? 0 : (height - 1L) * stride + width;
        if (length < needed)
        {
            TooShort(height, width, stride, needed, length, name);
        }
    }

    private static void UnusualSides(int m, int n, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (m != 0 && n != 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(m, BlockShape.LargestSide);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(n, BlockShape.LargestSide);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(k, BlockShape.LargestSide);
        }
    }

    [DoesNotReturn]
    private static void TooShort(int height, int width, int stride, long needed, int length, string name)
        => throw new ArgumentException(
            $"{name} is a {height}×{width} matrix with rows {stride} apart and needs {needed} numbers; "
            + $"the span has {length}.", name);
}
