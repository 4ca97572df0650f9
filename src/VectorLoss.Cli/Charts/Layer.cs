namespace VectorLoss.Cli.Charts;

/// <summary>One thing drawn into a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
internal abstract record Layer(string Name)
{
    /// <summary>The numbers behind it: they set the axes and fill the table.</summary>
    public abstract IReadOnlyList<(double X, double Y)> Points { get; }

    /// <summary>The class of its mark in the legend; empty when the legend leaves it out.</summary>
    public virtual string Sample => "line";

    /// <summary>Whether its numbers belong into the table.</summary>
    public virtual bool Listed => true;

    /// <summary>Draws it in the colour of its place.</summary>
    public abstract void Draw(Plot plot, int place);
}
