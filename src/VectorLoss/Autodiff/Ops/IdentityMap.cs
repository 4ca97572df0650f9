using VectorLoss.Lanes;
using VectorLoss.Spans;

namespace VectorLoss.Autodiff;

/// <summary>x itself: a layer without an activation.</summary>
internal readonly struct IdentityMap : IPointMap
{
    public static R Of<R>(R x) where R : struct, IReal<R> => x;

    public static R Pull<R>(R dy, R x, R y) where R : struct, IReal<R> => dy;
}
