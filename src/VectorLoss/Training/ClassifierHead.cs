using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>The recorded end of a program: the loss, and where its labels go.</summary>
internal readonly struct ClassifierHead
{
    private readonly Labels labels;
    private readonly Var target;
    private readonly double other;
    private readonly bool oneHot;

    /// <summary>A head on labels.</summary>
    public ClassifierHead(Var loss, Labels labels) => (Loss, this.labels) = (loss, labels);

    /// <summary>A head on one number a class: 1 for the label, <paramref name="other"/> for the rest.</summary>
    public ClassifierHead(Var loss, Var target, double other)
        => (Loss, this.target, this.other, oneHot) = (loss, target, other, true);

    public Var Loss { get; }

    /// <summary>Copies labels into the leaf of the tape.</summary>
    public void Fill<T>(Tape<T> tape, ReadOnlySpan<int> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!oneHot)
        {
            values.CopyTo(tape.Values(labels));
            return;
        }
        Span<T> targets = tape.Values(target);
        targets.Fill(T.CreateTruncating(other));
        int classes = targets.Length / values.Length;
        for (int row = 0; row < values.Length; row++)
            targets[(row * classes) + values[row]] = T.One;
    }
}
