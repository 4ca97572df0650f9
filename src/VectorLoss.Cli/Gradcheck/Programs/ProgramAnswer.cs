namespace VectorLoss.Cli;

/// <summary>What a program answered to one request.</summary>
internal sealed class ProgramAnswer
{
    /// <summary>f; null if the answer has none.</summary>
    public double? Value { get; set; }

    /// <summary>g by the names of arrays, or one array without a name.</summary>
    public Dictionary<string, NamedArray> Gradient { get; } = [];

    /// <summary>The outputs of the stages, in the order in which the program computes them.</summary>
    public List<StageOutput> Outputs { get; } = [];

    /// <summary>What the program says instead of an answer; null if it says nothing.</summary>
    public string? Error { get; set; }
}
