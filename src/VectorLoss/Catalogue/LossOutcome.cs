namespace VectorLoss.Catalogue;

/// <summary>What a <see cref="LossRequest"/> gives.</summary>
/// <param name="Value">
/// The value: one number of shape [], or one for each loss where the reduction is <c>none</c>, in the shape of the
/// losses: that of the input for elementwise losses, that of its rows for others.
/// </param>
/// <param name="Gradients">
/// The gradient of the sum of all values, by the name of the input, in the shape of that input.
/// </param>
public sealed record LossOutcome(LossArray Value, IReadOnlyDictionary<string, double[]> Gradients);
