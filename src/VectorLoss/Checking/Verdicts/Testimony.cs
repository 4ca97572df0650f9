namespace VectorLoss.Checking;

/// <summary>What one witness says of a derivative.</summary>
/// <param name="Witness">Who says it, such as "dual numbers".</param>
/// <param name="Value">The derivative.</param>
/// <param name="Agrees">Whether it agrees with the majority.</param>
public sealed record Testimony(string Witness, double Value, bool Agrees);
