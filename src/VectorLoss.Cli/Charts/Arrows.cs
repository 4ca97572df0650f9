namespace VectorLoss.Cli.Charts;

/// <summary>Arrows: at each point a direction, drawn with a length that grows slower than the vector's.</summary>
internal sealed record Arrows(string Name, IReadOnlyList<(double X, double Y, double Dx, double Dy)> Vectors)
    : Layer(Name)
{
    public override IReadOnlyList<(double X, double Y)> Points { get; } = [.. Vectors.Select(v => (v.X, v.Y))];

    /// <summary>The longest arrow, in pixels.</summary>
    public double Longest { get; init; } = 16;

    public override string Sample => "line arrow";

    public override bool Listed => false;

    public override void Draw(Plot plot, int place)
    {
        double most = Vectors.Max(v => Math.Sqrt((v.Dx * v.Dx) + (v.Dy * v.Dy)));
        foreach ((double x, double y, double dx, double dy) in Vectors)
        {
            double size = Math.Sqrt((dx * dx) + (dy * dy));
            if (size > 0 && plot.X.Holds(x) && plot.Y.Holds(y))
                Arrow(plot, place, (x, y), (dx / size, dy / size), Longest * Math.Sqrt(size / most));
            plot.Hit($"s{place}", Name, (x, y), 1.2,
                $"{Name}: ({Figures.Show(x)}, {Figures.Show(y)}) → ({Figures.Show(dx)}, {Figures.Show(dy)})");
        }
    }

    // Centred on its point, so that arrows of a grid stay inside the frame; pixel y grows downwards.
    private static void Arrow(Plot plot, int place, (double X, double Y) at, (double X, double Y) way, double length)
    {
        (double ux, double uy) = (way.X, -way.Y);
        double tipX = plot.X.Place(at.X) + (ux * length / 2), tipY = plot.Y.Place(at.Y) + (uy * length / 2);
        double head = Math.Min(4, length * 0.45);
        plot.Svg.Add($"<path class=\"line arrow s{place}\" d=\"M{tipX - (ux * length)} {tipY - (uy * length)}")
            .Add($"L{tipX} {tipY}")
            .Add($"M{tipX - (head * (ux - (uy * 0.6)))} {tipY - (head * (uy + (ux * 0.6)))}L{tipX} {tipY}")
            .Add($"L{tipX - (head * (ux + (uy * 0.6)))} {tipY - (head * (uy - (ux * 0.6)))}\"/>");
    }
}
