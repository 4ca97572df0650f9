namespace VectorLoss.Cli.Charts;

/// <summary>The area inside the frame of a chart: what is drawn is cut at its edges, without a mask.</summary>
internal sealed class Plot(Markup svg, Axis x, Axis y, string xName, string yName)
{
    public Markup Svg => svg;

    public Axis X => x;

    public Axis Y => y;

    /// <summary>A line through the points, interrupted where a number is not finite, and cut at the frame.</summary>
    public void Path(string marks, IReadOnlyList<(double X, double Y)> points)
    {
        var data = new Markup();
        (double X, double Y)? pen = null;
        for (int i = 1; i < points.Count; i++)
        {
            (double X, double Y)? from = Pixel(points[i - 1]);
            (double X, double Y)? to = Pixel(points[i]);
            if (from is null || to is null || !Cut(from.Value, to.Value, out var start, out var end))
                continue;
            if (pen != start)
                data.Add($"M{start.X} {start.Y}");
            data.Add($"L{end.X} {end.Y}");
            pen = end;
        }
        svg.Add($"<path class=\"{marks}\" d=\"").Raw(data.ToString()).Raw("\"/>");
    }

    /// <summary>A point that answers to pointer and keyboard with its value; nothing when it lies outside.</summary>
    public void Hit(string marks, string name, (double X, double Y) point, double radius, string? says = null)
    {
        if (!x.Holds(point.X) || !y.Holds(point.Y))
            return;
        string text = says ?? $"{name}: {xName} {Figures.Show(point.X)}, {yName} {Figures.Show(point.Y)}";
        svg.Add($"<circle class=\"hit {marks}\" cx=\"{x.Place(point.X)}\" cy=\"{y.Place(point.Y)}\" r=\"{radius}\">");
        svg.Add($"<title>{text}</title></circle>");
    }

    private (double X, double Y)? Pixel((double X, double Y) point)
    {
        bool drawable = double.IsFinite(point.X) && double.IsFinite(point.Y)
            && !(x.Log && point.X <= 0) && !(y.Log && point.Y <= 0);
        return drawable ? (x.Place(point.X), y.Place(point.Y)) : null;
    }

    // Liang and Barsky's cut of a segment by a rectangle.
    private bool Cut((double X, double Y) a, (double X, double Y) b,
        out (double X, double Y) start, out (double X, double Y) end)
    {
        // Of a segment longer than this, rounding of its ends moves what is in the frame by more than 0.001 of a pixel.
        const double Longest = 1e13;
        double enter = 0, leave = 1, dx = b.X - a.X, dy = b.Y - a.Y;
        bool seen = Math.Abs(dx) < Longest && Math.Abs(dy) < Longest
            && Side(-dx, a.X - Math.Min(x.From, x.To), ref enter, ref leave)
            && Side(dx, Math.Max(x.From, x.To) - a.X, ref enter, ref leave)
            && Side(-dy, a.Y - Math.Min(y.From, y.To), ref enter, ref leave)
            && Side(dy, Math.Max(y.From, y.To) - a.Y, ref enter, ref leave);
        start = (a.X + (enter * dx), a.Y + (enter * dy));
        end = leave == 1 ? b : (a.X + (leave * dx), a.Y + (leave * dy));
        return seen;
    }

    private static bool Side(double speed, double room, ref double enter, ref double leave)
    {
        if (speed == 0)
            return room >= 0;
        double when = room / speed;
        if (speed < 0)
            enter = Math.Max(enter, when);
        else
            leave = Math.Min(leave, when);
        return enter <= leave;
    }
}
