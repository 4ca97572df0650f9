using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Arrays that repeat by NumPy's rule, and labels of CTC without padding.</summary>
public class WholeShapeTests
{
    private static readonly double[] Input = [1, 2, 3, 4, 5, 7];

    public static TheoryData<int[], int[]> Shapes => new()
    {
        { [], [0, 0, 0, 0, 0, 0] }, { [1], [0, 0, 0, 0, 0, 0] }, { [1, 1], [0, 0, 0, 0, 0, 0] },
        { [3], [0, 1, 2, 0, 1, 2] }, { [1, 3], [0, 1, 2, 0, 1, 2] },
        { [2, 1], [0, 0, 0, 1, 1, 1] }, { [2], [0, 0, 0, 1, 1, 1] }, { [2, 3], [0, 1, 2, 3, 4, 5] },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void An_array_repeats_and_its_gradient_adds_up(int[] shape, int[] from)
    {
        double[] numbers = [.. from.Distinct().Order().Select(at => 0.5 + 0.75 * at)],
            whole = [.. from.Select(at => numbers[at])];
        foreach (string name in (string[])["target", "var", "weight", "factor", "mask"])
        {
            double[] given = name == "mask" ? [.. numbers.Select((_, at) => at == 1 ? 0.0 : 1)] : numbers;
            LossOutcome repeated = LossTool.Run<double>(Gaussian(name, shape, given)),
                full = LossTool.Run<double>(Gaussian(name, [2, 3], [.. from.Select(at => given[at])]));
            Assert.Equal(full.Value.Values, repeated.Value.Values);
            foreach ((string input, double[] gradient) in full.Gradients)
            {
                double[] expected = input != name ? gradient : [.. from.Distinct().Order().Select(at
                    => gradient.Where((_, i) => from[i] == at).Sum())];
                Assert.Equal(expected.Length, repeated.Gradients[input].Length);
                Assert.All(expected.Zip(repeated.Gradients[input]), pair
                    => Assert.Equal(pair.First, pair.Second, 8 * Math.ScaleB(gradient.Max(Math.Abs), -53)));
            }
        }
    }

    private static LossRequest Gaussian(string name, int[] shape, double[] values)
        => new(GaussianNegativeLogLikelihood.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([2, 3], Input),
                ["target"] = new([2, 3], [0, 1, 5, 3, 2, 2]),
                ["var"] = new([2, 3], [1, 2, 0.5, 1, 3, 1]),
                [name] = new(shape, values),
            },
        };

    [Fact]
    public void What_fits_both_ways_or_none_is_refused_by_its_shapes()
    {
        LossRequest square = new(SquaredError.Card)
        {
            Inputs = new Dictionary<string, LossArray>
            {
                ["input"] = new([2, 2], [1, 2, 3, 4]),
                ["target"] = new([2, 2], [0, 0, 0, 0]),
                ["weight"] = new([2], [1, 2]),
            },
        };
        string message = Assert.Throws<ArgumentException>(() => LossTool.Run<double>(square)).Message;
        Assert.Contains("weight has shape [2] beside the losses of shape [2, 2]: say [2, 1]", message);
        Assert.Contains("[1, 2]", message);
        foreach (int[] shape in (int[][])[[4], [3, 2], [2, 3, 1], [2, 2]])
            Assert.Contains("must be [2, 3]", Assert.Throws<ArgumentException>(() => LossTool.Run<double>(
                Gaussian("weight", shape, new double[shape.Aggregate(1, (a, b) => a * b)]))).Message);
    }

    [Fact]
    public void Rows_take_one_weight_for_all_and_signs_of_pairs_stay_as_they_are()
    {
        LossRequest request = FamilyBatch.Of("triplet-margin", [], 4, 5, "none");
        double[] each = LossTool.Run<double>(request).Value.Values;
        LossRequest weighed = request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs) { ["sample_weight"] = new([1], [2]) },
        };
        Assert.Equal(each.Select(value => 2 * value), LossTool.Run<double>(weighed).Value.Values);
    }

    [Fact]
    public void A_number_outside_its_domain_is_named_where_it_stands()
    {
        LossRequest request = Gaussian("var", [2, 1], [1, -2]) with { CheckDomains = true };
        Assert.Equal(1, Assert.Throws<OutOfDomainException>(() => LossTool.Run<double>(request)).Index);
    }

    [Fact]
    public void Labels_of_sequences_may_follow_one_another()
    {
        LossRequest padded = FamilyBatch.Of("ctc", [], 4, 5);
        double[] counts = padded.Inputs["target_lengths"].Values;
        LossArray labels = padded.Inputs["targets"];
        double[] joined = [.. counts.SelectMany((count, sample)
            => labels.Values.Skip(sample * labels.Columns).Take((int)count))];
        Assert.NotEqual(labels.Values.Length, joined.Length);
        LossOutcome one = LossTool.Run<double>(padded), other = LossTool.Run<double>(padded with
        {
            Inputs = new Dictionary<string, LossArray>(padded.Inputs) { ["targets"] = new([joined.Length], joined) },
        });
        Assert.Equal(one.Value.Values, other.Value.Values);
        Assert.Equal(one.Gradients["log_probs"], other.Gradients["log_probs"]);

        double[] logs = padded.Inputs["log_probs"].Values, gradient = new double[logs.Length];
        int[] Whole(double[] numbers) => Array.ConvertAll(numbers, number => (int)number);
        int[] given = Whole(joined), steps = Whole(padded.Inputs["input_lengths"].Values), lengths = Whole(counts);
        SequenceBatch<double> Batch() => new()
        {
            LogProbabilities = logs,
            Classes = 5,
            Labels = given,
            IsConcatenated = true,
            Steps = steps,
            LabelCounts = lengths,
        };
        ConnectionistTemporalClassification loss = new();
        Assert.Equal(one.Value.Values[0], loss.ValueAndGradient(Batch(), gradient));
        Assert.Equal(one.Gradients["log_probs"], gradient);
        Allocations.None(() => loss.ValueAndGradient(Batch(), gradient));
        lengths[0]++;
        Assert.Contains("adds up to", Assert.Throws<ArgumentException>(() => loss.Value(Batch())).Message);
        (lengths[0], lengths[1]) = (-1, lengths[1] + 1);
        Assert.Contains("adds up to", Assert.Throws<ArgumentException>(() => loss.Value(Batch())).Message);
    }

    [Fact]
    public void One_sequence_needs_no_dimension_of_samples()
    {
        LossRequest request = FamilyBatch.Of("ctc", [], 1, 5);
        LossArray logs = request.Inputs["log_probs"];
        LossRequest alone = request with
        {
            Inputs = new Dictionary<string, LossArray>(request.Inputs)
            {
                ["log_probs"] = logs with { Shape = [logs.Shape[0], logs.Shape[2]] },
            },
        };
        Assert.Equal(LossTool.Run<double>(request).Value.Values, LossTool.Run<double>(alone).Value.Values);
    }
}
