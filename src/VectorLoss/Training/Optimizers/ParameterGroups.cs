namespace VectorLoss.Training;

/// <summary>Rates and decays that some parameters have of their own.</summary>
internal sealed class ParameterGroups
{
    private readonly List<(double Factor, double? Decay)> groups = [];

    /// <summary>Whether no parameter has its own.</summary>
    public bool IsEmpty => groups.Count == 0;

    public void Set(ReadOnlySpan<int> parameters, double factor, double? decay)
    {
        foreach (int parameter in parameters)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(parameter, nameof(parameters));
            while (groups.Count <= parameter)
                groups.Add((1, null));
            groups[parameter] = (factor, decay);
        }
    }

    /// <summary>Factor of the rate, and decay, of a parameter.</summary>
    public (double Factor, double Decay) Of(int parameter, double decay)
        => parameter < groups.Count ? (groups[parameter].Factor, groups[parameter].Decay ?? decay) : (1, decay);

    /// <summary>The largest of both.</summary>
    public (double Factor, double Decay) Largest(double decay)
    {
        double factor = 1;
        foreach ((double Factor, double? Decay) group in groups)
            (factor, decay) = (Math.Max(factor, group.Factor), Math.Max(decay, group.Decay ?? 0));
        return (factor, decay);
    }
}
