namespace VectorLoss.Cli.Charts;

/// <summary>Pictures side by side, such as digits; they wrap on a narrow screen.</summary>
/// <param name="title">Heading.</param>
/// <param name="tiles">The pictures.</param>
internal sealed class Tiles(string title, IReadOnlyList<Tile> tiles) : IFigure
{
    public string Title => title;

    /// <summary>One or two sentences under the pictures; empty for none.</summary>
    public string Caption { get; init; } = "";

    public void Write(Markup page, string id)
    {
        page.Add($"<figure id=\"{id}\"><figcaption>{Title}</figcaption><ul class=\"tiles\">");
        foreach (Tile tile in tiles)
        {
            string picture = Png.Base64(tile.Pixels, tile.Rows, tile.Columns);
            page.Add($"<li><img alt=\"{tile.Description}\" title=\"{tile.Description}\" width=\"56\" height=\"56\" ")
                .Add($"src=\"data:image/png;base64,{picture}\">{tile.Label}</li>");
        }
        page.Raw("</ul>");
        if (Caption != "")
            page.Add($"<p class=\"caption\">{Caption}</p>");
        page.Raw("</figure>\n");
    }
}
