using VectorLoss.Catalogue;

namespace VectorLoss.Cli;

/// <summary>One case of a <see cref="ReferenceFile"/>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Options">Numeric options, <c>count</c> among them; true and false are 1 and 0.</param>
/// <param name="Words">Options that are words: <c>reduction</c>, <c>target_kind</c>, <c>empty</c>.</param>
/// <param name="Inputs">Arrays by name.</param>
/// <param name="Value">The recorded value.</param>
/// <param name="Gradients">The recorded gradients of the sum of all values, by input.</param>
internal sealed record ReferenceCase(string Id, Dictionary<string, double> Options, Dictionary<string, string> Words,
    Dictionary<string, LossArray> Inputs, LossArray Value, Dictionary<string, double[]> Gradients)
{
    /// <summary>Whether each recorded number is the exact result, rounded once.</summary>
    public bool IsRounded { get; init; }

    /// <summary>How far the recorded numbers are from the mathematics, relative to 1 and to themselves.</summary>
    public double Within { get; init; }

    /// <summary>What <c>mean_by</c> divides by.</summary>
    public double Count => Options.GetValueOrDefault(CountName, 1);

    /// <summary>The options of the loss.</summary>
    public Dictionary<string, double> LossOptions
        => Options.Where(option => option.Key != CountName).ToDictionary(option => option.Key, option => option.Value);

    private const string CountName = "count";
}
