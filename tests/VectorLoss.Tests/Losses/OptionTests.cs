using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>The range checks of all rooms: what is let through, and the words of a refusal.</summary>
public class OptionTests
{
    [Fact]
    public void The_bounds_are_let_through_or_not_as_the_name_says()
    {
        Assert.Equal(double.Epsilon, Option.Positive(double.Epsilon));
        Assert.Equal(0, Option.NonNegative(0));
        Assert.Equal(1, Option.AtLeast(1, 1));
        Assert.Equal(-3, Option.Finite(-3));
        Assert.Equal(0.5, Option.Between(0.5, 0, 1));
        Assert.Equal([0, 1], [Option.Within(0, 0, 1), Option.Within(1, 0, 1)]);
        Assert.Equal(0, Option.FromBelow(0, 0, 1));
        Refused("finite and above 0", value => Option.Positive(value), 0, -1, double.PositiveInfinity, double.NaN);
        Refused("finite and not below 0", value => Option.NonNegative(value), -1, double.PositiveInfinity, double.NaN);
        Refused("finite and not below 1", value => Option.AtLeast(value, 1), 0.5, double.PositiveInfinity, double.NaN);
        Refused("finite", value => Option.Finite(value), double.NegativeInfinity, double.NaN);
        Refused("above 0 and below 1", value => Option.Between(value, 0, 1), 0, 1, double.NaN);
        Refused("from 0 to 1", value => Option.Within(value, 0, 1), -0.5, 1.5, double.NaN);
        Refused("at least 0 and below 1", value => Option.FromBelow(value, 0, 1), -0.5, 1, double.NaN);
    }

    public static TheoryData<string> All
        => [.. LossCatalog.All.Where(card => card.Options.Any(option => Ends(option) is not null))
            .Select(card => card.Name)];

    // The ends and a number between them, and their neighbours outside.
    [Theory, MemberData(nameof(All))]
    public void A_loss_takes_what_its_card_says_and_nothing_beyond(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        foreach (LossOption option in card.Options)
        {
            if (Ends(option) is not var (least, hasLeast, most, hasMost))
                continue;
            bool isWhole = option.Kind != OptionKind.Number;
            double below = isWhole ? least - 1 : Math.BitDecrement(least), above = isWhole ? most + 1
                : Math.BitIncrement(most), between = isWhole ? least : least + (Math.Min(most - least, 2) / 2);
            if (hasLeast)
                card.Require((option.Name, least));
            if (hasMost)
                card.Require((option.Name, most));
            if (!isWhole)
                card.Require((option.Name, between));
            double[] outside = [hasLeast ? below : least, hasMost ? above : most, double.NaN];
            Assert.All(outside, value => Assert.ThrowsAny<ArgumentException>(
                () => card.Require((option.Name, value))));
        }
    }

    // What some cards say in other words, such as of one number apart from a range, their own tests say too.
    private static (double Least, bool HasLeast, double Most, bool HasMost)? Ends(LossOption option) => option.Range
        switch
    {
        "> 0" => (0, false, double.PositiveInfinity, false),
        "≥ 0" => (0, true, double.PositiveInfinity, false),
        "≥ 1" => (1, true, double.PositiveInfinity, false),
        "> 0 and < 1" => (0, false, 1, false),
        "0 to 1" or "≥ 0 and ≤ 1" or "0 or 1" => (0, true, 1, true),
        "1 or 2" => (1, true, 2, true),
        "−1 to 1" => (-1, true, 1, true),
        "in (0, 1]" => (0, false, 1, true),
        "0 to ½" => (0, true, 0.5, true),
        "0 to π" => (0, true, Math.PI, true),
        "0 to below 1" => (0, true, 1, false),
        _ => null,
    };

    private static void Refused(string range, Func<double, double> check, params double[] values)
    {
        foreach (double value in values)
        {
            ArgumentOutOfRangeException problem = Assert.Throws<ArgumentOutOfRangeException>(() => check(value));
            Assert.Equal("value", problem.ParamName);
            Assert.StartsWith($"value must be {range}.", problem.Message);
        }
    }
}
