using System.Runtime.CompilerServices;
using VectorLoss.Cli.Charts;
using VectorLoss.Data;

namespace VectorLoss.Cli.Lessons;

/// <summary>
/// What a lesson writes down: sentences, figures and claims. The words stand in a file of texts, one a language, so
/// that the code of a lesson is the experiment alone; numbers fill their holes.
/// </summary>
/// <param name="texts">The words of the lesson.</param>
/// <param name="digits">Digits of the user, or null for those that the program carries.</param>
internal sealed class Notebook(Texts texts, (DigitSet Train, DigitSet Test)? digits)
{
    private readonly List<string> lines = [];
    private readonly List<string> times = [];
    private readonly List<IFigure> figures = [];
    private readonly List<Claim> claims = [];

    public Texts Texts => texts;

    /// <summary>The sentences, in order.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>
    /// The sentences that say how long something took. They stand apart, so that all the others are the same in every
    /// run.
    /// </summary>
    public IReadOnlyList<string> Times => times;

    /// <summary>The figures, in order.</summary>
    public IReadOnlyList<IFigure> Figures => figures;

    /// <summary>The claims, in order.</summary>
    public IReadOnlyList<Claim> Claims => claims;

    /// <summary>Digits to train on and others to test with.</summary>
    public (DigitSet Train, DigitSet Test) Digits() => digits ?? EmbeddedDigits.Load();

    /// <summary>A sentence for the learner: the text "say KEY" with these numbers in its holes.</summary>
    public void Say(string key, params ReadOnlySpan<object> values) => lines.Add(texts.Fill("say " + key, values));

    /// <summary>What stands under a chart of a control: the text "caption KEY" with these numbers.</summary>
    public string Caption(string key, params ReadOnlySpan<object> values) => texts.Fill("caption " + key, values);

    /// <summary>A sentence about times that were measured: the text "time KEY" with these numbers.</summary>
    public void SayTime(string key, params ReadOnlySpan<object> values)
        => times.Add(texts.Fill("time " + key, values));

    /// <summary>Claims that a measured number lies in a range, both ends included. NaN lies in none.</summary>
    /// <param name="key">The text "claim KEY" states it, "why KEY" gives the reason for the bound.</param>
    /// <param name="measured">What the experiment gave.</param>
    /// <param name="atLeast">The lower bound.</param>
    /// <param name="atMost">The upper bound.</param>
    public void Claim(string key, double measured,
        double atLeast = double.NegativeInfinity, double atMost = double.PositiveInfinity) =>
        claims.Add(new(texts["claim " + key], texts.Find("why " + key) ?? "", measured, atLeast, atMost));

    /// <summary>Claims that a measured number is another one, up to rounding.</summary>
    public void ClaimEqual(string key, double measured, double expected, double within) =>
        Claim(key, measured, expected - within, expected + within);

    /// <summary>A chart whose title, axes, caption and series names come from the text "chart KEY".</summary>
    public Chart Chart(string key, bool logX = false, bool logY = false, double height = 260,
        (double, double)? rangeX = null, (double, double)? rangeY = null, [CallerLineNumber] int line = 0)
    {
        Chart chart = Empty(key, "", (logX, logY), height, (rangeX, rangeY), line);
        figures.Add(chart);
        return chart;
    }

    /// <summary>
    /// A chart for each value of a control that the reader moves; the text "control KEY" names what it moves. All
    /// charts have the same axes.
    /// </summary>
    /// <param name="key">The texts "chart KEY" and "control KEY".</param>
    /// <param name="values">What the control can be set to, in its order.</param>
    /// <param name="usual">The one that is shown first.</param>
    /// <param name="draw">Runs the experiment with a value and draws what came out.</param>
    /// <param name="logX">As for <see cref="Chart"/>.</param>
    /// <param name="logY">As for <see cref="Chart"/>.</param>
    /// <param name="height">As for <see cref="Chart"/>.</param>
    /// <param name="rangeX">As for <see cref="Chart"/>.</param>
    /// <param name="rangeY">As for <see cref="Chart"/>.</param>
    /// <param name="line">Where the lesson calls this; the compiler fills it in.</param>
    public void Control(string key, double[] values, double usual, Action<Chart, double> draw, bool logX = false,
        bool logY = false, double height = 260, (double, double)? rangeX = null, (double, double)? rangeY = null,
        [CallerLineNumber] int line = 0)
    {
        string moved = texts["control " + key];
        List<Variant> variants = [];
        foreach (double value in values)
        {
            string shown = Charts.Figures.Show(value);
            Chart chart = Empty(key, $" ({moved} = {shown})", (logX, logY), height, (rangeX, rangeY), line);
            draw(chart, value);
            variants.Add(new(shown, chart));
        }
        figures.Add(new Movable(moved, variants, Array.IndexOf(values, usual)));
    }

    private Chart Empty(string key, string which, (bool X, bool Y) log, double height,
        ((double, double)? X, (double, double)? Y) range, int line)
    {
        string[] parts = texts["chart " + key].Split('|', StringSplitOptions.TrimEntries);
        return new Chart(parts[0] + which, parts[1], parts[2])
        {
            Caption = parts.Length > 3 ? parts[3] : "",
            MadeAt = line,
            LogX = log.X,
            LogY = log.Y,
            Height = height,
            RangeX = range.X,
            RangeY = range.Y,
            Names = name => texts.Find("name " + name) ?? name,
        };
    }
}
