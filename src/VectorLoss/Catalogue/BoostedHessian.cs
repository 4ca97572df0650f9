using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>The second derivatives that a library of boosted trees takes in place of the exact ones.</summary>
/// <param name="Factor">What the exact ones are multiplied by.</param>
/// <param name="Constant">What is added to them, times the weight.</param>
/// <param name="Least">The least that they are.</param>
internal readonly record struct BoostedHessian(
    double Factor, double Constant = 0, double Least = double.NegativeInfinity)
{
    private const double XGBoostLeast = 1e-16;

    // The largest step of the logarithm of a mean, 0.7 in both libraries unless told otherwise.
    private static readonly BoostedHessian ofPoisson = new(Math.Exp(0.7));

    // What is piecewise linear has no curvature, so these are squared errors to the tree.
    private static readonly BoostedHessian ofSquares = new(0, 1);

    /// <summary>That of a request.</summary>
    /// <param name="convention">The library; not <see cref="HessianConvention.Exact"/>.</param>
    /// <param name="reading">The request.</param>
    /// <exception cref="ArgumentException">The library has none of its own of the loss, or it is averaged.</exception>
    public static BoostedHessian Of(HessianConvention convention, RequestReading reading)
    {
        BoostedHessian rule = Find(reading, convention == HessianConvention.LightGbm) ?? throw new ArgumentException(
            $"HessianConvention {convention} is for cross-entropy of labels of two or more classes, bce-with-logits, "
            + "poisson-nll of logarithms, and in LightGBM l1, huber and quantile; "
            + $"{reading.Card.Name} has the exact one.",
            nameof(convention));
        return reading.Divisor == 1 ? rule : throw new ArgumentException(
            $"HessianConvention {convention} is of losses that are not averaged: reduce by sum or none.",
            nameof(convention));
    }

    private static BoostedHessian? Find(RequestReading reading, bool isLightGbm)
    {
        LossCard card = reading.Card;
        if (card == CrossEntropy.Card && reading.Classes?.Labels is not null && reading.Columns > 1)
            return isLightGbm ? new(reading.Columns / (reading.Columns - 1.0)) : new(2, Least: XGBoostLeast);
        if (card == BinaryCrossEntropyWithLogits.Card)
            return isLightGbm ? new(1) : new(1, Least: XGBoostLeast);
        if (card == PoissonNegativeLogLikelihood.Card && reading.Option("log_input") != 0)
            return ofPoisson;
        bool isSquare = card == AbsoluteError.Card || card == Huber.Card || card == Quantile.Card;
        return isLightGbm && isSquare ? ofSquares : null;
    }
}
