using System.Numerics;
using VectorLoss.Kernels;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Makes the head of a loss whose family is found out by visiting its card.</summary>
internal sealed class HeadMaker<T>(Tape<T> tape, LossCard card, Var[] inputs, Labels? labels, Reduction reduction) : ILossVisitor<Var>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Var Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        Require(2, 2);
        return tape.Loss(loss, inputs[0], inputs[1], reduction);
    }

    public Var Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        if (labels is { } indices)
            return tape.ClassLoss(loss, inputs[0], indices, reduction);
        Require(2, 2);
        return tape.ClassLoss(loss, inputs[0], inputs[1], reduction);
    }

    public Var Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        if (labels is { } indices)
            return tape.ClassLoss(loss, inputs[0], indices, reduction);
        Require(2, 2);
        return tape.ClassLoss(loss, inputs[0], inputs[1], reduction);
    }

    public Var Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss => Family(new TripleFamily<TLoss>(loss));

    public Var Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss => Family(new RowFamily<TLoss>(loss));

    public Var Contrast(InfoNce loss) => Family(new ContrastFamily(loss));

    private Var Family<TFamily>(TFamily family) where TFamily : struct, IFamily
    {
        Require(card.Inputs.Count(input => !input.Optional), card.Inputs.Count);
        for (int i = 0; i < inputs.Length; i++)
            if (!card.Inputs[i].Differentiable && tape.NeedsGradient(inputs[i]))
                throw new ArgumentException($"{card.Name} gives no gradient to its {card.Inputs[i].Name}, and {inputs[i]} needs one.");
        LossInputKind third = inputs.Length < 3 ? LossInputKind.PerElement : card.Inputs[2].Kind;
        return tape.Apply(new FamilyHead<T, TFamily>(card.Name, family, third, reduction), inputs);
    }

    private void Require(int least, int most)
    {
        if (labels is not null)
            throw new ArgumentException($"{card.Name} compares numbers with numbers; it takes no class labels.");
        if (inputs.Length < least || inputs.Length > most)
            throw new ArgumentException(
                $"{card.Name} takes {string.Join(", ", card.Inputs.Select(input => input.Name))}; it got {inputs.Length} inputs.");
    }
}
