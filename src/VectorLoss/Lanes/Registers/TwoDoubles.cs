using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VectorLoss.Lanes;

/// <summary>
/// What a method returns in two registers, where it would return a vector over the stack: two doubles, or four floats.
/// </summary>
internal readonly struct TwoDoubles(double first, double last)
{
    private readonly double first = first, last = last;

    /// <summary>The vector.</summary>
    public Vector128<double> Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(first, last);
    }
}
