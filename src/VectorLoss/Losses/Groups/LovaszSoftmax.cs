namespace VectorLoss.Losses;

/// <summary>
/// The convex surrogate of the Jaccard index of each class, over the softmax of logits at the places of a sample:
/// errors |t − p| in the order of their size, each times what the index loses when that place is wrong too.
/// </summary>
/// <param name="classes">How many equal parts a row has, one a class, one after another; at least 1.</param>
/// <param name="allClasses">Whether the mean is over all classes; else over those that the target of the row
/// has.</param>
/// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
public readonly struct LovaszSoftmax(int classes, bool allClasses = false) : IGroupLoss, ICatalogued
{
    private readonly Setting classes = new(Option.AtLeast(classes, 1), 2);

    /// <summary>How many classes.</summary>
    public int Classes => (int)classes.Or(2);

    /// <summary>Whether classes without a target count too.</summary>
    public bool AllClasses { get; } = allClasses;

    GroupRule IGroupLoss.Rule => new(GroupKind.RankedErrors, Choice: AllClasses ? 1 : 0, Classes: Classes);

    /// <inheritdoc/>
    public static LossCard Card { get; } = new("lovasz-softmax",
        "mean over classes of Σ e₍ᵢ₎·(Jᵢ − Jᵢ₋₁), e = |t − p| in falling order, Jᵢ = 1 − the index when the first i are"
        + " wrong, p the softmax over classes at each place",
        "M. Berman, A. R. Triki, M. B. Blaschko 2018, arXiv:1705.08790")
    {
        Inputs = [ClassPlacesCard.Inputs[0], new("target", Domain.Bit, false)],
        Options =
        [
            ClassPlacesCard.Classes,
            new("all_classes", 0, "0 or 1", "1: the mean over all classes; 0: over those that the target has",
                OptionKind.YesNo),
        ],
        Kinks = "where two errors of a class are equal: the place that comes first counts as larger",
        Note = ClassPlacesCard.Note + "; a place may be of one class, of several or of none; a row without targets has"
            + " loss 0 unless all classes count; where domains are not checked, a target above ½ counts as 1",
        Claims = Claims.NonNegative,
        Parts = 2,
        RowIsSample = true,
        Create = LossFactory.Group(options => new LovaszSoftmax((int)options["classes"], options["all_classes"] != 0)),
    };
}
