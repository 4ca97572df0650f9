using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Every input of every card whose domain is not all numbers, held to it.</summary>
public class DomainTests
{
    private static readonly Lazy<ILookup<string, ReferenceCase>> Cases = new(()
        => ReferenceFile.In(RepositoryFiles.Data("vectors")).Where(file => file.Cases[0].IsRounded)
            .SelectMany(file => file.Cases.Select(stored => (file.Loss, stored)))
            .ToLookup(pair => pair.Loss, pair => pair.stored));

    public static TheoryData<string, string> Inputs => [.. LossCatalog.All.SelectMany(card => card.Inputs
        .Where(input => DomainOf(card, input) is not (Domain.Real or Domain.Label or Domain.Length))
        .Select(input => (card.Name, input.Name)))];

    // Labels and lengths are always checked; where they may be distributions, these are probabilities.
    private static Domain DomainOf(LossCard card, LossInput input)
        => input.Domain == Domain.Label && card.Create.FamilyOptions.Any(option => option.Name == "label_smoothing")
            ? Domain.Probability : input.Domain;

    private static double[] Outside(Domain domain) => domain switch
    {
        Domain.Positive => [0, -1],
        Domain.NonNegative => [-1, double.NegativeInfinity],
        Domain.Probability => [-0.25, 1.5],
        Domain.Sign => [0, 2, -1.5],
        Domain.Bit => [0.5, -1, 2],
        Domain.Angle => [1048577, double.NegativeInfinity],
        _ => [0.5, double.PositiveInfinity],
    };

    private static LossRequest Request(LossCard card, ReferenceCase stored, string name, int at, double value)
    {
        Dictionary<string, LossArray> inputs = new(stored.Inputs);
        double[] numbers = [.. inputs[name].Values];
        numbers[at] = value;
        inputs[name] = inputs[name] with { Values = numbers };
        return new(card)
        {
            Inputs = inputs,
            Options = stored.LossOptions,
            Reduction = "none",
            TargetKind = stored.Words.GetValueOrDefault("target_kind", "labels"),
            CheckDomains = true,
        };
    }

    // A case that has the input, is drawn from the domain and has no mask; of distributions, where they are legal.
    private static ReferenceCase Drawn(string loss, string input)
    {
        LossCard card = LossCatalog.Find(loss)!;
        bool areDistributions = input == "target"
            && card.Create.FamilyOptions.Any(option => option.Name == "label_smoothing");
        return Cases.Value[loss].First(stored => !stored.Id.Contains("hard", StringComparison.Ordinal)
            && stored.Words["reduction"] == "none" && stored.Inputs.ContainsKey(input)
            && !stored.Inputs.ContainsKey("mask") && stored.LossOptions.Count == 0
            && (!areDistributions || stored.Words.GetValueOrDefault("target_kind") == "probabilities"));
    }

    [Theory, MemberData(nameof(Inputs))]
    public void The_first_number_outside_the_domain_is_named_in_both_precisions(string loss, string input)
    {
        LossCard card = LossCatalog.Find(loss)!;
        Domain domain = DomainOf(card, card.Inputs.Single(one => one.Name == input));
        ReferenceCase stored = Drawn(loss, input);
        int last = stored.Inputs[input].Values.Length - 1;
        foreach (double value in Outside(domain))
            foreach (int at in (int[])[0, last])
            {
                LossRequest request = Request(card, stored, input, at, value);
                foreach (Func<LossRequest, LossOutcome> run in (Func<LossRequest, LossOutcome>[])
                    [LossTool.Run<float>, LossTool.Run<double>])
                {
                    OutOfDomainException refused = Assert.Throws<OutOfDomainException>(() => run(request));
                    Assert.Equal((input, at, value, domain),
                        (refused.Input, refused.Index, refused.Value, refused.Domain));
                    Assert.Contains($"{loss} takes {OutOfDomainException.Words(domain)} here", refused.Message);
                    run(request with { CheckDomains = false });
                }
            }
        Assert.Equal(stored.Value.Values.Length,
            LossTool.Run<double>(Request(card, stored, input, 0, double.NaN)).Value.Values.Length);
    }

    [Theory, MemberData(nameof(Inputs))]
    public void What_does_not_count_may_be_anything(string loss, string input)
    {
        LossCard card = LossCatalog.Find(loss)!;
        LossInput of = card.Inputs.Single(one => one.Name == input);
        if (of.Kind is LossInputKind.PerColumn or LossInputKind.Single)
            return;
        ReferenceCase stored = Drawn(loss, input);
        LossRequest request = Request(card, stored, input, 0, Outside(DomainOf(card, of))[0]);
        double[] mask = [.. Enumerable.Repeat(1.0, stored.Value.Values.Length)];
        mask[0] = 0;
        Dictionary<string, LossArray> inputs = new(request.Inputs) { ["mask"] = new(stored.Value.Shape, mask) };
        Assert.Equal(0, LossTool.Run<double>(request with { Inputs = inputs }).Value.Values[0]);
    }

    [Theory]
    [InlineData("poisson-nll", "input", "log_input", 0, -1)]
    [InlineData("gamma-nll", "input", "log_input", 0, 0)]
    [InlineData("tweedie", "input", "log_input", 0, -1)]
    [InlineData("tweedie", "target", "power", 2, 0)]
    public void An_option_that_changes_what_an_input_is_changes_its_domain(
        string loss, string input, string option, double set, double value)
    {
        LossCard card = LossCatalog.Find(loss)!;
        LossRequest request = Request(card, Drawn(loss, input), input, 2, value);
        LossTool.Run<double>(request);
        LossRequest other = request with { Options = new Dictionary<string, double> { [option] = set } };
        Assert.Equal(2, Assert.Throws<OutOfDomainException>(() => LossTool.Run<double>(other)).Index);
    }

    [Fact]
    public void Targets_that_are_log_probabilities_have_no_least_number()
    {
        LossCard card = LossCatalog.Find("kl-div")!;
        LossRequest request = Request(card, Drawn("kl-div", "target"), "target", 0, -3);
        Assert.Throws<OutOfDomainException>(() => LossTool.Run<double>(request));
        LossTool.Run<double>(request with { Options = new Dictionary<string, double> { ["log_target"] = 1 } });
    }
}
