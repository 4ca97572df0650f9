using VectorLoss.Catalogue;
using VectorLoss.Cli;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>
/// What is written of other libraries: every number that they gave comes out here, or the right one does.
/// </summary>
public class PeerTests
{
    /// <summary>
    /// How far the rounding of another library may go, in units of its type: a dozen operations and a sum of six terms,
    /// each beside numbers of the size of the result or of 1, the size of the inputs.
    /// </summary>
    private const double Units = 32;

    public static TheoryData<string> Names => [.. PeerBook.All.Select(peer => peer.Name)];

    private static IEnumerable<(Peer Peer, PeerLine Line)> Lines
        => PeerBook.All.SelectMany(peer => peer.Lines.Select(line => (peer, line)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_number_of_a_library_comes_out_here_or_the_right_one_does(string name)
    {
        Peer peer = PeerBook.All.Single(peer => peer.Name == name);
        string[] misses = [.. peer.Lines.SelectMany(line => line.Cases.SelectMany(found => Misses(peer, line, found)
            .Select(miss => $"{line.Name}, {found.Measured.Id}: {miss}")))];
        Assert.True(misses.Length == 0, string.Join('\n', misses));
    }

    [Fact]
    public void A_wrong_number_is_missed()
    {
        Peer peer = PeerBook.All.First(peer => peer.Name == "PyTorch");
        PeerLine line = peer.Lines.First(line => line.Loss == "huber");
        PeerCase found = line.Cases[0];
        LossArray value = found.Measured.Value;
        LossArray wrong = value with { Values = [value.Values[0] * (1 + 1e-13)] };
        Assert.Empty(Misses(peer, line, found));
        Assert.Single(Misses(peer, line, found with { Measured = found.Measured with { Value = wrong } }));
        Assert.NotEmpty(Misses(peer, line, found with { Times = 2 }));
        Assert.Single(Misses(peer, line, found with { Right = value }));
    }

    [Fact]
    public void Every_loss_has_a_line()
        => Assert.Empty(LossCatalog.All.Select(card => card.Name).Except(Lines.Select(pair => pair.Line.Loss)));

    [Fact]
    public void There_are_150_lines_of_which_100_were_measured()
    {
        Assert.True(Lines.Count() >= 150, $"{Lines.Count()} lines");
        int measured = Lines.Count(pair => pair.Peer.IsRun && pair.Line.Cases.Length > 0);
        Assert.True(measured >= 100, $"{measured} measured");
    }

    [Fact]
    public void Every_line_says_its_version_its_source_and_a_request_that_can_be_made()
    {
        Assert.All(PeerBook.All, peer => Assert.True(peer.Version.Any(char.IsDigit) && peer.Date.Length == 10));
        Assert.All(Lines, pair =>
        {
            (_, PeerLine line) = pair;
            LossCard card = Assert.Single(LossCatalog.All, card => card.Name == line.Loss);
            Assert.True(line.Name.Length > 0);
            Assert.All(line.Options.Keys, option => Assert.Contains(option,
                card.Options.Concat(card.Create.FamilyOptions).Select(known => known.Name)));
            Assert.All(line.Words, word => Assert.Contains(word.Value,
                word.Key == "reduction" ? LossRequest.Reductions : LossRequest.TargetKinds));
        });
    }

    // What stands beside our loss, of a target t and a power k; a sum over none of t·log t is 0.
    private static readonly Dictionary<string, Func<double, double, double>> Terms = new()
    {
        ["2(t·log t − t)"] = (t, _) => 2 * ((t == 0 ? 0 : t * Math.Log(t)) - t),
        ["−2(log t + 1)"] = (t, _) => -2 * (Math.Log(t) + 1),
        ["log t!"] = (t, _) => Enumerable.Range(1, (int)t).Sum(i => Math.Log(i)),
        ["2t^(2 − k)/((1 − k)(2 − k)), k the power"] = (t, k) => 2 * Math.Pow(t, 2 - k) / ((1 - k) * (2 - k)),
        ["t^(2 − k)/((1 − k)(2 − k)), k the power"] = (t, k) => Math.Pow(t, 2 - k) / ((1 - k) * (2 - k)),
    };

    [Fact]
    public void What_stands_beside_a_loss_holds_for_any_targets()
    {
        int related = 0;
        foreach ((Peer peer, PeerLine line) in Lines)
        {
            if (line.Relation.Length == 0)
            {
                Assert.True(line.Plus == Math.Round(line.Plus), $"{peer.Name}, {line.Name}: of which targets is"
                    + $" {line.Plus}?");
                Assert.All(line.Cases, found => Assert.Equal(line.Plus, found.Plus));
            }
            foreach (PeerCase found in line.Relation.Length > 0 ? line.Cases : [])
            {
                related++;
                LossArray target = found.Measured.Inputs["target"];
                double power = found.Measured.Options.GetValueOrDefault("power", 1.5);
                if (line.Relation == "/ rows²")
                    Assert.Equal(line.Times / (target.Shape[0] * target.Shape[0]), found.Times);
                else
                    Assert.Equal(Of(line.Relation, target.Values, power), found.Plus, 1e-12 * target.Values.Length);
            }
        }
        Assert.True(related > 10);

        static double Of(string relation, double[] targets, double power)
        {
            bool isMean = relation.StartsWith("+ the mean of ", StringComparison.Ordinal);
            Func<double, double, double> term = Terms[relation[(isMean ? 14 : "+ the sum of ".Length)..]];
            return targets.Sum(t => term(t, power)) / (isMean ? targets.Length : 1);
        }
    }

    private static IEnumerable<string> Misses(Peer peer, PeerLine line, PeerCase found)
    {
        LossOutcome ours = LossTool.Run<double>(
            Verification.Request(LossCatalog.Find(line.Loss)!, found.Measured));
        double unit = Units * (peer.IsSingle ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53));
        double[] theirs = found.Measured.Value.Values;
        double[] here = [.. ours.Value.Values.Select(value => found.Times * value + found.Plus)];
        if (found.Right is { } right)
        {
            if (!Equal(right.Values, here, Units * Math.ScaleB(1, -53), least: 0))
                yield return $"ours is {Text(here)}, right {Text(right.Values)}";
            if (Equal(theirs, here, unit, least: 0))
                yield return $"{Text(theirs)} is not wrong";
        }
        else if (!Equal(theirs, here, unit))
        {
            yield return $"theirs is {Text(theirs)}, ours {Text(here)}";
        }
        foreach ((string input, double[] gradient) in found.Measured.Gradients)
        {
            Assert.True(ours.Gradients.ContainsKey(input), $"{line.Name}: no gradient of {input}");
            double[] slope = [.. ours.Gradients[input].Select(value => found.Times * value)];
            if (!Equal(gradient, slope, unit))
                yield return $"their gradient of {input} is {Text(gradient)}, ours {Text(slope)}";
        }
    }

    private static bool Equal(double[] theirs, double[] ours, double unit, double least = 1)
        => theirs.Length == ours.Length
        && theirs.Zip(ours).All(pair => pair.First.Equals(pair.Second) || pair.First == pair.Second
            || double.IsFinite(pair.First)
            && Math.Abs(pair.First - pair.Second) <= unit * Math.Max(least, Math.Abs(pair.First)));

    private static string Text(double[] values) => string.Join(" ", values.Select(LossCommand.Text));
}
