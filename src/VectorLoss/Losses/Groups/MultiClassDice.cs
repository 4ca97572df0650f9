namespace VectorLoss.Losses;

/// <summary>
/// 1 − the Dice coefficient of each class, over the softmax of logits at the places of a sample, as their mean.
/// </summary>
/// <param name="classes">How many equal parts a row has, one a class, one after another; at least 1.</param>
/// <param name="smooth">Added to numerators and denominators; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct MultiClassDice(int classes, double smooth = 1) : IGroupLoss, ICatalogued
{
    private readonly Setting classes = new(Option.AtLeast(classes, 1), 2), smooth = new(Option.NonNegative(smooth), 1);

    /// <summary>How many classes.</summary>
    public int Classes => (int)classes.Or(2);

    /// <summary>Added to numerators and denominators.</summary>
    public double Smooth => smooth.Or(1);

    GroupRule IGroupLoss.Rule => new(GroupKind.ClassOverlaps, Smooth, (int)OverlapWeights.Even, Classes);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("multi-class-dice",
        "1/C·Σ over classes (1 − (2Σpt + s)/(Σp + Σt + s)), p the softmax over classes at each place",
        "F. Milletari, N. Navab, S.-A. Ahmadi 2016, arXiv:1606.04797; C. H. Sudre et al. 2017, arXiv:1707.03237")
    {
        Aliases = ["softmax-dice"],
        Inputs = ClassPlacesCard.Inputs,
        Options = [ClassPlacesCard.Classes, new("smooth", 1, "≥ 0", "added to numerators and denominators")],
        Note = ClassPlacesCard.Note,
        Claims = Claims.NonNegative,
        Parts = 2,
        RowIsSample = true,
        Create = LossFactory.Group(options => new MultiClassDice((int)options["classes"], options["smooth"])),
    };
}
