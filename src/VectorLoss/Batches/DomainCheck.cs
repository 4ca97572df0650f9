using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// The check that <see cref="BatchOptions{T}.CheckDomains"/> asks for: every number of a sample that counts lies in the
/// domain that the card of the loss says. NaN lies in every domain: it comes out again.
/// </summary>
internal static class DomainCheck
{
    /// <summary>Checks an input of which each sample has equally many numbers, one after another.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="input">The place of the input on its card.</param>
    /// <param name="numbers">The input; none is right.</param>
    /// <param name="columns">How many numbers a sample has.</param>
    /// <param name="name">The argument.</param>
    /// <param name="options">Which samples count, and whether a check is asked for.</param>
    /// <exception cref="OutOfDomainException">A number lies outside.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Samples<TLoss, T>(
        TLoss loss, int input, ReadOnlySpan<T> numbers, int columns, string name, in BatchOptions<T> options)
        where TLoss : ILoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.CheckDomains)
            Look(loss, input, numbers, columns, name, options);
    }

    private static void Look<TLoss, T>(
        TLoss loss, int input, ReadOnlySpan<T> numbers, int columns, string name, in BatchOptions<T> options)
        where TLoss : ILoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (DomainOf(loss, input) is not { } domain)
            return;
        if (options.Mask.IsEmpty)
            Numbers(TLoss.Card!, input, domain, numbers, 0, name);
        for (int sample = 0; sample < options.Mask.Length && !numbers.IsEmpty; sample++)
            if (options.Mask[sample])
                Numbers(TLoss.Card!, input, domain, numbers.Slice(sample * columns, columns), sample * columns, name);
    }

    /// <summary>Checks that two bounds, where the third input is one, hold a number between them.</summary>
    /// <exception cref="OutOfDomainException">Both are 0, or both are ∞.</exception>
    public static void Bounds<TLoss, T>(
        ReadOnlySpan<T> second, ReadOnlySpan<T> third, string name, in BatchOptions<T> options)
        where TLoss : ITripleLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!options.CheckDomains || TLoss.Card is not { } card || !card.Inputs[2].IsBound)
            return;
        for (int i = 0; i < third.Length; i++)
            if (options.Counts(i) && second[i] == third[i] && (third[i] == T.Zero || !T.IsFinite(third[i])))
                throw new OutOfDomainException(name, i, double.CreateTruncating(third[i]), card.Name,
                    card.Inputs[2].Name, third[i] == T.Zero ? Domain.Positive : Domain.Real);
    }

    /// <summary>Checks an input that all samples share.</summary>
    /// <inheritdoc cref="Samples"/>
    public static void Shared<TLoss, T>(
        TLoss loss, int input, ReadOnlySpan<T> numbers, string name, in BatchOptions<T> options)
        where TLoss : ILoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.CheckDomains && DomainOf(loss, input) is { } domain)
            Numbers(TLoss.Card!, input, domain, numbers, 0, name);
    }

    /// <summary>
    /// Checks rows of targets of a loss without a card, which a type names: a name would be made anew after each
    /// collection, for the runtime keeps it weakly.
    /// </summary>
    /// <exception cref="OutOfDomainException">A number lies outside.</exception>
    public static void Targets<T>(
        Domain domain, ReadOnlySpan<T> targets, int columns, Type loss, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!options.CheckDomains || domain == Domain.Real)
            return;
        for (int i = 0; i < targets.Length; i++)
            if (options.Counts(i / columns) && !T.IsNaN(targets[i]) && !Holds(domain, targets[i]))
                throw new OutOfDomainException(
                    nameof(targets), i, double.CreateTruncating(targets[i]), loss.Name, nameof(targets), domain);
    }

    /// <summary>Checks rows of classes and their distributions; a row that is ignored does not count.</summary>
    /// <exception cref="OutOfDomainException">A number lies outside.</exception>
    public static void Classes<TLoss, T>(TLoss loss, in ClassBatch<T> batch)
        where TLoss : ILoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!batch.Options.Batch.CheckDomains || TLoss.Card is not { } card)
            return;
        Domain ofLogits = TLoss.DomainOf(loss, 0, card.Inputs[0].Domain), ofTargets = card.Inputs[1].Domain;
        // What a card says of targets as labels holds for distributions as probabilities.
        ofTargets = ofTargets == Domain.Label ? Domain.Probability : ofTargets;
        for (int row = 0; row < batch.Rows; row++)
        {
            if (!batch.Counts(row))
                continue;
            for (int c = 0, at = batch.Places.At(row); c < batch.Classes; c++, at += batch.Places.ClassStride)
            {
                if (!batch.Logits.IsEmpty)
                    Numbers(card, 0, ofLogits, batch.Logits.Slice(at, 1), at, "logits");
                if (!batch.Targets.IsEmpty)
                    Numbers(card, 1, ofTargets, batch.Targets.Slice(at, 1), at, "targets");
            }
        }
    }

    /// <summary>Checks the log-probabilities of the steps that count.</summary>
    /// <exception cref="OutOfDomainException">A number lies outside.</exception>
    public static void Sequences<TLoss, T>(in SequenceBatch<T> batch, in BatchOptions<T> options)
        where TLoss : ISequenceLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!options.CheckDomains)
            return;
        LossCard card = TLoss.Card!;
        int samples = batch.Samples, rows = TLoss.IsLattice ? batch.LongestLabels + 1 : 1,
            steps = TLoss.IsLattice ? batch.LatticeSteps : batch.LongestSteps;
        for (int row = 0; row < steps * samples * rows; row++)
        {
            (int sample, int step, int said) = TLoss.IsLattice
                ? (row / rows / steps, row / rows % steps, row % rows) : (row % samples, row / samples, 0);
            if (options.Counts(sample) && step < batch.Steps[sample] && said <= batch.LabelCounts[sample])
                Numbers(card, 0, card.Inputs[0].Domain,
                    batch.LogProbabilities.Slice(row * batch.Classes, batch.Classes), row * batch.Classes,
                    nameof(batch.LogProbabilities));
        }
    }

    private static Domain? DomainOf<TLoss>(TLoss loss, int input) where TLoss : ILoss
        => TLoss.Card is { } card ? TLoss.DomainOf(loss, input, card.Inputs[input].Domain) : null;

    private static void Numbers<T>(
        LossCard card, int input, Domain domain, ReadOnlySpan<T> numbers, int start, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (domain == Domain.Real)
            return;
        for (int i = 0; i < numbers.Length; i++)
            if (!T.IsNaN(numbers[i]) && !Holds(domain, numbers[i]))
                throw new OutOfDomainException(name, start + i, double.CreateTruncating(numbers[i]), card.Name,
                    card.Inputs[input].Name, domain);
    }

    private static bool Holds<T>(Domain domain, T number) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => domain switch
        {
            Domain.Positive => number > T.Zero,
            Domain.NonNegative => number >= T.Zero,
            Domain.Probability => number >= T.Zero && number <= T.One,
            Domain.LogProbability => number <= T.Zero,
            Domain.Angle => T.Abs(number) <= T.CreateTruncating(1 << 20),
            Domain.Sign => T.Abs(number) == T.One,
            Domain.Bit => number == T.Zero || number == T.One,
            Domain.Label => number >= T.Zero && T.IsInteger(number),
            _ => true,
        };
}
