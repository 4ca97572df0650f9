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
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points, bool Stepped = false)
    : Layer(Name)
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
        (double, double)[] ends = Upright ? [(At, along.Low), (At, along.High)] : [(along.Low, At), (along.High, At)];
        plot.Path($"rule s{place}", ends);
    }
}
