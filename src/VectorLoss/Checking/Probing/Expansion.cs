namespace VectorLoss.Checking;

/// <summary>Which powers of the step the error of a difference quotient has; its ratios are by what a halved step
/// shrinks them.</summary>
internal enum Expansion
{
    /// <summary>1, 2, 3 …: a quotient to one side.</summary>
    EveryPower,

    /// <summary>2, 4, 6 …: a central quotient of a smooth function.</summary>
    EvenPowers,

    /// <summary>1, 3, 5 …: the difference of the quotients to both sides of a smooth function.</summary>
    OddPowers,
}
