using VectorLoss.Lanes;

namespace VectorLoss.Losses;

/// <summary>
/// A loss of labelled rows through their cosines: each row is compared with all others of the batch; those of its label
/// are its positives, the rest its negatives. Implement it in a <c>readonly struct</c> with these formulas; unit rows,
/// products, sums over the batch and reductions are the engine's. A row without positives has loss 0. A loss of
/// proxies compares a row with the proxies of all classes, and its positive is that of its label.
/// </summary>
public interface ISimilarityLoss : ILoss
{
    /// <summary>
    /// Whether only the largest exponent of the positives and that of the negatives count, in place of log Σ e^ of all.
    /// </summary>
    static virtual bool TakesHardest => false;

    /// <summary>
    /// Whether the input are the cosines of each row with the proxies of all classes, and not the rows themselves.
    /// </summary>
    static virtual bool HasProxies => false;

    /// <summary>Whether an input may stand in place of <see cref="Temperature"/>.</summary>
    static virtual bool TakesTemperature => false;

    /// <summary>What the exponents of all pairs are cosines over; of a loss that takes no temperature, 1.</summary>
    double Temperature => 1;

    /// <summary>The exponent of a positive, from its cosine.</summary>
    R Positive<R>(R cosine) where R : struct, IReal<R>;

    /// <summary>∂Positive/∂cosine.</summary>
    R PositiveSlope<R>(R cosine) where R : struct, IReal<R>;

    /// <summary>The exponent of a negative.</summary>
    R Negative<R>(R cosine) where R : struct, IReal<R>;

    /// <summary>∂Negative/∂cosine.</summary>
    R NegativeSlope<R>(R cosine) where R : struct, IReal<R>;

    /// <summary>The loss of a row.</summary>
    /// <param name="positives">log Σ e^ of the exponents of its positives.</param>
    /// <param name="negatives">The same of its negatives; −∞ without any.</param>
    /// <param name="spread">The first less the mean exponent of the positives; 0 where there is one alone.</param>
    R Value<R>(R positives, R negatives, R spread) where R : struct, IReal<R>;

    /// <summary>∂Value/∂ each of the three.</summary>
    Triple<R> Slopes<R>(R positives, R negatives, R spread) where R : struct, IReal<R>;
}
