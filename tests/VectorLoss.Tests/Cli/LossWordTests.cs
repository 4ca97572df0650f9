using System.Globalization;
using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Data;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>Every refusal of <c>vectorloss loss</c> is one line that names the option which the user typed.</summary>
public sealed class LossWordTests : Workplace
{
    public static TheoryData<string, string> Options => [.. LossCatalog.All.SelectMany(card => card.Options
        .Concat(card.Create.FamilyOptions).Select(option => (card.Name, option.Name)))];

    // Every range excludes one of these; a margin is any finite number.
    private static readonly double[] Wrong = [-7.5, double.NaN, double.PositiveInfinity];

    [Theory, MemberData(nameof(Options))]
    public void An_option_out_of_range_is_named_as_it_was_typed(string loss, string option)
    {
        LossCard card = LossCatalog.Find(loss)!;
        string[] arrays = Arrays(card);
        int refused = 0;
        foreach (double value in Wrong)
            foreach (string spelling in (string[])["--" + option, "--" + option.Replace('_', '-')])
            {
                string number = value.ToString(CultureInfo.InvariantCulture);
                Answer answer = Run(["loss", loss, .. arrays, $"{spelling}={number}"]);
                if (answer.Exit == ExitCode.Done)
                    continue;
                refused++;
                Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
                Assert.StartsWith($"vectorloss: {spelling} ", answer.Line);
                Assert.DoesNotContain("Parameter", answer.Line);
            }
        Assert.True(refused > 0, $"no wrong value of {option} is refused");
    }

    private string[] Arrays(LossCard card)
    {
        LossRequest request = FamilyBatch.Of(card.Name, [], 2, 3);
        foreach ((string name, LossArray array) in request.Inputs)
            Npy.Write<double>(At(name + ".npy"), array.Shape, array.Values);
        return [.. request.Inputs.Keys.SelectMany(name => new[] { "--" + name, At(name + ".npy") })];
    }
}
