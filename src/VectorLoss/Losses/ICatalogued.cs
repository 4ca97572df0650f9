namespace VectorLoss.Losses;

/// <summary>A loss that says of itself what <see cref="LossCard"/> holds.</summary>
public interface ICatalogued
{
    /// <summary>The card.</summary>
    static abstract LossCard Card { get; }
}
