namespace VectorLoss.Cli.Charts;

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
