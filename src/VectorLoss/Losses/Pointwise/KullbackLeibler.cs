using System.Runtime.CompilerServices;
using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// One term of the Kullback–Leibler divergence of the predicted from the true distribution: t(log t − x), with the
/// prediction x a log-probability. The divergence of a distribution is the sum over its terms; of a batch, that sum
/// divided by the rows: <c>Reduction.MeanBy(rows)</c>.
/// </summary>
/// <param name="logTarget">Whether the target is a log-probability too.</param>
public readonly struct KullbackLeibler(bool logTarget) : IPointLoss, ICatalogued
{
    /// <summary>Whether the target is a log-probability too.</summary>
    public bool LogTarget { get; } = logTarget;

    /// <inheritdoc/>
    public static LossCard Card { get; } = new(
        "kl-div", "t(log t − x), or eᵗ(t − x)", "S. Kullback, R. A. Leibler 1951, doi:10.1214/aoms/1177729694")
    {
        Aliases = ["kullback-leibler", "kl"],
        Target = Domain.Probability,
        Link = Link.None,
        HasTargetGradient = true,
        Kinks = "t = 0, where the slope by it is −∞; 1 where x is −∞ too",
        Options = [new("log_target", 0, "0 or 1", "1: the target is a log-probability too", OptionKind.YesNo)],
        Claims = Claims.Convex,
        Create = LossFactory.Point(options => new KullbackLeibler(options["log_target"] != 0)),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Value<R>(R prediction, R target) where R : struct, IReal<R>
    {
        R probability = LogTarget ? Probability(target) : target, log = LogTarget ? target : R.Log(target);
        // 0·(log 0 − x) is 0 for every x, −∞ included; what is left of it is how it changes with both.
        R none = R.Of(0) - RealMath.TimesUnlessZero(probability, prediction);
        return R.WhereEqual(probability, R.Of(0), none, probability * (log - prediction));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public R Slope<R>(R prediction, R target) where R : struct, IReal<R>
        => RealMath.ConstantUnlessNaN(prediction, LogTarget ? -Probability(target) : -target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R TargetSlope<TLoss, R>(TLoss loss, R prediction, R target)
        where TLoss : IPointLoss where R : struct, IReal<R>
        => !((KullbackLeibler)(object)loss).LogTarget ? RealMath.Gap(R.Log(target), prediction) + R.Of(1)
            : RealMath.TimesUnlessZero(Probability(target), target - prediction + R.Of(1));

    // Not inlined: a logarithm and an exponential are more than the compiler inlines, and the option is rare.
    [MethodImpl(Compiled.AtOnce)]
    private static R Probability<R>(R log) where R : struct, IReal<R> => R.Exp(log);

    /// <inheritdoc/>
    public static Domain DomainOf<TLoss>(TLoss loss, int input, Domain usual)
        => input == 1 && ((KullbackLeibler)(object)loss!).LogTarget ? Domain.Real : usual;
}
