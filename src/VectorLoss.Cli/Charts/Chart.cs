namespace VectorLoss.Cli.Charts;

/// <summary>
/// A picture with two axes. The drawing is 400 units wide, so that its 12-unit letters stay readable on a phone;
/// legend, title and table are HTML, which wraps. All layers share the axes; they fit the data unless a range is given.
/// </summary>
/// <param name="title">Heading.</param>
/// <param name="x">Name of the horizontal axis, with its unit.</param>
/// <param name="y">Name of the vertical axis, with its unit.</param>
internal sealed class Chart(string title, string x, string y) : IFigure
{
    private const double Width = 400, Top = 24, Bottom = 42, Right = 14;
    private readonly List<Layer> layers = [];
    private IReadOnlyList<string> categories = [];

    public string Title => title;

    /// <summary>One or two sentences under the picture; empty for none.</summary>
    public string Caption { get; set; } = "";

    /// <summary>Charts whose numbers the axes hold too, so that pictures shown in one place can be compared.</summary>
    public IReadOnlyList<Chart> Comparable { get; set; } = [];

    /// <summary>The line of the code on the page that made it, counted from 1; 0 when the page shows no code.</summary>
    public int MadeAt { get; init; }

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>What the horizontal axis shows; by default everything.</summary>
    public (double Low, double High)? RangeX { get; init; }

    /// <summary>What the vertical axis shows; by default everything.</summary>
    public (double Low, double High)? RangeY { get; init; }

    /// <summary>Turns the names of series into the words of a language.</summary>
    public Func<string, string> Names { get; init; } = name => name;

    /// <summary>The height of the drawing where its width is 400.</summary>
    public double Height { get; init; } = 260;

    public Chart Line(string name, IEnumerable<(double X, double Y)> points) => Put(new Curve(name, [.. points]));

    public Chart Line(string name, Func<double, double> value, double from, double to, int steps = 200) =>
        Line(name, Enumerable.Range(0, steps + 1).Select(i => from + (i * (to - from) / steps))
            .Select(at => (at, value(at))));

    public Chart Steps(string name, IEnumerable<(double X, double Y)> points) =>
        Put(new Curve(name, [.. points], Stepped: true));

    public Chart Dots(string name, IEnumerable<(double X, double Y)> points, double radius = 3) =>
        Put(new Dots(name, [.. points], radius));

    public Chart Across(string name, double at) => Put(new Rule(name, at, Upright: false));

    public Chart Upright(string name, double at) => Put(new Rule(name, at, Upright: true));

    public Chart Arrows(string name, IEnumerable<(double X, double Y, double Dx, double Dy)> vectors) =>
        Put(new Arrows(name, [.. vectors]));

    public Chart Bands(string name, Func<double, double, double> height,
        (double Low, double High) acrossX, (double Low, double High) acrossY) =>
        Put(new Bands(name, height, acrossX, acrossY));

    public Chart Bars(string name, IReadOnlyList<string> names, IReadOnlyList<double> heights)
    {
        categories = [.. names.Select(Names)];
        return Put(new Bars(name, heights, categories));
    }

    public void Write(Markup page, string id)
    {
        page.Add($"<figure id=\"{id}\"><figcaption>{Title}</figcaption>");
        Legend(page);
        Picture(page, id);
        page.Raw("<output class=\"readout\" aria-live=\"polite\"></output>");
        if (Caption != "")
            page.Add($"<p class=\"caption\">{Caption}</p>");
        if (MadeAt > 0)
            page.Add($"<a class=\"made\" href=\"#L{MadeAt}\">{page.Words.FigureCode}</a>");
        DataTable.Write(page, x, y, [.. layers.Where(layer => layer.Listed)], categories);
        page.Raw("</figure>\n");
    }

    private Chart Put(Layer layer)
    {
        layers.Add(layer with { Name = Names(layer.Name) });
        return this;
    }

    private void Picture(Markup page, string id)
    {
        Axis upright = Axis.Around(UprightNumbers(), LogY, RangeY != null, Height - Bottom, Top);
        var yTicks = upright.Ticks(5);
        double left = 10 + (6.8 * yTicks.Max(tick => Label.Width(tick.Label)));
        Axis across = Axis.Around(AcrossNumbers(), LogX, RangeX != null || categories.Count > 0, left, Width - Right);
        page.Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" tabindex=\"0\" ")
            .Add($"aria-label=\"{Title}\" aria-describedby=\"{id}-d\"><desc id=\"{id}-d\">{Description()}</desc>");
        int bars = layers.Count(layer => layer is Bars), bar = 0;
        foreach (Bands bands in layers.OfType<Bands>())
            bands.Draw(new Plot(page, across, upright, x, y), 0);
        Grid(page, across, upright, yTicks);
        for (int i = 0; i < layers.Count; i++)
        {
            Layer layer = layers[i] is Bars some ? some with { Among = (bar++, bars) } : layers[i];
            if (layer is not Charts.Bands)
                layer.Draw(new Plot(page, across, upright, x, y), i % 8);
        }
        page.Raw("</svg>");
    }

    private IEnumerable<double> UprightNumbers()
    {
        IEnumerable<double> numbers = AllPoints().Select(point => point.Y);
        if (RangeY is { } range)
            return [range.Low, range.High];
        return layers.Exists(layer => layer is Bars) && !LogY ? numbers.Append(0) : numbers;
    }

    private IEnumerable<double> AcrossNumbers()
    {
        if (categories.Count > 0)
            return [-0.5, categories.Count - 0.5];
        return RangeX is { } range
            ? [range.Low, range.High]
            : AllPoints().Select(point => point.X);
    }

    private IEnumerable<(double X, double Y)> AllPoints() =>
        Comparable.Prepend(this).SelectMany(chart => chart.layers).SelectMany(layer => layer.Points);

    private void Grid(Markup page, Axis across, Axis upright, IReadOnlyList<(double Value, string Label)> yTicks)
    {
        double floor = Height - Bottom;
        page.Raw("<g class=\"grid\">");
        foreach ((double value, string label) in yTicks)
        {
            double at = upright.Place(value);
            page.Add($"<path d=\"M{across.From} {at}H{across.To}\"/>")
                .Add($"<text x=\"{across.From - 5}\" y=\"{at + 4}\" text-anchor=\"end\">{label}</text>");
        }
        foreach ((double value, string label) in XTicks(across))
        {
            double at = across.Place(value);
            // Digits of wide fonts (DejaVu Sans) take 7.7.
            double half = 3.9 * Label.Width(label);
            // A label at the edge moves inwards rather than out of the frame.
            double centre = Math.Clamp(at, half + 1, Width - half - 1);
            page.Add($"<path d=\"M{at} {floor}v4\"/>")
                .Add($"<text x=\"{centre}\" y=\"{floor + 16}\" text-anchor=\"middle\">{label}</text>");
        }
        page.Add($"<path class=\"frame\" d=\"M{across.From} {Top}V{floor}H{across.To}\"/>")
            .Add($"<text class=\"axis\" x=\"2\" y=\"13\">{y}</text>")
            .Add($"<text class=\"axis\" x=\"{across.To}\" y=\"{Height - 6}\" text-anchor=\"end\">{x}</text></g>");
    }

    private IReadOnlyList<(double Value, string Label)> XTicks(Axis across) => categories.Count > 0
        ? [.. categories.Select((name, i) => ((double)i, name))]
        : across.Ticks(6);

    private void Legend(Markup page)
    {
        page.Raw("<ul class=\"legend\">");
        for (int i = 0; i < layers.Count; i++)
        {
            string mark = layers[i].Sample;
            page.Add($"<li><svg viewBox=\"0 0 22 10\" width=\"22\" height=\"10\" aria-hidden=\"true\">");
            page.Raw(mark switch
            {
                "dot" => Sample($"<circle class=\"dot s{i % 8}\" cx=\"11\" cy=\"5\" r=\"4\"/>"),
                "bar" => Sample($"<rect class=\"bar s{i % 8}\" x=\"6\" y=\"0\" width=\"10\" height=\"10\"/>"),
                "band" => "<rect class=\"cell\" style=\"--v:10%\" width=\"11\" height=\"10\"/>"
                    + "<rect class=\"cell\" style=\"--v:90%\" x=\"11\" width=\"11\" height=\"10\"/>",
                _ => Sample($"<path class=\"{mark} s{i % 8}\" d=\"M0 5H22\"/>"),
            });
            page.Add($"</svg>{layers[i].Name}</li>");
        }
        page.Raw("</ul>");
    }

    private static string Sample(FormattableString mark) => FormattableString.Invariant(mark);

    private string Description() => $"{x}; {y}. " + string.Join("; ", layers.Select(layer => layer.Name)) + ".";
}
