using System.Diagnostics.CodeAnalysis;
using VectorLoss.Catalogue;
using VectorLoss.Losses;
using VectorLoss.Training;

namespace VectorLoss.Cli.Tables;

/// <summary>The loss of a net for a table, and what it means for the targets.</summary>
/// <param name="Name">As the command line and the model name it.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Kind">What the targets are.</param>
/// <param name="Domain">Which numbers they may be.</param>
/// <param name="MayScale">Whether the loss depends on the difference from the target only, so that another scale of the
/// targets changes nothing but the scale of the loss.</param>
internal sealed record TableLoss(string Name, NetLoss Loss, TargetKind Kind, Domain Domain, bool MayScale)
{
    /// <summary>Whether outputs say something only beside the others of their row.</summary>
    public bool IsRanking { get; init; }

    private const string Flags = "binary-cross-entropy-with-logits", Numbers = "mse", Levels = "quantile";

    /// <summary>The loss that suits the targets where none is named.</summary>
    /// <param name="areClasses">Whether the target is one of texts.</param>
    /// <param name="areFlags">Whether there are several targets, all 0 or 1.</param>
    public static string Usual(bool areClasses, bool areFlags)
        => areClasses ? LossNames.Default : areFlags ? Flags : Numbers;

    /// <summary>The loss of a name, which may have options, as huber:delta=2.</summary>
    /// <param name="name">The name.</param>
    /// <param name="levels">Levels of quantiles, or none.</param>
    /// <param name="output">What a pointwise loss looks at.</param>
    /// <param name="areClasses">Whether the target is one of texts.</param>
    /// <exception cref="UserError">There is no such loss, or it suits no such target.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The program is not trimmed.")]
    public static TableLoss Find(string name, ReadOnlySpan<double> levels, OutputLayer output, bool areClasses)
    {
        try
        {
            return Made(name, levels, output, areClasses);
        }
        catch (FormatException problem)
        {
            throw new UserError($"--loss {Printable.Cut(name)}: {problem.Message}", problem);
        }
    }

    /// <summary>Refuses targets that are none of this loss.</summary>
    /// <exception cref="Data.DataFormatException">There is one; its cell is named.</exception>
    public void Require(Table table, IEnumerable<Column> targets, int[] rows)
    {
        foreach (Column target in targets)
        {
            foreach (int row in rows)
            {
                double number = Domain == Domain.Label ? 0 : target.Number(row);
                string? wanted = Domain switch
                {
                    Domain.Positive when !(number > 0) => "above 0",
                    Domain.NonNegative when !(number >= 0) => "not below 0",
                    Domain.Probability when number is not (>= 0 and <= 1) => "from 0 to 1",
                    Domain.Sign when number is not (-1 or 0 or 1) => "0 and 1, or -1 and 1",
                    _ => null,
                };
                if (wanted is not null)
                    throw table.Wrong(row, target, $"{number} is no target of {Name}, whose targets are {wanted}");
            }
        }
    }

    private static TableLoss Made(string name, ReadOnlySpan<double> levels, OutputLayer output, bool areClasses)
    {
        if (levels.Length > 0)
        {
            return areClasses ? throw new UserError("--quantiles suits numbers, and the target holds texts")
                : name == Levels ? new(name, TargetLoss.Quantiles(levels), TargetKind.Numbers, Domain.Real, true)
                : throw new UserError($"--quantiles suits numbers and --loss {Levels}, not '{Printable.Cut(name)}'");
        }
        (string plain, (string, double)[] options) = LossNames.Split(name);
        LossCard? card = plain == LossNames.Default ? CrossEntropy.Card : LossLookup.TryFind(plain, out _);
        if (card is not null && (areClasses || card.Target == Domain.Label) && ClassifierLoss.Fits(card))
        {
            return new(name, LossNames.Made(() => ClassifierLoss.Of(card, output, options)), TargetKind.Classes,
                Domain.Label, false);
        }
        if (card is not null && !areClasses && TargetLoss.Fits(card))
        {
            TargetLoss loss = LossNames.Made(() => TargetLoss.Of(card, output, options));
            Domain domain = card.DomainOf(1, options);
            return new(name, loss,
                domain is Domain.Probability or Domain.Sign ? TargetKind.Flags : TargetKind.Numbers, domain,
                card.Claims.HasFlag(Claims.ResidualOnly))
            {
                IsRanking = card.Link == Link.Ranking,
            };
        }
        string[] all = [.. LossCatalog.All.Where(areClasses ? ClassifierLoss.Fits : Any).Select(one => one.Name)];
        throw LossNames.Refusal(name, card is null ? Nearest.Hint(plain, all)
            : card.Link == Link.None ? "; what it takes is no output of a net beside its target"
            : areClasses ? "; the target has texts" : "", all);
    }

    private static bool Any(LossCard card)
        => TargetLoss.Fits(card) || (card.Target == Domain.Label && ClassifierLoss.Fits(card));
}
