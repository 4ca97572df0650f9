using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>Everything that the page of a training run shows.</summary>
internal sealed record TrainReport
{
    // A loss that changes by more than this is drawn over a logarithmic axis.
    private const double Wide = 1000;

    /// <summary>The command line that repeats the run.</summary>
    public required string Command { get; init; }

    /// <summary>Settings and results as name and value, in the order to be read.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    public required IReadOnlyList<TrainRow> Training { get; init; }

    public required IReadOnlyList<TestRow> Tests { get; init; }

    /// <summary>What the samples of evaluations are called.</summary>
    public string Watches { get; init; } = "test";

    /// <summary>What a sample is called.</summary>
    public required string Sample { get; init; }

    /// <summary>The names of the classes; empty for digits, which are their own.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The step in which a number was no longer finite; null where training came to its end.</summary>
    public long? Diverged { get; init; }

    /// <summary>Counts: the class shown × the answer given; null when nothing was evaluated.</summary>
    public double[,]? Confusion { get; init; }

    /// <summary>The digits with the largest loss, worst first.</summary>
    public IReadOnlyList<JudgedDigit> Worst { get; init; } = [];

    /// <summary>The page, ready to be saved as one file.</summary>
    public string ToHtml() => ReportPage.Whole("Training report", Facts, Command, [.. Curves(), .. Answers()]);

    private IEnumerable<IFigure> Curves()
    {
        if (Training.Count == 0)
            yield break;
        double[] losses = [.. Training.Select(row => row.Loss).Where(double.IsFinite)];
        Chart loss = new Chart("Loss", "step", "loss")
        {
            LogY = losses.Length > 0 && losses.Min() > 0 && losses.Max() > Wide * losses.Min(),
        }.Line("training", Training.Select(row => (row.Step, row.Loss)));
        if (Tests.Count > 0)
            loss.Line(Watches, Tests.Select(row => (row.Step, row.Loss)));
        if (Diverged is { } step)
            loss.Upright("no longer finite", step);
        yield return loss;
        if (Training.Any(row => !double.IsNaN(row.Accuracy)))
        {
            Chart accuracy = new Chart("Accuracy", "step", $"share of {Sample}s answered correctly")
                .Line("training", Training.Select(row => (row.Step, row.Accuracy)));
            yield return Tests.Count == 0 ? accuracy
                : accuracy.Line(Watches, Tests.Select(row => (row.Step, row.Accuracy)));
        }
        yield return new Chart("Learning rate", "step", "learning rate")
            .Line("learning rate", Training.Select(row => (row.Step, row.LearningRate)));
        if (Training[0].GradientNorms.Count > 0)
            yield return Norms();
    }

    private Chart Norms()
    {
        var norms = new Chart("Gradient norms", "step", "Euclidean norm")
        {
            LogY = true,
            Caption = "Weights and biases of a layer together; layer 1 is next to the input.",
        };
        for (int layer = 0; layer < Training[0].GradientNorms.Count; layer++)
            norms.Line($"layer {layer + 1}", Training.Select(row => (row.Step, row.GradientNorms[layer])));
        return norms;
    }

    private IEnumerable<IFigure> Answers()
    {
        if (Confusion is not null)
        {
            yield return new HeatMap("Confusion", Classes.Count > 0 ? "class" : "digit", "answer", Confusion)
            {
                Names = Classes,
                Numbers = true,
                Log = true,
                Caption = "Right answers stand on the diagonal. Colours go by the logarithm, so that mistakes show.",
                Says = (shown, answer, count) => Classes.Count > 0
                    ? $"{Classes[shown]} answered as {Classes[answer]}: {Figures.Show(count)}"
                    : $"digit {shown} read as {answer}: {Figures.Show(count)}",
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
