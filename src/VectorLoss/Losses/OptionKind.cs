namespace VectorLoss.Losses;

/// <summary>Which numbers an option of a loss may be at all; its range says more.</summary>
public enum OptionKind
{
    /// <summary>Any number of the option's range.</summary>
    Number,

    /// <summary>A whole number that fits in an <see cref="int"/>.</summary>
    WholeNumber,

    /// <summary>0 for no or 1 for yes.</summary>
    YesNo,
}
