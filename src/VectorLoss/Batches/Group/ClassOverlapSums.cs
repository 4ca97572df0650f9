using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>What the classes of a row add up to, and from that its loss.</summary>
/// <param name="rule">The loss.</param>
/// <param name="numbers">Room for <see cref="Numbers"/> a class.</param>
internal readonly ref struct ClassOverlapSums(GroupRule rule, Span<double> numbers)
{
    /// <summary>Numbers a class.</summary>
    public const int Numbers = 5;

    /// <summary>Σp·t of each class.</summary>
    public readonly Span<double> Both = numbers[..rule.Classes];

    /// <summary>Σp of each class.</summary>
    public readonly Span<double> Chances = numbers.Slice(rule.Classes, rule.Classes);

    /// <summary>Σt of each class.</summary>
    public readonly Span<double> Targets = numbers.Slice(2 * rule.Classes, rule.Classes);

    /// <summary>The part of the slope by p that is the same at all places of the class.</summary>
    public readonly Span<double> Slopes = numbers.Slice(3 * rule.Classes, rule.Classes);

    /// <summary>The part of it that is a multiple of t.</summary>
    public readonly Span<double> SlopesByTarget = numbers.Slice(4 * rule.Classes, rule.Classes);

    /// <summary>Forgets a row.</summary>
    [MethodImpl(Compiled.Early)]
    public void Clear()
    {
        for (int c = 0; c < rule.Classes; c++)
            Both[c] = Chances[c] = Targets[c] = 0;
    }

    /// <summary>The loss; the slopes are set.</summary>
    public double Value() => rule.Choice == (int)OverlapWeights.Even ? Mean() : Joint();

    [MethodImpl(Compiled.Early)]
    private double Mean()
    {
        double sum = 0;
        for (int c = 0; c < rule.Classes; c++)
        {
            double below = Chances[c] + Targets[c] + rule.Number, share = (2 * Both[c] + rule.Number) / below;
            sum += 1 - share;
            Slopes[c] = share / below / rule.Classes;
            SlopesByTarget[c] = -2 / below / rule.Classes;
        }
        return sum / rule.Classes;
    }

    [MethodImpl(Compiled.Early)]
    private double Joint()
    {
        double above = rule.Number, below = rule.Number, heaviest = Heaviest(Targets);
        for (int c = 0; c < rule.Classes; c++)
        {
            double weight = Weight(Targets[c], heaviest);
            (above, below) = (above + 2 * weight * Both[c], below + weight * (Chances[c] + Targets[c]));
        }
        double share = above / below;
        for (int c = 0; c < rule.Classes; c++)
        {
            double weight = Weight(Targets[c], heaviest);
            Slopes[c] = weight * (share / below);
            SlopesByTarget[c] = -2 * weight / below;
        }
        return 1 - share;
    }

    /// <summary>What a class weighs, from what it has of the target.</summary>
    [MethodImpl(Compiled.Early)]
    public static double Weight(double target, double heaviest) => target == 0 ? heaviest : 1 / (target * target);

    /// <summary>What the rarest class weighs, and one that has no target.</summary>
    [MethodImpl(Compiled.Early)]
    public static double Heaviest(ReadOnlySpan<double> targets)
    {
        double least = double.PositiveInfinity;
        foreach (double target in targets)
            if (target != 0)
                least = Math.Min(least, target);
        return double.IsPositiveInfinity(least) ? 1 : 1 / (least * least);
    }
}
