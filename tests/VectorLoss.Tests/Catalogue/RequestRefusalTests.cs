using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Requests that do not fit are refused by the name of the argument.</summary>
public class RequestRefusalTests
{
    [Theory]
    [InlineData("reduction", "Reduction")]
    [InlineData("kind", "TargetKind")]
    [InlineData("count", "Count")]
    [InlineData("option", "momentum")]
    [InlineData("ignore", "ignore_index")]
    [InlineData("shape", "target")]
    [InlineData("label", "target")]
    [InlineData("mask", "mask")]
    [InlineData("array", "foo")]
    public void What_does_not_fit_is_refused_by_name(string what, string name)
    {
        Dictionary<string, LossArray> inputs = new()
        {
            ["input"] = new([2, 3], new double[6]),
            ["target"] = new([2], [0, 1]),
        };
        LossRequest request = new(CrossEntropy.Card) { Inputs = inputs };
        request = what switch
        {
            "reduction" => request with { Reduction = "median" },
            "kind" => request with { TargetKind = "soft" },
            "count" => request with { Reduction = "mean_by", Count = 0 },
            "option" => request with { Options = new Dictionary<string, double> { ["momentum"] = 1 } },
            "ignore" => request with { Options = new Dictionary<string, double> { ["ignore_index"] = 1.5 } },
            _ => request,
        };
        if (what == "shape")
            inputs["target"] = new([3], [0, 1, 2]);
        if (what == "label")
            inputs["target"] = new([2], [0, 3]);
        if (what == "mask")
            inputs["mask"] = new([3], [0, 1, 1]);
        if (what == "array")
            inputs["foo"] = new([2], [0, 1]);
        foreach (Func<LossRequest, LossOutcome> ask in
            (Func<LossRequest, LossOutcome>[])[LossTool.Run<double>, LossTool.Bounds<float>])
        {
            ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => ask(request));
            Assert.Equal(name, refused.ParamName);
            Assert.Contains(name, refused.Message);
        }
    }

    [Fact]
    public void Whole_numbers_and_yes_or_no_take_nothing_else()
    {
        LossOption[] options = [.. LossCatalog.All.SelectMany(card => card.Options.Concat(card.Create.FamilyOptions))];
        Assert.Contains(options, option => option.Kind == OptionKind.WholeNumber);
        Assert.All(options, option => Assert.Equal(option.Usual, option.Check(option.Usual)));
        Assert.All(options.Where(option => option.Kind != OptionKind.Number), option =>
            Assert.All([0.5, double.NaN, 1e10, double.NegativeInfinity], value => Assert.Contains(option.Name,
                Assert.Throws<ArgumentException>(option.Name, () => option.Check(value)).Message)));
        // What is said of an option in words says the same.
        Assert.All(options, option => Assert.Equal(option.Range == "0 or 1", option.Kind == OptionKind.YesNo));
        Assert.All(LossCatalog.All.SelectMany(card => card.Options.Where(option => option.Kind != OptionKind.Number)
            .Select(option => (card, option))), row => Assert.Throws<ArgumentException>(row.option.Name,
            () => LossTool.Run<double>(new(row.card)
            {
                Inputs = FamilyBatch.Of(row.card.Name, [], 3, 4).Inputs,
                Options = new Dictionary<string, double> { [row.option.Name] = 0.5 },
            })));
    }
}
