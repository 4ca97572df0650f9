using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Architecture;

/// <summary>Every loss has a card, and every card says what its users need.</summary>
public class CardTests
{
    [Fact]
    public void Every_card_has_a_name_of_its_own_a_formula_a_source_and_documented_options()
    {
        string[] names = [.. LossCatalog.All.SelectMany(card => card.Aliases.Prepend(card.Name))];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(LossCatalog.All, card =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", card.Name);
            Assert.All<string>([card.Formula, card.Source, card.Kinks],
                text => Assert.False(string.IsNullOrWhiteSpace(text)));
            Assert.All(card.Options, option =>
                Assert.True(option.Range.Length > 0 && option.Meaning.Length > 0 && double.IsFinite(option.Usual),
                option.Name));
            Assert.NotEmpty(card.Inputs);
            Assert.Contains(card.Inputs, input => input.Differentiable);
        });
    }

    [Fact]
    public void Every_loss_that_can_be_catalogued_is()
    {
        Type[] families = [typeof(IPointLoss), typeof(ILabelLoss), typeof(ITripleLoss), typeof(IRowLoss),
            typeof(ICentredLoss)];
        Type[] losses = [.. typeof(LossCard).Assembly.GetTypes().Where(type =>
            type.Namespace == typeof(LossCard).Namespace && type.IsValueType && !type.IsGenericType
            && families.Any(type.IsAssignableTo))];
        Assert.All(losses, loss => Assert.True(loss.IsAssignableTo(typeof(ICatalogued)), loss.Name));
        Assert.True(LossCatalog.All.Count >= losses.Length);
    }

    [Fact]
    public void Every_point_loss_has_examples_and_every_option_of_it_is_tried()
    {
        Assert.All(LossCatalog.All.Where(card => card.Family == LossFamily.Point), card =>
        {
            LossExample[] rows = [.. LossExamples.All.Where(row => row.Loss == card.Name)];
            Assert.True(rows.Length >= 2, $"{card.Name} has {rows.Length} examples");
            Assert.All(card.Options, option =>
                Assert.True(rows.Any(row => row.Options.Any(set => set.Item1 == option.Name)),
                $"{card.Name}: {option.Name} is never set"));
        });
        Assert.All(LossCatalog.All.Where(card =>
            card.Family is not (LossFamily.Point or LossFamily.Label or LossFamily.Centred)),
            card => Assert.Contains(FamilyBatch.Settings, setting => setting.Loss == card.Name));
    }
}
