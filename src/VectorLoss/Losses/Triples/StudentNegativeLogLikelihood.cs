using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>The negative log-likelihood of a target under Student's t of predicted location and scale.</summary>
/// <param name="df">The degrees of freedom; finite and above 0.</param>
/// <param name="full">Whether the terms of the degrees of freedom alone are added.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="df"/> is not finite or not above 0.</exception>
public readonly struct StudentNegativeLogLikelihood(double df, bool full = false) : ITripleLoss, ICatalogued
{
    private readonly Setting df = new(Option.Positive(df), 3);

    /// <summary>The degrees of freedom.</summary>
    public double DegreesOfFreedom => df.Or(3);

    /// <summary>Whether the terms of the degrees of freedom alone are added.</summary>
    public bool Full { get; } = full;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("student-t-nll", "log s + ½(ν + 1)·log(1 + z²/ν), z = (p − t)/s",
        "K. L. Lange et al. 1989, doi:10.1080/01621459.1989.10478852")
    {
        Aliases = ["student-nll"],
        Inputs = LocationScale.Inputs,
        Options =
        [
            new("df", 3, "> 0", "the degrees of freedom ν"),
            new("full", 0, "0 or 1", "1: adds ½log ν + log B(½, ½ν)", OptionKind.YesNo),
        ],
        LikelihoodOf = "Student's t of location p and scale s",
        Create = LossFactory.Triple(options => new StudentNegativeLogLikelihood(options["df"], options["full"] != 0)),
    };

    /// <inheritdoc/>
    // Not inlined: value and slopes together are more than the compiler inlines into one loop.
    [MethodImpl(Compiled.AtOnce)]
    public R Value<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        R degrees = R.Of(DegreesOfFreedom), half = R.Of(0.5), scale = R.Log(third);
        R log = LocationScale.LogOfHeavyTail(R.Abs(first - second), third, scale, degrees);
        R value = scale + half * (degrees + R.Of(1)) * log;
        return Full ? value + half * R.Log(degrees) + R.LogBeta(half, half * degrees) : value;
    }

    /// <inheritdoc/>
    [MethodImpl(Compiled.AtOnce)]
    public Triple<R> Slopes<R>(R first, R second, R third) where R : struct, IReal<R>
    {
        // (ν + 1)z/(ν + z²)/s, and (ν + 1)/(νs/z + p − t) where z² or z may overflow.
        R degrees = R.Of(DegreesOfFreedom), one = R.Of(1), error = first - second, z = error / third, size = R.Abs(z);
        R inverse = degrees / z;
        R below = R.WhereLess(one, size, R.MulAdd(inverse, third, error), R.MulAdd(z, z, degrees));
        R slope = (degrees + one) * R.WhereLess(one, size, one, z / third) / below;
        R product = R.WhereLess(one, size, (degrees + one) / (one + inverse / z), error * slope);
        return new(slope, -slope, (one - product) / third);
    }
}
