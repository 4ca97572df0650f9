namespace VectorLoss.Cli.Charts;

/// <summary>One small grey picture with a line of text.</summary>
/// <param name="Pixels">Rows × columns bytes, row-major; 0 is paper, 255 is ink.</param>
/// <param name="Rows">Pixels from top to bottom.</param>
/// <param name="Columns">Pixels from left to right.</param>
/// <param name="Label">Shown under the picture.</param>
/// <param name="Description">What a reader who does not see the picture is told.</param>
internal sealed record Tile(byte[] Pixels, int Rows, int Columns, string Label, string Description);

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
