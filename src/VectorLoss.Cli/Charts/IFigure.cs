namespace VectorLoss.Cli.Charts;

/// <summary>Something that a page shows as a figure: a picture, a caption and the numbers behind it.</summary>
internal interface IFigure
{
    /// <summary>The heading of the figure.</summary>
    string Title { get; }

    /// <summary>Appends the whole &lt;figure&gt; element.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="id">Unique on its page.</param>
    void Write(Markup page, string id);
}
