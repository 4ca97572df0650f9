using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The one layout that readers know of a request, whole arrays with their rows along the last dimension, and what was
/// found in it in the request's own.
/// </summary>
internal sealed class RequestLayout
{
    private readonly Repetitions repetitions = new();
    private readonly MovedClasses moved;

    /// <summary>Lays a request out.</summary>
    /// <exception cref="ArgumentException">A shape can be read in two ways, or in none.</exception>
    public RequestLayout(LossRequest request)
    {
        LossRequest read = PlaceLabels.OneHot(SequencePaddings.Counted(RequestOptions.WithArrayOption(request)));
        moved = new(WholeElements.Of(read, repetitions));
        Request = WholeShapes.Of(RowLayout.Of(moved.Request), repetitions);
    }

    /// <summary>The request in the layout of readers.</summary>
    public LossRequest Request { get; }

    /// <summary>The arrays that repeat.</summary>
    public IEnumerable<string> Repeated => repetitions.Names;

    /// <summary>The outcome in the layout that was given.</summary>
    public LossOutcome Back(LossOutcome outcome) => repetitions.Back(moved.Back(outcome));

    /// <summary>What is said of a number, at its place in the array that was given.</summary>
    public OutOfDomainException Back(OutOfDomainException problem)
        => repetitions.Back(moved.Back(problem), Request.Card);
}
