using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>Everything that the page of a training run shows.</summary>
internal sealed record TrainReport
{
    /// <summary>The command line that repeats the run.</summary>
    public required string Command { get; init; }

    /// <summary>Settings and results as name and value, in the order to be read.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    public required IReadOnlyList<TrainRow> Training { get; init; }

    public required IReadOnlyList<TestRow> Tests { get; init; }

    /// <summary>Counts: the digit shown × the answer given; null when nothing was evaluated.</summary>
    public double[,]? Confusion { get; init; }

    /// <summary>The digits with the largest loss, worst first.</summary>
    public IReadOnlyList<JudgedDigit> Worst { get; init; } = [];

    /// <summary>The page, ready to be saved as one file.</summary>
    public string ToHtml() => ReportPage.Whole("Training report", Facts, Command, Curves().Concat(Answers()));

    private IEnumerable<IFigure> Curves()
    {
        yield return new Chart("Loss", "step", "loss")
            .Line("training", Training.Select(row => (row.Step, row.Loss)))
            .Line("test", Tests.Select(row => (row.Step, row.Loss)));
        if (Training.Any(row => !double.IsNaN(row.Accuracy)))
            yield return new Chart("Accuracy", "step", "share read correctly")
            .Line("training", Training.Select(row => (row.Step, row.Accuracy)))
            .Line("test", Tests.Select(row => (row.Step, row.Accuracy)));
        yield return new Chart("Learning rate", "step", "learning rate")
            .Line("learning rate", Training.Select(row => (row.Step, row.LearningRate)));
        int layers = Training.Count > 0 ? Training[0].GradientNorms.Count : 0;
        if (layers == 0)
            yield break;
        var norms = new Chart("Gradient norms", "step", "Euclidean norm")
        {
            LogY = true,
            Caption = "Weights and biases of a layer together; layer 1 is next to the input.",
        };
        for (int layer = 0; layer < layers; layer++)
            norms.Line($"layer {layer + 1}", Training.Select(row => (row.Step, row.GradientNorms[layer])));
        yield return norms;
    }

    private IEnumerable<IFigure> Answers()
    {
        if (Confusion is not null)
        {
            yield return new HeatMap("Confusion", "digit", "answer", Confusion)
            {
                Numbers = true,
                Log = true,
                Caption = "Right answers stand on the diagonal. Colours go by the logarithm, so that mistakes show.",
                Says = (digit, answer, count) => $"digit {digit} read as {answer}: {Figures.Show(count)}",
            };
        }
        if (Worst.Count == 0)
            yield break;
        yield return new Tiles("The digits with the largest loss", [.. Worst.Select(Show)])
        {
            Caption = "Label → answer, and the probability that the net gives the label.",
        };
    }

    private static Tile Show(JudgedDigit digit)
    {
        string probability = Figures.Rough(digit.Probability);
        return new(digit.Pixels, digit.Rows, digit.Columns, $"{digit.Label} → {digit.Answer}, {probability}",
            $"a {digit.Label}, read as {digit.Answer}; probability of {digit.Label}: {probability}");
    }
}
