namespace VectorLoss.Losses;

/// <summary>
/// What a loss of a group computes, with its options: the same type for all of them, so that one kernel does.
/// </summary>
/// <param name="Kind">The algorithm.</param>
/// <param name="Number">An option that is a number.</param>
/// <param name="Choice">An option that is a choice.</param>
internal readonly record struct GroupRule(GroupKind Kind, double Number = 0, int Choice = 0);
