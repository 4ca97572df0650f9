namespace VectorLoss.Training;

/// <summary>Rates and decays that some parameters have of their own.</summary>
internal sealed class ParameterGroups
{
    private readonly Dictionary<int, (double Factor, double? Decay)> groups = [];

    /// <summary>Whether no parameter has its own.</summary>
    public bool IsEmpty => groups.Count == 0;

    /// <summary>One more than the last parameter that has its own.</summary>
    public long End { get; private set; }

    public void Set(ReadOnlySpan<int> parameters, double factor, double? decay)
    {
        foreach (int parameter in parameters)
            ArgumentOutOfRangeException.ThrowIfNegative(parameter, nameof(parameters));
        foreach (int parameter in parameters)
        {
            groups[parameter] = (factor, decay);
            End = Math.Max(End, parameter + 1L);
        }
    }

    /// <summary>Factor of the rate, and decay, of a parameter.</summary>
    public (double Factor, double Decay) Of(int parameter, double decay)
        => groups.TryGetValue(parameter, out var group) ? (group.Factor, group.Decay ?? decay) : (1, decay);

    /// <summary>The largest of both.</summary>
    public (double Factor, double Decay) Largest(double decay)
    {
        double factor = 1;
        foreach ((int _, (double Factor, double? Decay) group) in groups)
            (factor, decay) = (Math.Max(factor, group.Factor), Math.Max(decay, group.Decay ?? 0));
        return (factor, decay);
    }
}
