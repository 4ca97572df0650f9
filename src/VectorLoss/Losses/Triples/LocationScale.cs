using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// What the negative log-likelihoods of location and scale share: log s + f(z), z = (p − t)/s, for f of one number.
/// </summary>
internal static class LocationScale
{
    /// <summary>The slopes by location, target and scale, from f′(z) and z·f′(z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Triple<R> Slopes<R>(R slope, R product, R scale) where R : struct, IReal<R>
    {
        R location = slope / scale;
        return new(location, -location, (R.Of(1) - product) / scale);
    }

    /// <summary>The inputs of such a loss.</summary>
    public static IReadOnlyList<LossInput> Inputs { get; } =
        [new("input", Domain.Real, true), new("target", Domain.Real, true), new("scale", Domain.Positive, true)];
}
