using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Properties;

/// <summary>
/// What the cards claim, and what holds of every point loss, on drawn numbers. Tolerances are the bounds that the
/// formulas derive.
/// </summary>
public class PointLossProperties
{
    private static readonly LossCard[] Cards = [.. LossCatalog.All.Where(card => card.Family == LossFamily.Point)];

    /// <summary>A batch drawn from the domains of a card, of any length, with small numbers and large ones.</summary>
    public sealed record Batch(string Loss, int Length, int Seed)
    {
        public LossCard Card => LossCatalog.Find(Loss)!;

        public T[] Predictions<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Draw<T>(Card.Prediction, 1);

        public T[] Targets<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Draw<T>(Card.Target, 2);

        public T[] Weights<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Draw<T>(Domain.NonNegative, 3);

        private T[] Draw<T>(Domain domain, int stream) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Random random = new(unchecked(Seed * 31 + stream));
            return [.. Enumerable.Range(0, Length).Select(_ => T.CreateTruncating(One(domain, random)))];
        }

        private static double One(Domain domain, Random random) => domain switch
        {
            Domain.Positive => Math.Pow(2, 8 * random.NextDouble() - 4),
            Domain.NonNegative => random.Next(4) == 0 ? 0 : Math.Pow(2, 8 * random.NextDouble() - 4),
            Domain.Probability => random.Next(6) switch { 0 => 0, 1 => 1, _ => random.NextDouble() },
            Domain.Sign => random.Next(2) * 2 - 1,
            _ => random.Next(5) switch
            {
                0 => 0,
                1 => Math.Round(4 * random.NextDouble() - 2),
                _ => 16 * random.NextDouble() - 8
            },
        };
    }

    /// <summary>How batches are drawn and made smaller.</summary>
    public static class Drawn
    {
        public static Arbitrary<Batch> Batches() => Arb.From(
            from loss in Gen.Elements(Cards.Select(card => card.Name))
            from length in Gen.Choose(1, 150)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select new Batch(loss, length, seed),
            batch => batch.Length == 1 ? [] : [batch with { Length = batch.Length / 2 }, batch with { Length = 1 }]);
    }

    [Law(400, typeof(Drawn))]
    public void What_the_cards_claim_holds(Batch batch)
        => batch.Card.Visit(new Claimed(batch));

    [Law(400, typeof(Drawn))]
    public void Sums_means_weights_and_masks_tell_one_story(Batch batch)
        => batch.Card.Visit(new Reduced<float>(batch));

    [Law(400, typeof(Drawn))]
    public void A_permuted_batch_has_a_permuted_gradient_and_one_written_in_place_the_same(Batch batch)
        => batch.Card.Visit(new Moved<float>(batch));

    [Law(400, typeof(Drawn))]
    public void Float_is_within_its_bound_of_double(Batch batch)
        => batch.Card.Visit(new Rounded(batch));

    private abstract class Property(Batch batch) : ILossVisitor<bool>
    {
        protected Batch Batch { get; } = batch;

        public bool Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        {
            Check(loss);
            return true;
        }

        protected abstract void Check<TLoss>(TLoss loss) where TLoss : struct, IPointLoss;

        public bool Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => throw new NotSupportedException();

        protected static ErrorBounded<double> At<TLoss>(TLoss loss, double prediction, double target)
            where TLoss : struct, IPointLoss
            => loss.Value(ErrorBounded<double>.Exact(prediction), ErrorBounded<double>.Exact(target));
    }

    private sealed class Claimed(Batch batch) : Property(batch)
    {
        private bool Claims(Claims claim) => Batch.Card.Claims.HasFlag(claim);

        protected override void Check<TLoss>(TLoss loss)
        {
            double[] p = Batch.Predictions<double>(), t = Batch.Targets<double>();
            for (int i = 0; i < p.Length; i++)
            {
                ErrorBounded<double> value = At(loss, p[i], t[i]);
                if (Claims(Losses.Claims.NonNegative))
                    Assert.True(value.Value >= -value.Error, $"{value.Value} at ({p[i]}, {t[i]})");
                if (Claims(Losses.Claims.ZeroAtTarget))
                    Assert.Equal(0, At(loss, t[i], t[i]).Value);
                if (Claims(Losses.Claims.ResidualOnly))
                    Assert.Equal(At(loss, p[i] - t[i], 0).Value, At(loss, p[i], t[i]).Value);
                if (Claims(Losses.Claims.Convex) && i > 0)
                    Convex(loss, p[i - 1], p[i], t[i]);
            }
        }

        private static void Convex<TLoss>(TLoss loss, double a, double b, double target)
            where TLoss : struct, IPointLoss
        {
            ErrorBounded<double> left = At(loss, a, target), right = At(loss, b, target);
            // The midpoint is rounded too: as a bounded number, its error grows by the slope there.
            ErrorBounded<double> half = ErrorBounded<double>.Exact(0.5),
                between = (ErrorBounded<double>.Exact(a) + ErrorBounded<double>.Exact(b)) * half;
            ErrorBounded<double> middle = loss.Value(between, ErrorBounded<double>.Exact(target));
            double slack = middle.Error + (left.Error + right.Error) / 2
                + 4e-16 * (Math.Abs(left.Value) + Math.Abs(right.Value));
            Assert.True(!(middle.Value > (left.Value + right.Value) / 2 + slack),
                $"not convex between {a} and {b}, target {target}");
        }
    }

    private sealed class Reduced<T>(Batch batch) : Property(batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Check<TLoss>(TLoss loss)
        {
            T[] p = Batch.Predictions<T>(), t = Batch.Targets<T>(), w = Batch.Weights<T>(),
                ones = [.. p.Select(_ => T.One)], gradient = new T[p.Length], other = new T[p.Length];
            bool[] all = [.. p.Select(_ => true)];
            double sum = loss.ValueAndGradient<TLoss, T>(p, t, gradient, Reduction.Sum);
            Assert.Equal(sum / p.Length, loss.Mean<TLoss, T>(p, t));
            Assert.Equal(sum / 13, loss.Value<TLoss, T>(p, t, Reduction.MeanBy(13)));
            Assert.Equal(sum, loss.ValueAndGradient<TLoss, T>(
                p, t, other, new() { Reduction = Reduction.Sum, Weights = ones }));
            Assert.Equal(gradient, other);
            Assert.Equal(sum, loss.ValueAndGradient<TLoss, T>(
                p, t, other, new() { Reduction = Reduction.Sum, Mask = all }));
            Assert.Equal(gradient, other);
            // A weight of 0 and a mask agree wherever the loss is finite.
            bool[] kept = [.. w.Select(weight => weight > T.Zero)];
            T[] zeros = [.. kept.Select(keep => keep ? T.One : T.Zero)];
            double masked = loss.Value<TLoss, T>(p, t, new() { Reduction = Reduction.Sum, Mask = kept });
            double weighted = loss.Value<TLoss, T>(p, t, new() { Reduction = Reduction.Sum, Weights = zeros });
            Assert.True(masked == weighted || !double.IsFinite(weighted));
        }
    }

    private sealed class Moved<T>(Batch batch) : Property(batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Check<TLoss>(TLoss loss)
        {
            T[] p = Batch.Predictions<T>(), t = Batch.Targets<T>(), gradient = new T[p.Length],
                turned = new T[p.Length];
            loss.Gradient<TLoss, T>(p, t, gradient);
            loss.Gradient<TLoss, T>([.. p.Reverse()], [.. t.Reverse()], turned);
            Assert.Equal(gradient, turned.Reverse());
            loss.Gradient<TLoss, T>(p, t, p);
            Assert.Equal(gradient, p);
        }
    }

    private sealed class Rounded(Batch batch) : Property(batch)
    {
        protected override void Check<TLoss>(TLoss loss)
        {
            float[] p = Batch.Predictions<float>(), t = Batch.Targets<float>(), values = new float[p.Length],
                slopes = new float[p.Length];
            loss.Values<TLoss, float>(p, t, values);
            loss.Gradient<TLoss, float>(p, t, slopes, Reduction.Sum);
            for (int i = 0; i < p.Length; i++)
            {
                ErrorBounded<float> prediction = ErrorBounded<float>.Exact(p[i]),
                    target = ErrorBounded<float>.Exact(t[i]);
                Within(loss.Value(prediction, target), values[i]);
                Within(loss.Slope(prediction, target), slopes[i]);
            }
        }

        private static void Within(ErrorBounded<float> bound, double got)
            => Assert.True(got.Equals(bound.Value) || Math.Abs(got - bound.Value) <= bound.Error,
            $"{got} is not within {bound.Error} of {bound.Value}");
    }
}
