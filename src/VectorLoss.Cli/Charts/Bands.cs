namespace VectorLoss.Cli.Charts;

/// <summary>A function of two variables as bands of equal height behind the other marks: filled contours.</summary>
internal sealed record Bands(
    string Name, Func<double, double, double> Height, (double Low, double High) X, (double Low, double High) Y)
    : Layer(Name)
{
    private const int Cells = 60, Levels = 12;

    public override IReadOnlyList<(double X, double Y)> Points { get; } = [(X.Low, Y.Low), (X.High, Y.High)];

    public override string Sample => "band";

    public override bool Listed => false;

    public override void Draw(Plot plot, int place)
    {
        double[,] heights = Sample2D();
        double low = heights.Cast<double>().Min(), high = heights.Cast<double>().Max();
        double wide = (X.High - X.Low) / Cells;
        // One path a level: thousands of rectangles by themselves would be most of a page.
        Markup[] paths = [.. Enumerable.Range(0, Levels).Select(_ => new Markup())];
        for (int row = 0; row < Cells; row++)
        {
            for (int start = 0, end; start < Cells; start = end)
            {
                int level = Level(heights[row, start], low, high);
                for (end = start; end < Cells && Level(heights[row, end], low, high) == level; end++) { }
                Cell(plot, paths[level], row, X.Low + (start * wide), X.Low + (end * wide), end < Cells);
            }
        }
        for (int level = 0; level < Levels; level++)
            plot.Svg.Add($"<path class=\"cell\" style=\"--v:{level * 100 / (Levels - 1)}%\" d=\"")
                .Raw(paths[level].ToString()).Raw("\"/>");
    }

    private void Cell(Plot plot, Markup path, int row, double from, double to, bool neighbour)
    {
        double tall = (Y.High - Y.Low) / Cells;
        double left = plot.X.Place(from), top = plot.Y.Place(Y.Low + ((row + 1) * tall));
        // A little over the neighbour: rounded edges would leave gaps.
        double width = plot.X.Place(to) - left + (neighbour ? 0.3 : 0);
        double height = plot.Y.Place(Y.Low + (row * tall)) - top;
        path.Add($"M{left} {top}h{width}v{height}h{-width}z");
    }

    private double[,] Sample2D()
    {
        var heights = new double[Cells, Cells];
        for (int row = 0; row < Cells; row++)
        {
            for (int column = 0; column < Cells; column++)
            {
                double x = X.Low + ((column + 0.5) * (X.High - X.Low) / Cells);
                heights[row, column] = Height(x, Y.Low + ((row + 0.5) * (Y.High - Y.Low) / Cells));
            }
        }
        return heights;
    }

    private static int Level(double value, double low, double high) =>
        high > low ? Math.Clamp((int)((value - low) / (high - low) * Levels), 0, Levels - 1) : 0;
}
