namespace VectorLoss.Checking;

/// <summary>How far a check is.</summary>
/// <param name="Done">Elements or directions that have their verdict.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Evaluations">Evaluations of the function so far.</param>
public readonly record struct CheckProgress(long Done, long Total, long Evaluations);
