using VectorLoss.Losses;

namespace VectorLoss.Benchmarks.Works;

/// <summary>
/// The multiply-adds of the products that the value and all gradients of a loss need at least: 0 of a loss without
/// products.
/// </summary>
/// <remarks>
/// A product of rows with rows is counted once for both queries that look at it, and a symmetric matrix by its half,
/// whatever memory a kernel would need for that. Recomputed similarities are the kernel's own choice.
/// </remarks>
internal sealed class LossProducts(int rows, int columns) : ILossVisitor<double>
{
    private readonly double byRows = (double)rows * rows * columns, byFeatures = (double)columns * columns * rows;

    public double Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss => 0;

    public double Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => 0;

    public double Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss => loss.Rule.Pairs switch
    {
        // Similarities of twice as many rows with themselves, and their slopes times these rows.
        ContrastPairs.Views => OfOneMatrix(4 * byRows),
        // Of each view the covariances, and their slopes times the view.
        ContrastPairs.Features when loss.Rule.Features.Kind == FeatureKind.Covariances => 2 * OfOneMatrix(byFeatures),
        // Correlations of both views, and their slopes times either view.
        ContrastPairs.Features => 3 * byFeatures,
        // Similarities of both matrices, and their slopes times either matrix.
        _ => 3 * byRows,
    };

    // The slope of a hardest pair moves two rows, and is no product.
    public double Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
        => TLoss.HasProxies ? 0 : TLoss.TakesHardest ? byRows / 2 : OfOneMatrix(byRows);

    /// <summary>
    /// A symmetric matrix of products, and then one product with the sum of its slopes and their transpose.
    /// </summary>
    private static double OfOneMatrix(double product) => product / 2 + product;
}
