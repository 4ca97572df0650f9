namespace VectorLoss.Cli.Charts;

/// <summary>
/// A table of numbers as coloured cells: a confusion matrix, or the errors of a gradient check. Tables of more than
/// 48 rows or columns are drawn in blocks, each showing the largest size in it; the title of a cell says which.
/// </summary>
/// <param name="title">Heading.</param>
/// <param name="rowName">What a row is.</param>
/// <param name="columnName">What a column is.</param>
/// <param name="values">Rows × columns; NaN stays visible as its own colour.</param>
internal sealed class HeatMap(string title, string rowName, string columnName, double[,] values) : IFigure
{
    private const int Most = 48;
    private const double Width = 400, Top = 24, Bottom = 26, Letter = 6.2, MostLeft = 170;

    public string Title => title;

    /// <summary>One or two sentences under the picture; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Whether colours go by the logarithm: for numbers over many powers of ten.</summary>
    public bool Log { get; init; }

    /// <summary>Whether each cell also shows its number; for small tables.</summary>
    public bool Numbers { get; init; }

    /// <summary>The names of the rows and columns, which the picture shows beside their numbers; empty for
    /// none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The title of a cell; by default row, column and number.</summary>
    public Func<int, int, double, string>? Says { get; init; }

    private double Left => Names.Count == 0 ? 46
        : Math.Clamp((Names.Max(Label.Width) + 4) * Letter, 46, MostLeft);

    public void Write(Markup page, string id)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        int tall = Block(rows), wide = Block(columns);
        int shownRows = (rows + tall - 1) / tall, shownColumns = (columns + wide - 1) / wide;
        double side = Math.Min((Width - Left - 8) / shownColumns, 30);
        double step = Math.Max(side, shownRows < 8 ? 14 : 0), height = Top + (step * shownRows) + Bottom;
        (double low, double high) = Range();
        page.Add($"<figure id=\"{id}\"><figcaption>{Title}</figcaption>")
            .Add($"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" tabindex=\"0\" ")
            .Add($"aria-label=\"{Title}\" aria-describedby=\"{id}-d\"><desc id=\"{id}-d\">{rowName} × {columnName}: ")
            .Add($"{rows} × {columns}. {Figures.Show(low)} – {Figures.Show(high)}.</desc>")
            .Add($"<g class=\"grid\"><text class=\"axis\" x=\"2\" y=\"13\">{rowName} ↓  {columnName} →</text>");
        Labels(page, shownRows, tall, Name, i => (Left - 6, Top + ((i + 0.5) * step) + 4, "end"));
        Labels(page, shownColumns, wide, i => $"{i}", i => (Left + ((i + 0.5) * side), height - 10, "middle"));
        page.Raw("</g>");
        for (int row = 0; row < shownRows; row++)
        {
            for (int column = 0; column < shownColumns; column++)
            {
                (int atRow, int atColumn) = Largest(row * tall, tall, column * wide, wide);
                Cell(page, (Left + (column * side), Top + (row * step), side, step), atRow, atColumn, (low, high));
            }
        }
        page.Raw("</svg><output class=\"readout\" aria-live=\"polite\"></output>");
        if (Caption != "")
            page.Add($"<p class=\"caption\">{Caption}</p>");
        if (tall * wide == 1)
            Table(page, rows, columns);
        page.Raw("</figure>\n");
    }

    private static int Block(int length) => (length + Most - 1) / Most;

    private string Name(int row)
    {
        if (Names.Count == 0)
            return $"{row}";
        return $"{Label.Shortened(Names[row], (int)((Left - 8) / Letter) - 3)} {row}";
    }

    private static void Labels(Markup page, int shown, int block, Func<int, string> name,
        Func<int, (double X, double Y, string Anchor)> place)
    {
        int every = (shown + 11) / 12;
        for (int i = 0; i < shown; i += every)
        {
            (double x, double y, string anchor) = place(i);
            page.Add($"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{name(i * block)}</text>");
        }
    }

    private void Cell(
        Markup page, (double X, double Y, double Wide, double Tall) box, int row, int column, (double, double) range)
    {
        double value = values[row, column];
        int share = Share(value, range);
        string text = Says?.Invoke(row, column, value)
            ?? $"{rowName} {row}, {columnName} {column}: {Figures.Show(value)}";
        string mark = double.IsNaN(value) ? "hit cell nan" : "hit cell";
        page.Add($"<rect class=\"{mark}\" style=\"--v:{share}%\" x=\"{box.X}\" y=\"{box.Y}\" ")
            .Add($"width=\"{box.Wide}\" height=\"{box.Tall}\"><title>{text}</title></rect>");
        if (Numbers && value != 0)
        {
            page.Add($"<text class=\"in {(share > 55 ? "on-hot" : "on-cold")}\" x=\"{box.X + (box.Wide / 2)}\" ")
                .Add($"y=\"{box.Y + (box.Tall / 2) + 3.5}\" text-anchor=\"middle\">{Figures.Show(value)}</text>");
        }
    }

    private (int Row, int Column) Largest(int row, int tall, int column, int wide)
    {
        (int, int) best = (row, column);
        double most = -1;
        for (int i = row; i < Math.Min(row + tall, values.GetLength(0)); i++)
        {
            for (int j = column; j < Math.Min(column + wide, values.GetLength(1)); j++)
            {
                double size = double.IsNaN(values[i, j]) ? double.PositiveInfinity : Math.Abs(values[i, j]);
                if (size > most)
                    (most, best) = (size, (i, j));
            }
        }
        return best;
    }

    private (double Low, double High) Range()
    {
        double[] shown = [.. values.Cast<double>().Where(value => double.IsFinite(value) && (!Log || value > 0))];
        return shown.Length == 0 ? (0, 1) : (shown.Min(), shown.Max());
    }

    private int Share(double value, (double Low, double High) range)
    {
        if (!double.IsFinite(value))
            return 100;
        if (range.High <= range.Low || (Log && value <= 0))
            return 0;
        double share = Log
            ? Math.Log(value / range.Low) / Math.Log(range.High / range.Low)
            : (value - range.Low) / (range.High - range.Low);
        return (int)Math.Round(share * 100);
    }

    private void Table(Markup page, int rows, int columns)
    {
        page.Add($"<details><summary>{page.Words.Numbers}</summary>")
            .Raw("<div class=\"scroll\" tabindex=\"0\"><table><tr><td></td>");
        for (int column = 0; column < columns; column++)
            page.Add($"<th scope=\"col\">{column}</th>");
        page.Raw("</tr>");
        for (int row = 0; row < rows; row++)
        {
            page.Add($"<tr><th scope=\"row\">{(Names.Count == 0 ? $"{row}" : $"{Names[row]} {row}")}</th>");
            for (int column = 0; column < columns; column++)
                page.Add($"<td>{Figures.Show(values[row, column])}</td>");
            page.Raw("</tr>");
        }
        page.Raw("</table></div></details>");
    }
}
