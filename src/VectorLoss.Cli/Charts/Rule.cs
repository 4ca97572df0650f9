namespace VectorLoss.Cli.Charts;

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
