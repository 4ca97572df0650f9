using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Makes the head of a loss whose family is found out by visiting its card.</summary>
/// <param name="tape">The tape.</param>
/// <param name="card">The card.</param>
/// <param name="inputs">Its inputs of numbers.</param>
/// <param name="labels">Its other inputs.</param>
/// <param name="batch">What the losses become.</param>
/// <param name="classes">What the families of classes are asked for beside that.</param>
internal sealed class HeadMaker<T>(Tape<T> tape, LossCard card, Var[] inputs, Labels[] labels, HeadOptions batch,
    ClassLossOptions? classes = null) : ILossVisitor<Var>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Var Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        Require(2, 2);
        return tape.Loss(loss, inputs[0], inputs[1], batch);
    }

    public Var Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        Require(2, 2, Math.Min(labels.Length, 1));
        return labels.Length > 0
            ? tape.ClassLoss(loss, inputs[0], labels[0], batch, classes)
            : tape.ClassLoss(loss, inputs[0], inputs[1], batch, classes);
    }

    public Var Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        Require(2, 2, Math.Min(labels.Length, 1));
        return labels.Length > 0
            ? tape.ClassLoss(loss, inputs[0], labels[0], batch, classes)
            : tape.ClassLoss(loss, inputs[0], inputs[1], batch, classes);
    }

    public Var Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        => Apply(new TripleHead<T, TLoss>(card.Name, loss, batch));

    public Var Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
        => Apply(new RowHead<T, TLoss>(card.Name, loss, Third, batch));

    public Var Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
        => Apply(new GroupHead<T, TLoss>(card, loss, batch));

    public Var Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
        => Apply(new ContrastHead<T, TLoss>(card.Name, loss, Third, batch));

    public Var LabelSet(MultilabelMargin loss)
    {
        Require(2, 2, 1);
        return tape.Loss(loss, inputs[0], labels[0], batch);
    }

    public Var Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        Require(2, card.Inputs.Count, 1);
        return inputs.Length > 1 ? tape.Loss(loss, inputs[0], labels[0], inputs[1], batch)
            : tape.Loss(loss, inputs[0], labels[0], batch);
    }

    public Var Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        Require(4, 4, 3);
        return tape.Loss(loss, inputs[0], labels[0], labels[1], labels[2], batch);
    }

    private LossInputKind Third => inputs.Length < 3 ? LossInputKind.PerElement : card.Inputs[2].Kind;

    private Var Apply(InputsHead<T> head)
    {
        Require(card.Inputs.Count(input => !input.Optional), card.Inputs.Count);
        for (int i = 0; i < inputs.Length; i++)
            if (!card.Inputs[i].Differentiable && tape.NeedsGradient(inputs[i]))
                throw new ArgumentException(
                    $"{card.Name} gives no gradient to its {card.Inputs[i].Name}, and {inputs[i]} needs one.");
        head.Differentiable = [.. card.Inputs.Select(input => input.Differentiable)];
        return head.RecordOn(tape, inputs);
    }

    /// <summary>
    /// Refuses inputs of a number that does not fit, and labels where numbers are wanted or the other way round.
    /// </summary>
    private void Require(int least, int most, int labelled = 0)
    {
        if (labels.Length > labelled && labelled == 0)
            throw new ArgumentException($"{card.Name} compares numbers with numbers; it takes no class labels.");
        int given = inputs.Length + labels.Length;
        if (labels.Length != labelled || given < least || given > most)
            throw new ArgumentException(
                $"{card.Name} takes {string.Join(", ", card.Inputs.Select(input => input.Name))}"
                + $"{(labelled == 0 ? "" : $", of which {labelled} are labels")}; it got {inputs.Length} inputs"
                + $"{(labels.Length == 0 ? "" : $" and {labels.Length} labels")}.");
    }
}
