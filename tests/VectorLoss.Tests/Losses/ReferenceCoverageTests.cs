using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>The stored reference values cover the catalogue: every loss, every option, every kind of array.</summary>
public class ReferenceCoverageTests
{
    private static readonly Lazy<ILookup<string, ReferenceCase>> Cases = new(()
        => ReferenceFile.In(RepositoryFiles.Data("vectors"))
            .SelectMany(file => file.Cases.Where(stored => stored.IsRounded).Select(stored => (file.Loss, stored)))
            .ToLookup(pair => pair.Loss, pair => pair.stored));

    public static TheoryData<string> Losses => [.. LossCatalog.All.Select(card => card.Name)];

    [Fact]
    public void Every_file_is_of_a_loss_of_the_catalogue()
        => Assert.All(Cases.Value, group => Assert.Equal(group.Key, LossCatalog.Find(group.Key)?.Name));

    [Theory, MemberData(nameof(Losses))]
    public void Every_option_occurs_with_another_than_its_usual_value(string loss)
    {
        LossCard card = LossCatalog.Find(loss)!;
        foreach (LossOption option in card.Options.Concat(card.Create.FamilyOptions))
        {
            int others = Cases.Value[loss].Count(stored
                => stored.Options.TryGetValue(option.Name, out double value) && value != option.Usual);
            Assert.True(others > 0, $"no case of {loss} has another {option.Name} than {option.Usual}");
        }
        if (card.ArrayOption is { } array)
            Assert.Contains(Cases.Value[loss], stored => stored.Inputs.ContainsKey(array.Option));
    }

    [Theory, MemberData(nameof(Losses))]
    public void Every_reduction_and_every_mean_over_nothing_occurs(string loss)
    {
        bool Occurs(string word, string value)
            => Cases.Value[loss].Any(stored => stored.Words.GetValueOrDefault(word) == value);
        Assert.All(LossRequest.Reductions, reduction => Assert.True(Occurs("reduction", reduction), reduction));
        Assert.True(Occurs("empty", "zero"));
        Assert.Contains(Cases.Value[loss], stored => stored.Value.Values is [double.NaN]);
        Assert.Contains(Cases.Value[loss], stored => stored.Count != 1);
    }

    [Theory, MemberData(nameof(Losses))]
    public void Weights_masks_targets_and_shapes_of_every_kind_occur(string loss)
    {
        LossCard card = LossCatalog.Find(loss)!;
        bool isOfClasses = card.Family is LossFamily.Label or LossFamily.Centred;
        string[] arrays = [.. card.Inputs.Select(input => input.Name), "sample_weight", "mask",
            .. isOfClasses || card.Family is LossFamily.Point or LossFamily.Triple ? (string[])["weight"] : []];
        Assert.All(arrays, array => Assert.Contains(Cases.Value[loss], stored => stored.Inputs.ContainsKey(array)));
        foreach (LossInput input in card.Inputs.Where(input => input.Optional))
            Assert.Contains(Cases.Value[loss], stored => !stored.Inputs.ContainsKey(input.Name));
        foreach (LossInput input in card.Inputs.Where(input => input.Repeats))
            Assert.Contains(Cases.Value[loss], stored => stored.Inputs[input.Name].Shape.Length
                < stored.Inputs[card.Inputs[0].Name].Shape.Length);
        bool takesDistributions = isOfClasses
            && card.Create.FamilyOptions.Any(option => option.Name == "label_smoothing");
        Assert.All(takesDistributions ? LossRequest.TargetKinds : [], kind => Assert.Contains(Cases.Value[loss],
            stored => stored.Words.GetValueOrDefault("target_kind", "labels") == kind));
    }

    [Fact]
    public void Every_case_has_the_gradient_of_every_input_that_has_one()
        => Assert.All(Cases.Value, group => Assert.All(group, stored => Assert.Equal(
            LossTool.Run<double>(Verification.Request(LossCatalog.Find(group.Key)!, stored)).Gradients.Keys.Order(),
            stored.Gradients.Keys.Order())));
}
