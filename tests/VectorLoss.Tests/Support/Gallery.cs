using VectorLoss.Cli.Charts;
using VectorLoss.Cli.Pages;

namespace VectorLoss.Tests;

/// <summary>One of every kind of figure, with data that break charts: hostile text, gaps, infinities, ranges.</summary>
internal static class Gallery
{
    public static string Page(Words words)
    {
        var body = new Markup(words);
        int number = 0;
        body.Raw("<div class=\"figures\">");
        foreach (IFigure figure in Figures())
            figure.Write(body, $"f{number++}");
        body.Raw("</div>");
        CodeView.Write(body, words.Code, "// a < b && \"c\"\nvar text = \"</pre><script>alert(1)</script>\";\n");
        Link[] ways = [new("Index", "#main", "index")];
        return VectorLoss.Cli.Pages.Page.Whole(words, "Gallery <of> \"figures\" & more", ways, body);
    }

    private static IEnumerable<IFigure> Figures() =>
    [
        new Chart("−log y over (0, 1]", "probability y", "loss (nats)") { Caption = "Falls to 0 at y = 1." }
            .Line("−log y", y => -Math.Log(y), 0.001, 1).Line("½(1 − y)²", y => 0.5 * (1 - y) * (1 - y), 0.001, 1)
            .Dots("examples", [(0.6, -Math.Log(0.6)), (0.1, -Math.Log(0.1))]).Upright("y = 0.6", 0.6),
        new Chart("Errors over h", "step h", "relative error") { LogX = true, LogY = true }
            .Line("float", Powers(h => (1e-7 / h) + h)).Line("double", Powers(h => (1e-16 / h) + h)),
        new Chart("Steps", "weight", "accuracy (share)")
            .Steps("accuracy", [(-2, 0.1), (-1, 0.32), (0, 0.33), (1, 0.4), (2, 0.2)]).Across("chance", 0.1),
        new Chart("Gaps & <hostile> \"names\"", "x</svg>", "y")
            .Line("gaps", [(0, 1), (1, 2), (2, double.NaN), (3, 1), (4, double.PositiveInfinity), (5, 4), (6, 2)]),
        new Chart("Cut at the frame", "step", "loss") { RangeY = (0, 1), LogX = true }
            .Line("diverges", Enumerable.Range(1, 50).Select(i => ((double)i, Math.Pow(1.5, i) * 1e-3))),
        new Chart("Bars", "loss", "milliseconds").Bars("forward", ["MSE", "MAE", "Huber", "log-cosh"], [1, 2, 3, -0.5])
            .Bars("backward", ["MSE", "MAE", "Huber", "log-cosh"], [2, 2.5, double.NaN, 1]),
        new Chart("The field of x₀² + x₁²", "x₀", "x₁") { RangeX = (-4, 4), RangeY = (-4, 4), Height = 380 }
            .Bands("x₀² + x₁²", (x, y) => (x * x) + (y * y), (-4, 4), (-4, 4)).Arrows("−gradient", Field())
            .Line("descent", Enumerable.Range(0, 30).Select(i => (-3 * Math.Pow(0.8, i), 4 * Math.Pow(0.8, i)))),
        new Chart("한국어 이름", "학습률 (로그 눈금)", "손실") { LogX = true }
            .Line("훈련", Powers(Math.Sqrt)).Line("시험", Powers(h => h)),
        new Chart("One point", "x", "y").Dots("alone", [(5, 5)]),
        new Chart("Eight curves", "epoch", "loss")
            .Line("a", Wave(0)).Line("b", Wave(1)).Line("c", Wave(2)).Line("d", Wave(3))
            .Line("e", Wave(4)).Line("f", Wave(5)).Line("g", Wave(6)).Line("h", Wave(7)),
        new HeatMap("Confusion", "digit", "answer", Confusion()) { Numbers = true },
        new HeatMap("Gradient check", "row", "column", Wide()) { Log = true },
        new Tiles("Digits", [.. Enumerable.Range(0, 12)
            .Select(i => new Tile(Blob(i), 28, 28, $"{i % 10} → 3", $"a {i % 10} <read> as 3"))]),
    ];

    private static IEnumerable<(double X, double Y)> Powers(Func<double, double> f) =>
        Enumerable.Range(-20, 20).Select(i => Math.Pow(10, i)).Select(h => (h, f(h)));

    private static IEnumerable<(double X, double Y)> Wave(int k) =>
        Enumerable.Range(0, 40).Select(i => ((double)i, Math.Exp(-i / 10.0) + (0.2 * k)));

    private static IEnumerable<(double X, double Y, double Dx, double Dy)> Field() =>
        from i in Enumerable.Range(-7, 15)
        from j in Enumerable.Range(-7, 15)
        select (i / 2.0, j / 2.0, -i * 1.0, -j * 1.0);

    private static double[,] Confusion()
    {
        var table = new double[10, 10];
        for (int i = 0; i < 100; i++)
            table[i / 10, i % 10] = i / 10 == i % 10 ? 950 + i : i % 7;
        return table;
    }

    private static double[,] Wide()
    {
        var table = new double[784, 100];
        for (int i = 0; i < table.Length; i++)
            table[i / 100, i % 100] = Math.Pow(10, -(i * 37 % 11));
        table[700, 50] = double.NaN;
        return table;
    }

    private static byte[] Blob(int seed)
    {
        var pixels = new byte[784];
        for (int i = 0; i < 784; i++)
        {
            double away = Math.Sqrt(Math.Pow((i / 28) - 14, 2) + Math.Pow((i % 28) - 14, 2));
            pixels[i] = (byte)Math.Clamp(255 - (40 * Math.Abs(away - (seed % 10))), 0, 255);
        }
        return pixels;
    }
}
