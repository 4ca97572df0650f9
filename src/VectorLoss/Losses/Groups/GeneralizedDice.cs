namespace VectorLoss.Losses;

/// <summary>
/// 1 − the generalised Dice coefficient: numerators and denominators of the classes are added before the quotient, each
/// over the square of what the class has of the target, so that small classes count as much as large ones.
/// </summary>
/// <param name="classes">How many equal parts a row has, one a class, one after another; at least 1.</param>
/// <param name="smooth">Added to numerator and denominator; finite and not below 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct GeneralizedDice(int classes, double smooth = 0) : IGroupLoss, ICatalogued
{
    private readonly Setting classes = new(Option.AtLeast(classes, 1), 2), smooth = new(Option.NonNegative(smooth), 0);

    /// <summary>How many classes.</summary>
    public int Classes => (int)classes.Or(2);

    /// <summary>Added to numerator and denominator.</summary>
    public double Smooth => smooth.Or(0);

    GroupRule IGroupLoss.Rule => new(GroupKind.ClassOverlaps, Smooth, (int)OverlapWeights.InverseSquares, Classes);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("generalized-dice",
        "1 − (2Σ over classes wΣpt + s)/(Σ over classes w(Σp + Σt) + s), w = 1/(Σt)², p the softmax over classes",
        "C. H. Sudre et al. 2017, arXiv:1707.03237; W. R. Crum et al. 2006, doi:10.1109/TMI.2006.880587")
    {
        Inputs = ClassPlacesCard.Inputs,
        Options = [ClassPlacesCard.Classes, new("smooth", 0, "≥ 0", "added to numerator and denominator")],
        Note = ClassPlacesCard.Note + "; a class without a target weighs as much as the heaviest that has one, or 1",
        Claims = Claims.NonNegative,
        Parts = 2,
        RowIsSample = true,
        Create = LossFactory.Group(options => new GeneralizedDice((int)options["classes"], options["smooth"])),
    };
}
