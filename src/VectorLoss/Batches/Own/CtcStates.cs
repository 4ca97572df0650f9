using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Batches;

/// <summary>
/// Where the numbers of <see cref="CtcScaledKernel{T}"/> lie: blanks and labels are two stretches of a row, each with
/// zeros before and after it, so that no step needs a bound. A row is a whole number of the widest registers.
/// </summary>
internal readonly ref struct CtcStates
{
    /// <summary>Numbers of the widest register; zeros on either side of a stretch.</summary>
    public const int Pad = 8;

    private readonly Span<double> scratch;
    private readonly int steps;
    private readonly int labels;

    /// <param name="scratch">At least <see cref="Length"/> numbers.</param>
    /// <param name="steps">Steps of the sample.</param>
    /// <param name="labels">Labels of the sample.</param>
    public CtcStates(Span<double> scratch, int steps, int labels)
    {
        this.scratch = scratch;
        this.steps = steps;
        this.labels = labels;
        Stretch = Pad + RoundUp(labels + 1) + Pad;
        Classes = RoundUp(labels + 1);
    }

    /// <summary>
    /// Where in a stretch the states lie that an alignment can have after a step: those that the steps so far reach and
    /// from which the later ones reach the end, in whole <see cref="Pad"/>s. There are no more labels than steps.
    /// </summary>
    public (int From, int To) Band(int step)
        => (Pad + Math.Max(0, labels - steps + step) / Pad * Pad, Pad + RoundUp(Math.Min(labels, step) + 1));

    /// <summary>Numbers of blanks, or of labels, of one step.</summary>
    public int Stretch { get; }

    /// <summary>Room for a number for each class that the sample uses: at most one more than its labels.</summary>
    public int Classes { get; }

    /// <summary>How much scratch a sample needs.</summary>
    public static int Length(int steps, int labels)
        => checked((2 * (steps + 1) + 5) * (2 * Pad + RoundUp(labels + 1)) + steps * (RoundUp(labels + 1) + 1) + Pad);

    /// <summary>Blanks, then labels, after some steps, from 0 for the start.</summary>
    public Span<double> Forward(int step) => scratch.Slice(step * 2 * Stretch, 2 * Stretch);

    /// <summary>Blanks, then labels, of the way back.</summary>
    public Span<double> Back => scratch.Slice((steps + 1) * 2 * Stretch, 2 * Stretch);

    /// <summary>All stretches that are used in every step, from <see cref="Back"/> on.</summary>
    public Span<double> Work => scratch.Slice((steps + 1) * 2 * Stretch, 5 * Stretch);

    /// <summary>What each label's state emits in the step at hand, as a stretch.</summary>
    public Span<double> Emitted => scratch.Slice(((steps + 1) * 2 + 2) * Stretch, Stretch);

    /// <summary>1 where a label may follow the one before without a blank, else 0; a stretch.</summary>
    public Span<double> Skips => scratch.Slice(((steps + 1) * 2 + 3) * Stretch, Stretch);

    /// <summary>The occupancies of the labels' states; a stretch.</summary>
    public Span<double> Occupied => scratch.Slice(((steps + 1) * 2 + 4) * Stretch, Stretch);

    /// <summary>The emissions of the classes in a step, over their largest; on the way back, occupancies.</summary>
    public Span<double> ClassesAt(int step)
        => scratch.Slice(((steps + 1) * 2 + 5) * Stretch + step * Classes, Classes);

    /// <summary>The exponents by which the states of the steps are scaled.</summary>
    public Span<double> Exponents => scratch.Slice(((steps + 1) * 2 + 5) * Stretch + steps * Classes, steps);

    /// <summary>Sums of the blanks' occupancies, in the lanes of one of the widest registers.</summary>
    public Span<double> Lanes
        => scratch.Slice(((steps + 1) * 2 + 5) * Stretch + steps * (Classes + 1), Pad);

    private static int RoundUp(int count) => (count + Pad - 1) / Pad * Pad;
}
