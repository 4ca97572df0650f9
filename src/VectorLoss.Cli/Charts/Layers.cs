namespace VectorLoss.Cli.Charts;

/// <summary>One thing drawn into a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
internal abstract record Layer(string Name)
{
    /// <summary>The numbers behind it: they set the axes and fill the table.</summary>
    public abstract IReadOnlyList<(double X, double Y)> Points { get; }

    /// <summary>The class of its mark in the legend; empty when the legend leaves it out.</summary>
    public virtual string Sample => "line";

    /// <summary>Whether its numbers belong into the table.</summary>
    public virtual bool Listed => true;

    /// <summary>Draws it in the colour of its place.</summary>
    public abstract void Draw(Plot plot, int place);
}

/// <summary>A line through points, straight or in steps.</summary>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points, bool Stepped = false) : Layer(Name)
{
    private const int MostHits = 64, MostDots = 24;

    public override IReadOnlyList<(double X, double Y)> Points { get; } = Points;

    public override void Draw(Plot plot, int place)
    {
        plot.Path($"line s{place}", Stepped ? Stairs() : Points);
        int every = Math.Max(1, (Points.Count + MostHits - 1) / MostHits);
        // Few points are measurements worth seeing one by one.
        (string marks, double radius) = Points.Count <= MostDots && !Stepped ? ("dot ", 2.4) : ("", 3);
        for (int i = 0; i < Points.Count; i += every)
            plot.Hit($"{marks}s{place}", Name, Points[i], radius);
    }

    private List<(double X, double Y)> Stairs()
    {
        var stairs = new List<(double X, double Y)>();
        foreach ((double x, double y) in Points)
        {
            if (stairs.Count > 0)
                stairs.Add((x, stairs[^1].Y));
            stairs.Add((x, y));
        }
        return stairs;
    }
}

/// <summary>Single points.</summary>
internal sealed record Dots(string Name, IReadOnlyList<(double X, double Y)> Points, double Radius = 3) : Layer(Name)
{
    public override IReadOnlyList<(double X, double Y)> Points { get; } = Points;

    public override string Sample => "dot";

    public override void Draw(Plot plot, int place)
    {
        foreach ((double X, double Y) point in Points)
            plot.Hit($"dot s{place}", Name, point, Radius);
    }
}

/// <summary>A bar for each category; several series stand side by side.</summary>
internal sealed record Bars(string Name, IReadOnlyList<double> Heights, IReadOnlyList<string> Categories) : Layer(Name)
{
    public override IReadOnlyList<(double X, double Y)> Points { get; } = [.. Heights.Select((height, i) => ((double)i, height))];

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
                .Add($"height=\"{Math.Max(foot - top, 0.5)}\"><title>{Name}, {Categories[i]}: {Figures.Show(height)}</title></rect>");
        }
    }
}

/// <summary>A straight line across the whole chart at one number of an axis.</summary>
internal sealed record Rule(string Name, double At, bool Upright) : Layer(Name)
{
    public override IReadOnlyList<(double X, double Y)> Points { get; } =
        Upright ? [(At, double.NaN)] : [(double.NaN, At)];

    public override string Sample => "rule";

    public override bool Listed => false;

    public override void Draw(Plot plot, int place)
    {
        Axis axis = Upright ? plot.X : plot.Y, along = Upright ? plot.Y : plot.X;
        if (!axis.Holds(At))
            return;
        plot.Path($"rule s{place}", Upright ? [(At, along.Low), (At, along.High)] : [(along.Low, At), (along.High, At)]);
    }
}

/// <summary>Arrows: at each point a direction, drawn with a length that grows slower than the vector's.</summary>
internal sealed record Arrows(string Name, IReadOnlyList<(double X, double Y, double Dx, double Dy)> Vectors) : Layer(Name)
{
    public override IReadOnlyList<(double X, double Y)> Points { get; } = [.. Vectors.Select(v => (v.X, v.Y))];

    /// <summary>The longest arrow, in pixels.</summary>
    public double Longest { get; init; } = 16;

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
        plot.Svg.Add($"<path class=\"line arrow s{place}\" d=\"M{tipX - (ux * length)} {tipY - (uy * length)}L{tipX} {tipY}")
            .Add($"M{tipX - (head * (ux - (uy * 0.6)))} {tipY - (head * (uy + (ux * 0.6)))}L{tipX} {tipY}")
            .Add($"L{tipX - (head * (ux + (uy * 0.6)))} {tipY - (head * (uy - (ux * 0.6)))}\"/>");
    }
}

/// <summary>A function of two variables as bands of equal height behind the other marks: a map with filled contours.</summary>
internal sealed record Bands(string Name, Func<double, double, double> Height, (double Low, double High) X, (double Low, double High) Y)
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
        double wide = (X.High - X.Low) / Cells, tall = (Y.High - Y.Low) / Cells;
        for (int row = 0; row < Cells; row++)
        {
            for (int start = 0, end; start < Cells; start = end)
            {
                int level = Level(heights[row, start], low, high);
                for (end = start; end < Cells && Level(heights[row, end], low, high) == level; end++) { }
                double left = plot.X.Place(X.Low + (start * wide)), top = plot.Y.Place(Y.Low + ((row + 1) * tall));
                // A little over the neighbour: rounded edges would leave gaps.
                plot.Svg.Add($"<rect class=\"cell\" style=\"--v:{level * 100 / (Levels - 1)}%\" x=\"{left}\" y=\"{top}\" ")
                    .Add($"width=\"{plot.X.Place(X.Low + (end * wide)) - left + (end < Cells ? 0.3 : 0)}\" height=\"{plot.Y.Place(Y.Low + (row * tall)) - top}\"/>");
            }
        }
    }

    private double[,] Sample2D()
    {
        var heights = new double[Cells, Cells];
        for (int row = 0; row < Cells; row++)
        {
            for (int column = 0; column < Cells; column++)
            {
                heights[row, column] = Height(
                    X.Low + ((column + 0.5) * (X.High - X.Low) / Cells), Y.Low + ((row + 0.5) * (Y.High - Y.Low) / Cells));
            }
        }
        return heights;
    }

    private static int Level(double value, double low, double high) =>
        high > low ? Math.Clamp((int)((value - low) / (high - low) * Levels), 0, Levels - 1) : 0;
}
