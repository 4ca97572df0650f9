namespace VectorLoss.Losses;

/// <summary>
/// What a loss of a group computes, with its options: the same type for all of them, so that one kernel does.
/// </summary>
/// <param name="Kind">The algorithm.</param>
/// <param name="Number">An option that is a number.</param>
/// <param name="Choice">An option that is a choice.</param>
/// <param name="Classes">The classes whose places are the parts of a row; 0 for a loss without.</param>
/// <param name="Features">How many numbers a step of a row has; 0 for a loss without.</param>
/// <param name="Steps">The most steps of what is computed by iteration.</param>
internal readonly record struct GroupRule(
    GroupKind Kind, double Number = 0, int Choice = 0, int Classes = 0, int Features = 0, int Steps = 0)
{
    /// <summary>What the length of a row is a multiple of.</summary>
    public int Parts(LossCard card) => Math.Max(Classes, Features) is > 0 and int parts ? parts : card.Parts;
}
