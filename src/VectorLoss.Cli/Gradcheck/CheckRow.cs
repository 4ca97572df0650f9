namespace VectorLoss.Cli;

/// <summary>What was found of one argument of a loss, one input of an op, or one array of a program.</summary>
/// <param name="Name">A loss and its argument, such as "huber, input".</param>
internal sealed record CheckRow(string Name)
{
    /// <summary>The cases that were looked at; an argument that a case does not have leaves no cell.</summary>
    public List<CheckCell> Cells { get; } = [];

    /// <summary>The largest finite error of all cases; 0 if there is none.</summary>
    public double Worst => Cells.Select(cell => cell.Error).Where(double.IsFinite).DefaultIfEmpty().Max();
}
