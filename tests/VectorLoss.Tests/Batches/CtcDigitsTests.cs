using System.Text.Json;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Batches;

/// <summary>
/// CTC against the true values of data/ctc/reference.json, by scaled probabilities and by logarithms, at every width.
/// </summary>
/// <remarks>
/// With u = 2⁻⁵³ and T steps, a state is off by at most 6u a step of itself in probabilities, and by 6u a step times
/// the largest logarithm met in logarithms; a value is off by the same amounts, an occupancy by twice as much.
/// </remarks>
public class CtcDigitsTests
{
    private const double Unit = 1.1102230246251565e-16;

    [Fact]
    public void Values_and_gradients_are_within_the_documented_bound()
    {
        foreach (Sample sample in Samples())
        {
            double[] gradient = new double[sample.Logs.Length];
            double loss = new ConnectionistTemporalClassification(0).ValueAndGradient(
                sample.Batch, gradient, Reduction.Sum);
            double bound = 6 * Unit * sample.Steps * sample.LargestLogarithm;
            Assert.True(Math.Abs(loss - sample.Loss) <= bound, $"{sample.Name}: {loss:R} for {sample.Loss:R}");
            for (int i = 0; i < gradient.Length; i++)
                Assert.True(Math.Abs(gradient[i] - sample.Gradient[i])
                    <= 2 * bound * Math.Abs(sample.Gradient[i]) + Math.ScaleB(1, -450),
                    $"{sample.Name}: {gradient[i]:R} for {sample.Gradient[i]:R} at {i}");
        }
    }

    [Theory]
    [InlineData("random", true)]
    [InlineData("uniform, long", true)]
    [InlineData("sure and right, gap 5", true)]
    [InlineData("sharp and long", true)]
    [InlineData("a label that costs 3000", false)]
    [InlineData("a step that costs 3000", false)]
    [InlineData("a class that costs 800 in one step", false)]
    [InlineData("fast states far below the others", false)]
    [InlineData("tiny loss", false)]
    public void Probabilities_serve_where_they_keep_all_digits(string name, bool serve)
        => Assert.Equal(serve, !double.IsNaN(Scaled<Lane1<double>>(Samples().Single(s => s.Name == name), [])));

    [Fact]
    public void A_loss_near_0_keeps_its_digits()
    {
        foreach (Sample sample in Samples().Where(sample => sample.Name.StartsWith("tiny", StringComparison.Ordinal)))
            Assert.Equal(sample.Loss, new ConnectionistTemporalClassification(0).Value(sample.Batch, Reduction.Sum),
                1e-14 * sample.Loss);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        foreach (Sample sample in Samples())
        {
            double[] narrow = new double[sample.Logs.Length], portable = [.. narrow], wide = [.. narrow];
            double loss = Scaled<Lane1<double>>(sample, narrow);
            Assert.Equal(loss, Scaled<LanesN<double>>(sample, portable));
            Assert.Equal(loss, Scaled<Lanes512<double>>(sample, wide));
            Assert.Equal(narrow, portable);
            Assert.Equal(narrow, wide);
        }
    }

    [Fact]
    public void The_gradient_may_lie_over_the_log_probabilities()
    {
        foreach (Sample sample in Samples())
        {
            double[] gradient = new double[sample.Logs.Length], logs = [.. sample.Logs];
            ConnectionistTemporalClassification loss = new(0);
            double apart = loss.ValueAndGradient(sample.Batch, gradient, Reduction.Sum);
            Sample moved = sample with { Logs = logs };
            Assert.Equal(apart, loss.ValueAndGradient(moved.Batch, logs, Reduction.Sum));
            Assert.Equal(gradient, logs);
        }
    }

    private static double Scaled<V>(Sample sample, Span<double> gradient) where V : struct, ILanes<V, double>
    {
        double[] scratch = new double[CtcStates.Length(sample.Steps, sample.Labels.Length)];
        Array.Fill(scratch, double.NaN);
        int[] used = [0, .. sample.Labels.Distinct()];
        int[] index = [.. sample.Labels.Select(label => Array.IndexOf(used, label))];
        return new CtcScaledKernel<double>(sample.Batch, 0, scratch, index, used, gradient, 1).Run<V>();
    }

    private static IEnumerable<Sample> Samples()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Data("ctc/reference.json")));
        foreach (JsonElement given in file.RootElement.EnumerateArray())
            yield return new(given.GetProperty("name").GetString()!, Numbers(given.GetProperty("logs")),
                [.. given.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())],
                given.GetProperty("loss").GetDouble(), Numbers(given.GetProperty("gradient")),
                given.GetProperty("logs").GetArrayLength());
    }

    private static double[] Numbers(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(row
        => row.EnumerateArray().Select(x => x.ValueKind == JsonValueKind.String
            ? double.NegativeInfinity : x.GetDouble()))];

    private sealed record Sample(
        string Name, double[] Logs, int[] Labels, double Loss, double[] Gradient, int Steps)
    {
        public SequenceBatch<double> Batch => new()
        {
            LogProbabilities = Logs,
            Classes = Logs.Length / Steps,
            Labels = Labels,
            Steps = new[] { Steps },
            LabelCounts = new[] { Labels.Length },
        };

        // Of a state: the sum of the largest logarithms of all steps, and no less than that of one half.
        public double LargestLogarithm => Math.Max(1, Logs.Chunk(Logs.Length / Steps)
            .Sum(row => row.Where(double.IsFinite).Max(Math.Abs)));
    }
}
