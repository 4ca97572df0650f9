using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Tests;

/// <summary>Something that must hold for every point loss, in float and in double.</summary>
internal abstract class PointLaw : PointVisitor<bool>
{
    public LossCard Card { get; private set; } = null!;

    private IReadOnlyDictionary<string, double> options = new Dictionary<string, double>();

    /// <summary>Holds the law against the loss and options of a setting such as <c>huber[delta=1.5]</c>.</summary>
    public void Hold(string setting)
    {
        LossExample example = LossExamples.All.First(row => row.Setting == setting);
        Card = LossCatalog.Find(example.Loss)!;
        options = example.Options.ToDictionary();
        Card.Visit(this, example.Options);
    }

    public sealed override bool Point<TLoss>(TLoss loss)
    {
        Check<TLoss, float>(loss);
        Check<TLoss, double>(loss);
        return true;
    }

    protected abstract void Check<TLoss, T>(TLoss loss) where TLoss : struct, IPointLoss
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    protected T[] Predictions<T>(int count, int seed = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sample<T>(options.GetValueOrDefault("log_input", 1) == 0 ? Domain.Positive : Card.Prediction, count, seed);

    protected T[] Targets<T>(int count, int seed = 2) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Sample<T>(options.GetValueOrDefault("log_target") == 1 ? Domain.Real : Card.Target, count, seed);

    protected static T[] Sample<T>(Domain domain, int count, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(Draw(domain, random)))];
    }

    private static double Draw(Domain domain, Random random) => domain switch
    {
        Domain.Positive => 0.125 + 6 * random.NextDouble(),
        Domain.NonNegative => Math.Max(0, 7 * random.NextDouble() - 1),
        Domain.Probability => random.NextDouble(),
        Domain.Sign => random.Next(2) * 2 - 1,
        _ => 8 * random.NextDouble() - 4,
    };

    /// <summary>The kernel itself on one width: total, values and slopes.</summary>
    protected static double Run<TLoss, T, V>(TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets,
        Span<T> values, Span<T> slopes,
        ReadOnlySpan<T> weights = default, ReadOnlySpan<bool> mask = default)
        where TLoss : struct, IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where V : struct, ILanes<V, T>
        => new PointKernel<TLoss, T, Everything>(loss, predictions, targets)
        {
            Values = values,
            Slopes = slopes,
            Weights = weights,
            Mask = mask,
            Scale = T.CreateTruncating(0.375),
        }.Run<V>();

    private readonly struct Everything : IPointOutput
    {
        public static bool Values => true;
        public static bool Slopes => true;

        public static Dual<R> Of<TLoss, R>(TLoss loss, R prediction, R target)
            where TLoss : IPointLoss where R : struct, IReal<R>
            => TLoss.ValueAndSlope(loss, prediction, target);
    }
}
