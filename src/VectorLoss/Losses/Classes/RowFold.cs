namespace VectorLoss.Losses;

/// <summary>What the losses of the numbers of a row become.</summary>
public enum RowFold
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum over the number of classes.</summary>
    MeanOverClasses,

    /// <summary>
    /// The largest of them. Where several are largest, they share the slope evenly: of all subgradients, the one of
    /// least norm.
    /// </summary>
    Largest,
}
