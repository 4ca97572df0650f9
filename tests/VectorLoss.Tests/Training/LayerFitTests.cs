using VectorLoss.Data;
using VectorLoss.Training;
using Xunit;

namespace VectorLoss.Tests.Training;

public class LayerFitTests
{
    private static readonly DigitSet Data = SmallDigits.Make(10, 1);
    private static readonly NetLoss CrossEntropy = ClassifierLoss.SoftmaxCrossEntropy;

    [Fact]
    public void Layers_that_fit_have_no_problem() => Assert.Null(LayerFit.Problem([16, 3, 10], CrossEntropy, Data));

    [Fact]
    public void What_does_not_fit_is_named_with_both_sizes()
    {
        Assert.Equal("the first layer has 17 inputs, the images have 4 × 4 = 16 pixels",
            LayerFit.Problem([17, 10], CrossEntropy, Data));
        Assert.Equal("the last layer has 9 outputs, the data has 10 classes",
            LayerFit.Problem([16, 9], CrossEntropy, Data));
        Assert.Throws<ArgumentNullException>("data", () => LayerFit.Problem([16, 10], CrossEntropy, null!));
    }
}
