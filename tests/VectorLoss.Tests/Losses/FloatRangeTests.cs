using VectorLoss.Catalogue;
using VectorLoss.Data;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Xunit;
using Double = VectorLoss.Lanes.Lane1<double>;
using Single = VectorLoss.Lanes.Lane1<float>;

namespace VectorLoss.Tests.Losses;

/// <summary>
/// What a float can hold, a formula in float gives: for numbers of 10⁻¹² to 10¹² (exponents up to 40) no part of it
/// overflows on the way to a result that does not.
/// </summary>
public class FloatRangeTests
{
    private const int Draws = 20_000;

    // Their first two inputs, where they are real numbers, are exponents of e.
    private static readonly string[] Exponential =
        ["gamma-nll", "tweedie", "ppo-clip", "grpo", "aft-weibull", "interval-aft-weibull"];

    public static TheoryData<string> Losses => [.. LossCatalog.All
        .Where(card => card.Family is LossFamily.Point or LossFamily.Triple).Select(card => card.Name)];

    [Theory, MemberData(nameof(Losses))]
    public void A_float_is_finite_where_the_double_is_an_ordinary_number(string name)
    {
        LossCard card = LossCatalog.Find(name)!;
        List<string> lost = card.Visit(new Lost(card));
        Assert.True(lost.Count == 0, $"{lost.Count}: {string.Join("; ", lost.Take(5))}");
    }

    // In float z is infinite at the first three; by mpmath.
    [Theory]
    [InlineData(1e10f, 0, 1e-30f, 297.13883816, 4e-10, -3e30)]
    [InlineData(3f, -2f, 1e-38f, 266.73522849, 0.8, -3e38)]
    [InlineData(1e30f, 1f, 1e-37f, 529.69993224, 4e-30, -3e37)]
    [InlineData(2.5f, 2.4f, 1f, 0.00665556751, 0.13289024, 0.986710989)]
    public void Student_t_is_right_where_the_deviation_overflows(
        float location, float target, float scale, double value, double slope, double byScale)
    {
        Single p = new(location), t = new(target), s = new(scale);
        Triple<Single> slopes = new StudentNegativeLogLikelihood(3).Slopes(p, t, s);
        Near(value, new StudentNegativeLogLikelihood(3).Value(p, t, s).Number);
        Near(slope, slopes.First.Number);
        Near(-slope, slopes.Second.Number);
        Near(byScale, slopes.Third.Number);
    }

    private static void Near(double right, float found) => Assert.Equal(1, found / right, 1e-6);

    private sealed class Lost(LossCard card) : ILossVisitor<List<string>>
    {
        private readonly SeededRandom random = new(2026);
        private readonly List<string> found = [];

        public List<string> Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
        {
            for (int draw = 0; draw < Draws; draw++)
            {
                float p = Draw(card.Prediction), t = Draw(card.Target);
                Compare([p, t], "value", loss.Value(new Single(p), new(t)).Number,
                    loss.Value(new Double(p), new(t)).Number);
                Compare([p, t], "slope", loss.Slope(new Single(p), new(t)).Number,
                    loss.Slope(new Double(p), new(t)).Number);
            }
            return found;
        }

        public List<string> Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss => found;

        public List<string> Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
        {
            for (int draw = 0; draw < Draws; draw++)
            {
                float[] x = [.. card.Inputs.Select(input => Draw(input.Domain))];
                Single a = new(x[0]), b = new(x[1]), c = new(x[2]);
                Double d = new(x[0]), e = new(x[1]), f = new(x[2]);
                Compare(x, "value", loss.Value(a, b, c).Number, loss.Value(d, e, f).Number);
                Triple<Single> single = loss.Slopes(a, b, c);
                Triple<Double> exact = loss.Slopes(d, e, f);
                Compare(x, "slope 1", single.First.Number, exact.First.Number);
                Compare(x, "slope 2", single.Second.Number, exact.Second.Number);
                Compare(x, "slope 3", single.Third.Number, exact.Third.Number);
            }
            return found;
        }

        private void Compare(float[] inputs, string what, float single, double exact)
        {
            double size = Math.Abs(exact);
            if (size is > 1e-30 and < 1e37 && !float.IsFinite(single))
                found.Add($"{what} at {string.Join(", ", inputs)}: {single}, {exact}");
        }

        private float Draw(Domain domain)
        {
            double size = Math.Pow(10, random.Uniform(-12, 12));
            if (domain == Domain.Real && Exponential.Contains(card.Name))
                size = Math.Min(size, 40);
            return (float)(domain switch
            {
                Domain.Real or Domain.Angle => random.Below(2) == 0 ? size : -size,
                Domain.Positive or Domain.NonNegative => size,
                Domain.Sign => (random.Below(2) * 2) - 1,
                Domain.Bit => random.Below(2),
                Domain.LogProbability => -size,
                _ => random.Below(2) == 0 ? Math.Min(1, size) : 1 - Math.Min(1, size),
            });
        }
    }
}
