namespace VectorLoss.Cli.Charts;

/// <summary>
/// A figure with a control: charts of the same thing for several values of one number, of which a slider shows one. All
/// are in the page; the script of the page only hides and shows them. Without script there is no slider, and the usual
/// one stands alone.
/// </summary>
internal sealed class Movable : IFigure
{
    private readonly string moved;
    private readonly IReadOnlyList<Variant> variants;
    private readonly int usual;

    /// <summary>The figure, with the same axes for all charts.</summary>
    /// <param name="moved">What the control moves.</param>
    /// <param name="variants">The charts, in the order of the control.</param>
    /// <param name="usual">The place of the one that is shown first.</param>
    public Movable(string moved, IReadOnlyList<Variant> variants, int usual)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(usual);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(usual, variants.Count);
        (this.moved, this.variants, this.usual) = (moved, variants, usual);
        Chart[] charts = [.. variants.Select(variant => variant.Chart)];
        foreach (Chart chart in charts)
            chart.Comparable = charts;
    }

    public string Title => variants[usual].Chart.Title;

    /// <summary>The settings, in the order of the control.</summary>
    public IReadOnlyList<Variant> Variants => variants;

    public void Write(Markup page, string id)
    {
        string shown = variants[usual].Value;
        page.Add($"<div class=\"movable\" id=\"{id}\"><div class=\"control\" hidden>")
            .Add($"<label for=\"{id}-r\">{moved}</label>")
            .Add($"<input type=\"range\" id=\"{id}-r\" min=\"0\" max=\"{variants.Count - 1}\" step=\"1\" ")
            .Add($"value=\"{usual}\" autocomplete=\"off\" aria-valuetext=\"{shown}\">")
            .Add($"<output for=\"{id}-r\">{shown}</output></div>\n");
        for (int i = 0; i < variants.Count; i++)
        {
            page.Add($"<div class=\"variant\" data-value=\"{variants[i].Value}\"")
                .Raw(i == usual ? ">" : " hidden>");
            variants[i].Chart.Write(page, $"{id}-{i}");
            page.Raw("</div>\n");
        }
        page.Raw("</div>\n");
    }
}
