namespace VectorLoss.Losses;

/// <summary>
/// Triplets by any distance between two rows, max(0, m + d(a, p) − d(a, n)): <see cref="TripletMargin"/> with another
/// distance than a norm, such as <see cref="CosineDistance"/>, <see cref="SumSquaredError"/> or one of your own.
/// </summary>
/// <remarks>
/// At the value 0 the slope is 0, the subgradient of least norm; of two equal distances under swap that of anchor and
/// negative counts. V. Balntas et al. 2016, doi:10.5244/C.30.119; PyTorch calls it TripletMarginWithDistanceLoss.
/// </remarks>
/// <typeparam name="TDistance">A loss of two rows without a stage before it.</typeparam>
/// <param name="distance">The distance.</param>
/// <param name="margin">By how much the positive should be closer; finite and above 0.</param>
/// <param name="swap">Whether the negative is compared with the positive too, and the closer pair counts.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is out of its range.</exception>
public readonly struct DistanceTriplet<TDistance>(TDistance distance, double margin, bool swap = false)
    where TDistance : struct, IRowLoss
{
    private readonly Setting margin = new(Option.Positive(margin), 1);

    /// <summary>With the usual margin.</summary>
    /// <param name="distance">The distance.</param>
    public DistanceTriplet(TDistance distance) : this(distance, 1)
    {
    }

    /// <summary>The distance.</summary>
    public TDistance Distance { get; } = distance;

    /// <summary>By how much the positive should be closer.</summary>
    public double Margin => margin.Or(1);

    /// <summary>Whether the negative is compared with the closer of anchor and positive.</summary>
    public bool Swap { get; } = swap;
}
