using VectorLoss.Cli.Charts;

namespace VectorLoss.Cli.Pages;

/// <summary>Errors over many powers of ten as coloured cells, with a name at each row and a scale of decades. More than
/// 48 columns are drawn in blocks, each showing its largest error.</summary>
/// <param name="title">Heading.</param>
/// <param name="rows">The names of the rows.</param>
/// <param name="columnName">What a column is.</param>
/// <param name="errors">Rows × columns; null where there is nothing, NaN where an error is not known.</param>
internal sealed class ErrorMap(string title, IReadOnlyList<string> rows, string columnName, double?[,] errors) : IFigure
{
    private const int MostColumns = 48, MostRows = 400;
    private const double Width = 400, Top = 58, Bottom = 24, Step = 14, Letter = 6.2, MostLeft = 262;

    private readonly int columns = errors.GetLength(1);

    public string Title => title;

    /// <summary>One or two sentences under the picture; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The scale of the colours; by default all the errors.</summary>
    public Decades Scale { get; init; } = Decades.Around(errors);

    /// <summary>Cells to be framed; null for none.</summary>
    public bool[,]? Wrong { get; init; }

    public void Write(Markup page, string id)
    {
        int block = (columns + MostColumns - 1) / MostColumns, shown = (columns + block - 1) / block,
            shownRows = Math.Min(rows.Count, MostRows);
        // The names of the rows stand above the name of the columns, which is followed by an arrow.
        int letters = Math.Max(Label.Width(columnName) + 2, rows.Take(shownRows).Max(Label.Width));
        double left = Math.Min(MostLeft, (letters * Letter) + 10),
            wide = Math.Min((Width - left - 8) / shown, 30), height = Top + (Step * shownRows) + Bottom;
        page.Add($"<figure id=\"{id}\"><figcaption>{Title}</figcaption>")
            .Add($"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" tabindex=\"0\" aria-label=\"{Title}\" ")
            .Add($"aria-describedby=\"{id}-d\"><desc id=\"{id}-d\">{rows.Count} rows × {columns}. ")
            .Add($"{Scale.Describe()}</desc><g class=\"grid\">");
        Scale.Write(page, Width);
        for (int row = 0; row < shownRows; row++)
            page.Add($"<text x=\"{left - 6}\" y=\"{Top + ((row + 0.5) * Step) + 4}\" text-anchor=\"end\">")
                .Add($"{Label.Shortened(rows[row], (int)((left - 8) / Letter))}</text>");
        ColumnLabels(page, shown, block, (left, wide, height));
        page.Raw("</g>");
        for (int row = 0; row < shownRows; row++)
            for (int column = 0; column < shown; column++)
                Cell(page, (left + (column * wide), Top + (row * Step), wide), row, column * block, block);
        page.Raw("</svg><output class=\"readout\" aria-live=\"polite\"></output>");
        if (Caption != "" || shownRows < rows.Count)
            page.Add($"<p class=\"caption\">{Caption}{(shownRows < rows.Count
                ? $" Only the first {MostRows} rows of {rows.Count} are drawn." : "")}</p>");
        page.Raw("</figure>\n");
    }

    private void ColumnLabels(Markup page, int shown, int block, (double Left, double Wide, double Height) place)
    {
        int every = Math.Max(1, (int)Math.Ceiling(26 / place.Wide));
        for (int i = 0; i < shown; i += every)
            page.Add($"<text x=\"{place.Left + ((i + 0.5) * place.Wide)}\" y=\"{place.Height - 10}\" ")
                .Add($"text-anchor=\"middle\">{i * block}</text>");
        page.Add($"<text class=\"axis\" x=\"2\" y=\"{place.Height - 10}\">{columnName} →</text>");
    }

    private void Cell(Markup page, (double X, double Y, double Wide) box, int row, int from, int block)
    {
        int column = Largest(row, from, block);
        if (errors[row, column] is not { } error)
            return;
        bool framed = Wrong is not null && Enumerable.Range(from, Math.Min(block, columns - from))
            .Any(at => Wrong[row, at]);
        // NaN: an element that was not measured by itself, as most are not with random directions.
        page.Add($"<rect class=\"hit cell\" style=\"{(double.IsNaN(error) ? "fill:var(--card)"
                : $"--v:{Scale.Share(error)}%")}{(framed ? ";stroke:var(--bad);stroke-width:2" : "")}\" ")
            .Add($"x=\"{box.X}\" y=\"{box.Y + 0.5}\" width=\"{box.Wide - 0.5}\" height=\"{Step - 1}\">")
            .Add($"<title>{rows[row]}, {columnName} {column}: ")
            .Add($"{(double.IsNaN(error) ? "not measured by itself" : Figures.Show(error))}</title></rect>");
    }

    private int Largest(int row, int from, int block)
    {
        int best = from;
        for (int at = from; at < Math.Min(from + block, columns); at++)
            if (errors[row, best] is not { } most || errors[row, at] > most || double.IsNaN(most))
                best = at;
        return best;
    }
}
