using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The slopes that several losses of cosines share.</summary>
internal static class SimilaritySlopes
{
    /// <summary>Those of log(1 + eˣ), x = negatives − positives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<R> OfSoftplus<R>(R x) where R : struct, IReal<R>
    {
        R share = R.Sigmoid(x);
        return new(-share, share, R.Of(0));
    }
}
