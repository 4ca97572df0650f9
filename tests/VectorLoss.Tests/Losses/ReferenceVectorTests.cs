using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Losses;

public class ReferenceVectorTests
{
    private static IEnumerable<ReferenceFile> Files => ReferenceFile.In(RepositoryFiles.Data("vectors"));

    [Fact]
    public void Every_recorded_case_is_met_in_double() => Met(Verification.Of<double>);

    [Fact]
    public void Every_recorded_case_is_met_in_float_within_the_derived_bounds() => Met(Verification.Of<float>);

    private static void Met(Func<ReferenceFile, VerifiedFile> replay)
    {
        VerifiedFile[] results = [.. Files.Select(replay)];
        Assert.Empty(results.SelectMany(result => result.Misses));
        Assert.Equal(6146, results.Sum(result => result.Cases));
    }

    [Fact]
    public void A_wrong_figure_an_unknown_loss_and_an_unknown_option_are_misses()
    {
        ReferenceFile huber = Files.First(file => file.Loss == "huber");
        ReferenceCase first = huber.Cases[0];
        ReferenceCase wrong = first with { Value = first.Value with { Values = [first.Value.Values[0] + 2e-11] } };
        ReferenceCase unknown = first with { Options = new(first.Options) { ["gamma"] = 1 } };
        VerifiedFile result = Verification.Of<double>(huber with { Cases = [wrong, unknown, first] });
        Assert.Equal(2, result.Misses.Count);
        Assert.Contains("expected", result.Misses[0]);
        Assert.Contains("gamma", result.Misses[1]);
        Assert.Single(Verification.Of<double>(new("hubr", [first])).Misses);
    }

    [Fact]
    public void A_rounded_figure_is_held_to_the_bound_of_its_formula()
    {
        ReferenceFile huber = Files.First(file => file.Loss == "huber" && file.Cases[0].IsRounded);
        ReferenceCase first = huber.Cases.First(stored => stored.Value.Shape is [] && stored.Value.Values[0] > 0.1);
        double value = first.Value.Values[0];
        ReferenceCase wrong = first with { Value = first.Value with { Values = [value * (1 + 1e-13)] } };
        Assert.Single(Verification.Of<double>(huber with { Cases = [wrong, first] }).Misses);
    }

    [Fact]
    public void Names_of_losses_are_looked_up_as_everywhere()
    {
        ReferenceCase first = Files.First(file => file.Loss == "huber").Cases[0];
        Assert.Empty(Verification.Of<double>(new("torch.nn.HuberLoss", [first])).Misses);
        Assert.Contains("did you mean 'huber'", Verification.Of<double>(new("hubr", [first])).Misses[0]);
        Assert.Contains("ambiguous", Verification.Of<double>(new("l2", [first])).Misses[0]);
    }
}
