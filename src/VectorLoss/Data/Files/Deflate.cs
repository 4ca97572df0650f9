namespace VectorLoss.Data;

/// <summary>What a compressed length allows.</summary>
internal static class Deflate
{
    /// <summary>No deflate stream expands by more: 258 equal bytes cost at least two bits.</summary>
    public const long MaxRatio = 1032;
}
