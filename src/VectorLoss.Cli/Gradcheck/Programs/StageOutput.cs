namespace VectorLoss.Cli;

/// <summary>What one stage of a program gave.</summary>
/// <param name="Value">Its name and numbers.</param>
/// <param name="Gradient">∂f/∂ of them, as the program says.</param>
internal sealed record StageOutput(NamedArray Value, double[] Gradient)
{
    /// <summary>The name of the stage.</summary>
    public string Name => Value.Name;
}
