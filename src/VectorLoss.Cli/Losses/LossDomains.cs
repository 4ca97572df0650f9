using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// Holds the arrays of <c>vectorloss loss</c> to the domains of the card. The kernels compute with any number, and a
/// target of 0 gives the hinge loss a value that means nothing.
/// </summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class LossDomains
{
    /// <summary>Refuses the first element that lies outside the domain of its array. NaN is in every domain.</summary>
    /// <param name="card">The loss.</param>
    /// <param name="list">Its arrays and options.</param>
    /// <param name="targetKind">Whether targets of classes are labels or distributions.</param>
    /// <exception cref="UserError">An element lies outside.</exception>
    public static void Check(LossCard card, LossArgumentList list, string targetKind)
    {
        LossArray? mask = list.Arrays.GetValueOrDefault("mask");
        for (int i = 0; i < card.Inputs.Count; i++)
        {
            LossInput input = card.Inputs[i];
            if (list.Arrays.TryGetValue(input.Name, out LossArray? array))
                Check(card, list, input.Name, array, mask, DomainOf(card, list, i, array, targetKind));
        }
        foreach (string weights in LossArgumentList.Weights)
        {
            if (list.Arrays.TryGetValue(weights, out LossArray? array))
                Check(card, list, weights, array, mask: null, Domain.NonNegative);
        }
    }

    /// <summary>A domain in words, as the end of "takes …".</summary>
    public static string Words(Domain domain) => domain switch
    {
        Domain.Positive => "numbers above 0",
        Domain.NonNegative => "numbers from 0 up",
        Domain.Probability => "numbers from 0 to 1",
        Domain.Sign => "−1 or 1",
        Domain.Label => "whole numbers",
        _ => "real numbers",
    };

    // What the card says holds for the usual options; three options give an array another meaning.
    private static Domain DomainOf(LossCard card, LossArgumentList list, int at, LossArray array, string targetKind)
    {
        Domain domain = card.Inputs[at].Domain;
        double Option(string name, double usual) => list.Options.GetValueOrDefault(name, usual);
        return (at, domain) switch
        {
            (0, Domain.Real) when Option("log_input", 1) == 0 => Domain.NonNegative,
            (1, Domain.Probability) when Option("log_target", 0) == 1 => Domain.Real,
            (1, Domain.NonNegative) when Option("power", 1) >= 2 => Domain.Positive,
            // Which labels there are, and what fills up a row of them, the loss itself checks.
            (_, Domain.Label) => IsDistribution(card, list, array, targetKind) ? Domain.Probability : Domain.Real,
            _ => domain,
        };
    }

    private static bool IsDistribution(LossCard card, LossArgumentList list, LossArray array, string targetKind)
        => card.Family is LossFamily.Label or LossFamily.Centred && (targetKind != "labels"
            || (list.Arrays.TryGetValue(card.Inputs[0].Name, out LossArray? first)
                && first.Shape.AsSpan().SequenceEqual(array.Shape)));

    private static void Check(LossCard card, LossArgumentList list, string name, LossArray array, LossArray? mask,
        Domain domain)
    {
        for (int i = 0; i < array.Values.Length; i++)
        {
            double value = array.Values[i];
            if (double.IsNaN(value) || IsIn(domain, value) || !Counts(mask, array, i))
                continue;
            string element = array.Shape.Length == 0 ? "" : $"element {Index(i, array.Shape)} ";
            throw new UserError($"{list.Source(name)}: {element}is {Text(value)}; {card.Name} takes {Words(domain)} "
                + $"here{Advice(card, domain, array)}");
        }
    }

    private static bool IsIn(Domain domain, double value) => domain switch
    {
        Domain.Positive => value > 0,
        Domain.NonNegative => value >= 0,
        Domain.Probability => value is >= 0 and <= 1,
        Domain.Sign => value is 1 or -1,
        _ => true,
    };

    // A mask has one number for each loss: an element, or a row of them.
    private static bool Counts(LossArray? mask, LossArray array, int at)
    {
        if (mask is null || mask.Values.Length == 0 || array.Values.Length % mask.Values.Length != 0)
            return true;
        return mask.Values[at / (array.Values.Length / mask.Values.Length)] != 0;
    }

    private static string Advice(LossCard card, Domain domain, LossArray array)
    {
        if (domain == Domain.Sign && array.Values.All(value => value is 0 or 1))
            return "; of targets 0 and 1, give 2·t − 1";
        bool isOfLogits = domain == Domain.Probability && LossCatalog.Find(card.Name + "-with-logits") is not null;
        return isOfLogits ? $"; for logits there is {card.Name}-with-logits" : "";
    }

    private static string Index(int at, int[] shape)
    {
        int[] index = new int[shape.Length];
        for (int i = shape.Length - 1; i >= 0; i--)
            (at, index[i]) = Math.DivRem(at, shape[i]);
        return $"[{string.Join(", ", index)}]";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
