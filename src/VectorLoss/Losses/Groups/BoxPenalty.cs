namespace VectorLoss.Losses;

/// <summary>What is added to 1 − the overlap of two boxes.</summary>
internal enum BoxPenalty
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The part of the enclosing box that neither covers.</summary>
    Enclosing,

    /// <summary>The squared distance of the centres over the squared diagonal of the enclosing box.</summary>
    Distance,

    /// <summary>That, and how far their shapes are apart.</summary>
    Shape,
}
