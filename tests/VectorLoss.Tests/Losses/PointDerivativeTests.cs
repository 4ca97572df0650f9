using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// Derivatives against a second witness, and float against double. No tolerance here is guessed: each formula is also
/// evaluated on <see cref="ErrorBounded{T}"/>, which follows its rounding.
/// </summary>
public class PointDerivativeTests
{
    public static TheoryData<string> Settings => PointLawTests.Settings;

    [Theory, MemberData(nameof(Settings))]
    public void The_slope_is_the_dual_number_of_the_value(string setting) => new SlopeIsDual().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void The_curvature_is_the_dual_of_the_dual_of_the_value(string setting)
        => new CurvatureIsNestedDual().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void The_target_gradient_of_a_residual_is_the_gradient_with_its_sign_turned(string setting)
        => new TargetsMirror().Hold(setting);

    [Theory, MemberData(nameof(Settings))]
    public void Each_precision_stays_within_the_bound_that_its_formula_derives(string setting)
        => new WithinBound().Hold(setting);

    private abstract class PairLaw : PointLaw
    {
        private const int Pairs = 400;

        protected sealed override void Check<TLoss, T>(TLoss loss)
        {
            T[] p = Predictions<T>(Pairs, 11), t = Targets<T>(Pairs, 12);
            for (int i = 0; i < Pairs; i++)
            {
                double prediction = double.CreateTruncating(p[i]), target = double.CreateTruncating(t[i]);
                if (!loss.Kinks(target).Any(kink => Math.Abs(kink - prediction) < 1e-9 * (1 + Math.Abs(kink))))
                    Pair<TLoss, T>(loss, p[i], t[i]);
            }
        }

        protected abstract void Pair<TLoss, T>(TLoss loss, T prediction, T target)
            where TLoss : struct, IPointLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>;

        protected static void Near(ErrorBounded<double> one, ErrorBounded<double> other, string what)
            => Assert.True(
                one.Value.Equals(other.Value) || Math.Abs(one.Value - other.Value) <= one.Error + other.Error,
                $"{what}: {one.Value:R} ± {one.Error:E1} against {other.Value:R} ± {other.Error:E1}");
    }

    private sealed class SlopeIsDual : PairLaw
    {
        protected override void Pair<TLoss, T>(TLoss loss, T prediction, T target)
        {
            ErrorBounded<double> p = ErrorBounded<double>.Exact(double.CreateTruncating(prediction)),
                t = ErrorBounded<double>.Exact(double.CreateTruncating(target));
            ErrorBounded<double> dual = loss.Value(Dual<ErrorBounded<double>>.Variable(p),
                Dual<ErrorBounded<double>>.Constant(t)).Slope;
            Near(loss.Slope(p, t), dual, $"slope at ({prediction}, {target})");
        }
    }

    private sealed class CurvatureIsNestedDual : PairLaw
    {
        protected override void Pair<TLoss, T>(TLoss loss, T prediction, T target)
        {
            ErrorBounded<double> p = ErrorBounded<double>.Exact(double.CreateTruncating(prediction)),
                t = ErrorBounded<double>.Exact(double.CreateTruncating(target));
            var variable = Dual<Dual<ErrorBounded<double>>>.Variable(Dual<ErrorBounded<double>>.Variable(p));
            var constant = Dual<Dual<ErrorBounded<double>>>.Constant(Dual<ErrorBounded<double>>.Constant(t));
            ErrorBounded<double> nested = loss.Value(variable, constant).Slope.Slope;
            Near(new SlopeOf<TLoss>(loss).Slope(p, t), nested, $"curvature at ({prediction}, {target})");
        }
    }

    private sealed class TargetsMirror : PairLaw
    {
        protected override void Pair<TLoss, T>(TLoss loss, T prediction, T target)
        {
            if (!Card.Claims.HasFlag(Claims.ResidualOnly))
                return;
            ErrorBounded<double> p = ErrorBounded<double>.Exact(double.CreateTruncating(prediction)),
                t = ErrorBounded<double>.Exact(double.CreateTruncating(target));
            Near(-loss.Slope(p, t), new TargetSide<TLoss>(loss).Slope(t, p),
                $"target slope at ({prediction}, {target})");
        }
    }

    private sealed class WithinBound : PairLaw
    {
        protected override void Pair<TLoss, T>(TLoss loss, T prediction, T target)
        {
            double p = double.CreateTruncating(prediction), t = double.CreateTruncating(target);
            Lane1<T> laneP = new(prediction), laneT = new(target);
            ErrorBounded<T> boundP = ErrorBounded<T>.Exact(p), boundT = ErrorBounded<T>.Exact(t);
            Held(loss.Value(boundP, boundT), loss.Value(laneP, laneT), $"value at ({p:R}, {t:R})");
            Held(loss.Slope(boundP, boundT), loss.Slope(laneP, laneT), $"slope at ({p:R}, {t:R})");
        }

        private static void Held<T>(ErrorBounded<T> expected, Lane1<T> actual, string what)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double got = double.CreateTruncating(actual.Number);
            Assert.True(got.Equals(expected.Value) || Math.Abs(got - expected.Value) <= expected.Error,
                $"{what}: {got:R} is not within {expected.Error:E1} of {expected.Value:R}");
            // A bound that promises nothing would pass everything.
            Assert.True(expected.Error <= 1e-3 * (1 + Math.Abs(expected.Value)),
                $"{what}: the bound {expected.Error} says nothing");
        }
    }
}
