using System.Numerics;

namespace VectorLoss.Spans;

/// <summary>One number in place of a whole matrix.</summary>
internal static class ScalarView<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T[] Zeros = [T.Zero];
    private static readonly T[] Ones = [T.One];

    /// <summary>A matrix of zeros of any size.</summary>
    public static MatrixView<T> Zero => new(Zeros, 0, 0);

    /// <summary>A matrix of ones of any size.</summary>
    public static MatrixView<T> One => new(Ones, 0, 0);
}
