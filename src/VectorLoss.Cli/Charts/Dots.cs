namespace VectorLoss.Cli.Charts;

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
