using VectorLoss.Catalogue;
using Xunit;

namespace VectorLoss.Tests.Catalogue;

/// <summary>Paddings of sequences, as optax has them, beside their lengths.</summary>
public class PaddingTests
{
    [Theory]
    [InlineData("ctc")]
    [InlineData("rnn-t")]
    public void A_run_of_zeros_is_as_long_as_its_sequence(string loss)
    {
        LossRequest lengths = FamilyBatch.Of(loss, [], 4, 5);
        Dictionary<string, LossArray> arrays = new(lengths.Inputs);
        Pad(arrays, "input", lengths.Inputs["log_probs"].Shape[loss == "ctc" ? 0 : 1]);
        Pad(arrays, "target", lengths.Inputs["targets"].Columns);
        LossOutcome expected = LossTool.Run<double>(lengths),
            found = LossTool.Run<double>(lengths with { Inputs = arrays });
        Assert.Equal(expected.Value.Values, found.Value.Values);
        Assert.Equal(expected.Gradients["log_probs"], found.Gradients["log_probs"]);
    }

    [Theory]
    [InlineData(new[] { 0.0, 1, 0 }, 3, "target_paddings holds 0 at [1, 2], which is behind a 1")]
    [InlineData(new[] { 0.0, 0.5, 1 }, 3, "target_paddings holds 0.5 at [1, 1], which is neither 0 nor 1")]
    [InlineData(new[] { 0.0, 1 }, 2, "target_paddings has shape [2, 2]; beside targets it must be [2, 3]")]
    public void Another_padding_is_refused_by_its_place(double[] second, int columns, string message)
    {
        LossRequest request = FamilyBatch.Of("ctc", [], 2, 5);
        Dictionary<string, LossArray> arrays = new(request.Inputs)
        {
            ["target_paddings"] = new([2, columns], [.. new double[columns], .. second]),
        };
        arrays.Remove("target_lengths");
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(
            () => LossTool.Run<double>(request with { Inputs = arrays })).Message);
        arrays["target_lengths"] = request.Inputs["target_lengths"];
        arrays["target_paddings"] = new([2, 3], new double[6]);
        Assert.StartsWith("target_paddings takes the place of target_lengths; give one",
            Assert.Throws<ArgumentException>(() => LossTool.Run<double>(request with { Inputs = arrays })).Message);
    }

    private static void Pad(Dictionary<string, LossArray> arrays, string of, int columns)
    {
        arrays.Remove($"{of}_lengths", out LossArray? lengths);
        arrays[$"{of}_paddings"] = new([lengths!.Rows, columns], [.. lengths.Values.SelectMany(length
            => Enumerable.Range(0, columns).Select(step => step < length ? 0.0 : 1))]);
    }
}
