using System.Runtime.CompilerServices;

namespace VectorLoss.Losses;

/// <summary>Three numbers that belong together: the inputs of a loss, its slopes, or the sums of a row.</summary>
/// <param name="First">The first.</param>
/// <param name="Second">The second.</param>
/// <param name="Third">The third.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly record struct Triple<R>(R First, R Second, R Third);
