using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// What the negative log-likelihoods of location and scale share: log s + f(z), z = (p − t)/s, for f of one number.
/// </summary>
internal static class LocationScale
{
    // Where z may overflow in float: 1 is nothing beside z²/ν there, and log z has no digits to lose as a difference.
    private const double Far = 1e37;

    /// <summary>log(1 + z²/ν) of z = |p − t|/s, also where z overflows.</summary>
    // Not inlined: a value with it is more than the compiler inlines.
    [MethodImpl(Compiled.AtOnce)]
    public static R LogOfHeavyTail<R>(R error, R scale, R logScale, R degrees) where R : struct, IReal<R>
    {
        R size = error / scale, log = RealMath.LogOfOnePlusSquare(size / R.Sqrt(degrees));
        if (R.AllLess(size, R.Of(Far)))
            return log;
        R far = R.Log(error) - logScale;
        return R.WhereLess(R.Of(Far), size, far + far - R.Log(degrees), log);
    }

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
