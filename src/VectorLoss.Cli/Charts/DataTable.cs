namespace VectorLoss.Cli.Charts;

/// <summary>
/// The numbers of a chart as a table that can be unfolded: for screen readers, and for people who want the numbers.
/// </summary>
internal static class DataTable
{
    private const int MostRows = 64;

    public static void Write(
        Markup page, string x, string y, IReadOnlyList<Layer> layers, IReadOnlyList<string> categories)
    {
        if (layers.Count == 0)
            return;
        double[] first = [.. layers[0].Points.Select(point => point.X)];
        bool shared = layers.All(layer => layer.Points.Select(point => point.X).SequenceEqual(first));
        page.Add($"<details><summary>{page.Words.Numbers}</summary><div class=\"scroll\" tabindex=\"0\"><table>");
        if (shared)
            Wide(page, x, layers, categories);
        else
            Long(page, x, y, layers);
        page.Raw("</table></div></details>");
    }

    private static void Wide(Markup page, string x, IReadOnlyList<Layer> layers, IReadOnlyList<string> categories)
    {
        page.Add($"<tr><th scope=\"col\">{x}</th>");
        foreach (Layer layer in layers)
            page.Add($"<th scope=\"col\">{layer.Name}</th>");
        page.Raw("</tr>");
        foreach (int i in Rows(layers[0].Points.Count))
        {
            double at = layers[0].Points[i].X;
            page.Add($"<tr><th scope=\"row\">{(categories.Count > 0 ? categories[(int)at] : Figures.Show(at))}</th>");
            foreach (Layer layer in layers)
                page.Add($"<td>{Figures.Show(layer.Points[i].Y)}</td>");
            page.Raw("</tr>");
        }
    }

    private static void Long(Markup page, string x, string y, IReadOnlyList<Layer> layers)
    {
        page.Add($"<tr><td></td><th scope=\"col\">{x}</th><th scope=\"col\">{y}</th></tr>");
        foreach (Layer layer in layers)
        {
            foreach (int i in Rows(layer.Points.Count))
            {
                page.Add($"<tr><th scope=\"row\">{layer.Name}</th><td>{Figures.Show(layer.Points[i].X)}</td>")
                    .Add($"<td>{Figures.Show(layer.Points[i].Y)}</td></tr>");
            }
        }
    }

    // First, last and evenly spaced rows between: nobody reads a table of a thousand rows.
    private static IEnumerable<int> Rows(int count)
    {
        int shown = Math.Min(count, MostRows);
        return Enumerable.Range(0, shown).Select(i => shown < 2 ? 0 : (int)((long)i * (count - 1) / (shown - 1)));
    }
}
