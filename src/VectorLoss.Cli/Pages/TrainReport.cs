using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>One row of a training log, after an epoch or a number of steps.</summary>
/// <param name="Step">Steps or epochs behind.</param>
/// <param name="TrainLoss">Mean training loss since the last row, in nats.</param>
/// <param name="TestLoss">Mean loss on data that was not trained on; NaN when there is none.</param>
/// <param name="TrainAccuracy">Share of training digits read rightly, 0 to 1.</param>
/// <param name="TestAccuracy">Share of test digits read rightly, 0 to 1.</param>
/// <param name="LearningRate">The step size in use.</param>
/// <param name="GradientNorms">Euclidean norm of the gradient of each layer, first layer first.</param>
internal sealed record TrainRow(double Step, double TrainLoss, double TestLoss, double TrainAccuracy, double TestAccuracy,
    double LearningRate, IReadOnlyList<double> GradientNorms);

/// <summary>A digit and what the net made of it.</summary>
internal sealed record JudgedDigit(byte[] Pixels, int Rows, int Columns, int Label, int Answer, double Confidence);

/// <summary>Everything that the page of a training run shows.</summary>
internal sealed record TrainReport
{
    /// <summary>Heading, such as "784-100-10 on 60,000 digits".</summary>
    public required string Title { get; init; }

    /// <summary>The command line that repeats the run.</summary>
    public required string Command { get; init; }

    /// <summary>What the rows count: "epoch" or "step".</summary>
    public string StepName { get; init; } = "epoch";

    /// <summary>Settings and results as name and value, in the order to be read.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    public required IReadOnlyList<TrainRow> Rows { get; init; }

    /// <summary>Counts: the digit shown × the answer given.</summary>
    public required double[,] Confusion { get; init; }

    /// <summary>The digits with the largest loss, worst first.</summary>
    public IReadOnlyList<JudgedDigit> Worst { get; init; } = [];

    /// <summary>The page, ready to be saved as one file.</summary>
    public string ToHtml()
    {
        var body = new Markup();
        body.Raw("<div class=\"scroll\" tabindex=\"0\"><table>");
        foreach ((string name, string value) in Facts)
            body.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
        body.Add($"</table></div><h2>{body.Words.Reproduce}</h2><pre tabindex=\"0\"><code>{Command}</code></pre><h2>{body.Words.Figure}</h2>")
            .Raw("<div class=\"figures\">\n");
        int number = 0;
        foreach (IFigure figure in Charts())
            figure.Write(body, $"f{number++}");
        return Page.Whole(Words.English, Title, [], body.Raw("</div>"));
    }

    private IEnumerable<IFigure> Charts()
    {
        yield return With(new Chart("Loss", StepName, "loss (nats)"), ("training", row => row.TrainLoss), ("test", row => row.TestLoss));
        yield return With(new Chart("Accuracy", StepName, "share read rightly"),
            ("training", row => row.TrainAccuracy), ("test", row => row.TestAccuracy));
        yield return With(new Chart("Learning rate", StepName, "learning rate"), ("learning rate", row => row.LearningRate));
        if (Rows.Count > 0 && Rows[0].GradientNorms.Count > 0)
        {
            yield return With(new Chart("Gradient norms", StepName, "Euclidean norm") { LogY = true },
                [.. Enumerable.Range(0, Rows[0].GradientNorms.Count)
                    .Select(i => ($"layer {i + 1}", (Func<TrainRow, double>)(row => row.GradientNorms[i])))]);
        }
        yield return new HeatMap("Confusion", "digit shown", "answer", Confusion)
        {
            Numbers = true,
            Caption = "Right answers stand on the diagonal; colours go by the logarithm, so that mistakes show.",
            Log = true,
            Says = (digit, answer, count) => $"digit {digit} read as {answer}: {Figures.Show(count)}",
        };
        if (Worst.Count > 0)
        {
            yield return new Tiles("The digits it got most wrong",
                [.. Worst.Select(digit => new Tile(digit.Pixels, digit.Rows, digit.Columns, $"{digit.Label} → {digit.Answer}",
                    $"a {digit.Label}, read as {digit.Answer}; probability of {digit.Label}: {Figures.Show(digit.Confidence)}"))])
            { Caption = "Label → answer; the text of a picture says how probable the net held the label." };
        }
    }

    private Chart With(Chart chart, params ReadOnlySpan<(string Name, Func<TrainRow, double> Of)> curves)
    {
        foreach ((string name, Func<TrainRow, double> of) in curves)
        {
            var points = Rows.Select(row => (row.Step, of(row))).ToList();
            // A single row is a point: a line needs two.
            if (points.TrueForAll(point => double.IsNaN(point.Item2)))
                continue;
            _ = points.Count == 1 ? chart.Dots(name, points) : chart.Line(name, points);
        }
        return chart;
    }
}
