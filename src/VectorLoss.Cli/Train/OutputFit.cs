using System.Diagnostics.CodeAnalysis;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli;

/// <summary>Whether a loss can look at what <c>--output</c> makes of the last layer.</summary>
internal static class OutputFit
{
    /// <summary>Refuses an output layer that has no effect, or that the loss has in itself.</summary>
    /// <param name="name">The loss, which is one.</param>
    /// <param name="output">What was asked for.</param>
    /// <param name="areClasses">Whether the target is one class of several.</param>
    /// <exception cref="UserError">The two do not suit each other.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The program is not trimmed.")]
    public static void Require(string name, OutputLayer output, bool areClasses)
    {
        if (output == OutputLayer.Auto)
            return;
        (string plain, (string, double)[] options) = LossNames.Split(name);
        LossCard card = plain == LossNames.Default ? CrossEntropy.Card : LossLookup.TryFind(plain, out _)!;
        bool isReal = card.DomainOf(0, options) == Domain.Real;
        if (areClasses && card.Target == Domain.Label)
        {
            OutputLayer own = isReal ? OutputLayer.Linear : OutputLayer.Softmax;
            if (output != own)
                throw Refusal(output, $"has no effect with --loss {name}, which looks at "
                    + (isReal ? "the numbers of the last layer" : "their softmax"));
            return;
        }
        if (output == OutputLayer.Linear || !isReal)
            return;
        if (card.Target == Domain.Sign)
            throw Refusal(output, $"does not suit --loss {name}, which takes scores of either sign");
        if (card.Link is not (Link.Identity or Link.Ranking))
        {
            throw Refusal(output, $"does not suit --loss {name}: it takes "
                + $"{(card.Link == Link.Exponential ? "logarithms of means" : "logits")}, and {Own(card.Link)} follows "
                + "in predictions by itself");
        }
    }

    private static UserError Refusal(OutputLayer output, string reason)
        => new($"--output {output.ToString().ToLowerInvariant()} {reason}");

    private static string Own(Link link) => link switch
    {
        Link.Exponential => "the exponential",
        Link.BinarySparsemax => "its projection",
        _ => $"the {link.ToString().ToLowerInvariant()}",
    };
}
