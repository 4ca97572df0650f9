using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

public sealed class NearestTests
{
    private static readonly string[] Names =
        ["huber", "hinge", "mse", "cross-entropy", "log-cosh", "softmax-cross-entropy"];

    [Theory]
    [InlineData("hubr", "huber")]
    [InlineData("Huber", "huber")]
    [InlineData("uhber", "huber")]
    [InlineData("crossentropy", "cross-entropy")]
    [InlineData("cros_entropi", "cross-entropy")]
    [InlineData("soft", "softmax-cross-entropy")]
    [InlineData("logcosh", "log-cosh")]
    [InlineData("entrpy", "cross-entropy")]
    [InlineData("sofmax", "softmax-cross-entropy")]
    public void A_near_name_is_found(string word, string name) => Assert.Equal(name, Nearest.To(word, Names)[0]);

    [Theory]
    [InlineData("")]
    [InlineData("perplexity")]
    [InlineData("--")]
    public void Where_nothing_is_near_nothing_is_said(string word) => Assert.Equal("", Nearest.Hint(word, Names));

    [Fact]
    public void A_word_of_megabytes_is_near_nothing() => Assert.Empty(Nearest.To(new string('x', 1 << 24), Names));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    public void The_distance_counts_letters_and_swaps(string from, string to, int distance)
    {
        Assert.Equal(distance, Nearest.Distance(from, to));
        Assert.Equal(distance, Nearest.Distance(to, from));
    }
}
