namespace VectorLoss.Cli.Charts;

/// <summary>A bar for each category; several series stand side by side.</summary>
internal sealed record Bars(string Name, IReadOnlyList<double> Heights, IReadOnlyList<string> Categories) : Layer(Name)
{
    public override IReadOnlyList<(double X, double Y)> Points { get; } =
        [.. Heights.Select((height, i) => ((double)i, height))];

    public override string Sample => "bar";

    /// <summary>Which of how many series this is.</summary>
    public (int Index, int Count) Among { get; init; } = (0, 1);

    public override void Draw(Plot plot, int place)
    {
        double slot = Math.Abs(plot.X.Place(1) - plot.X.Place(0)) * 0.8, width = slot / Among.Count;
        double ground = plot.Y.Log ? plot.Y.Low : Math.Clamp(0, plot.Y.Low, plot.Y.High);
        for (int i = 0; i < Heights.Count; i++)
        {
            double height = Heights[i];
            if (double.IsNaN(height) || (plot.Y.Log && height <= 0))
                continue;
            double top = plot.Y.Place(Math.Clamp(Math.Max(height, ground), plot.Y.Low, plot.Y.High));
            double foot = plot.Y.Place(Math.Clamp(Math.Min(height, ground), plot.Y.Low, plot.Y.High));
            double left = plot.X.Place(i) - (slot / 2) + (Among.Index * width);
            plot.Svg.Add($"<rect class=\"hit bar s{place}\" x=\"{left}\" y=\"{top}\" width=\"{width * 0.92}\" ")
                .Add($"height=\"{Math.Max(foot - top, 0.5)}\">")
                .Add($"<title>{Name}, {Categories[i]}: {Figures.Show(height)}</title></rect>");
        }
    }
}
