using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>Right gradients that a checker is easily wrong about.</summary>
internal static class Awkward
{
    public static IEnumerable<Subject> All()
    {
        yield return One("|x| at 0", x => Math.Abs(x), x => Math.Sign(x), 0);
        yield return One("max(x, 0) at 0", x => Math.Max(x, 0), x => x > 0 ? 1 : 0, 0);
        yield return One("a step at its jump", x => x > 0 ? 1 : 0, x => 0, 0);
        yield return One("a kink at distance 1e-6", x => Math.Abs(x - 1), x => Math.Sign(x - 1), 1 + 1e-6);
        yield return One("a kink at distance 1e-9", x => Math.Abs(x - 1), x => Math.Sign(x - 1), 1 + 1e-9);
        yield return One("x² at 1e8", x => x * x, x => 2 * x, 1e8);
        yield return One("x² at 1e-8", x => x * x, x => 2 * x, 1e-8);
        yield return One("x² at 0", x => x * x, x => 2 * x, 0);
        yield return One("log at 1e-8", Math.Log, x => 1 / x, 1e-8);
        yield return One("log at 1e8", Math.Log, x => 1 / x, 1e8);
        yield return One("√x at 1e-8", Math.Sqrt, x => 0.5 / Math.Sqrt(x), 1e-8);
        yield return One("1/x at 1e-3", x => 1 / x, x => -1 / (x * x), 1e-3);
        yield return One("a plateau", x => 7, x => 0, 0.3);
        yield return One("a line of slope 1e-12", x => 1e-12 * x, x => 1e-12, 0.3);
        yield return One("exp of 1,000 times x", x => Math.Exp(1000 * x), x => 1000 * Math.Exp(1000 * x), 0.01);
        yield return One("sine of 500 times x", x => Math.Sin(500 * x), x => 500 * Math.Cos(500 * x), 0.7);
        yield return One("a narrow peak", x => Math.Exp(-1e6 * x * x), x => -2e6 * x * Math.Exp(-1e6 * x * x), 1e-3);
        yield return One("x⁴ at its minimum", x => x * x * x * x, x => 4 * x * x * x, 0);
        yield return One("σ far out", x => 1 / (1 + Math.Exp(-x)),
            x => { double e = Math.Exp(-x); return e / ((1 + e) * (1 + e)); }, 30);
        yield return One("the edge of x·log x", x => x < 0 ? double.NaN : x == 0 ? 0 : x * x * Math.Log(x), x => x == 0
            ? 0 : x * (1 + 2 * Math.Log(x)), 0);
        foreach (double scale in (double[])[1e-8, 1, 1e8])
        {
            yield return Of(FormattableString.Invariant($"mse at the size {scale:R}"), new SquaredError(), scale,
                false);
            yield return Of(FormattableString.Invariant($"huber at the size {scale:R}"), new Huber(), scale, false);
            yield return Of(FormattableString.Invariant($"log-cosh at the size {scale:R}"), new LogCosh(), scale,
                false);
            yield return Of(FormattableString.Invariant($"l1 with hits at the size {scale:R}"), new AbsoluteError(),
                scale, true);
        }
        yield return Of("hinge on the margin", new Hinge(), 1, true);
        yield return Of("huber at the bend", new Huber(2), 1, true);
        yield return Subjects.Point("mean of 100,000", new SquaredError(), 100_000);
        yield return Subjects.Point("mean of 1,000 absolute values", new AbsoluteError(), 1_000);
        yield return Large();
    }

    private static Subject One(string name, Func<double, double> f, Func<double, double> slope, double x)
        => new(name, at => f(at[0]), (at, g) => g[0] = slope(at[0]), [x]);

    // With hits, every other prediction stands exactly on a kink.
    private static Subject Of<TLoss>(string name, TLoss loss, double scale, bool hits) where TLoss : struct, IPointLoss
    {
        double[] targets = [.. Subjects.Numbers(new(2), 9, -1, 1).Select(t => loss is Hinge ? (t < 0 ? -1 : 1)
            : scale * t)];
        double[] predictions = [.. Subjects.Numbers(new(1), 9, -1, 1).Select(p => scale * p)];
        for (int i = 0; hits && i < targets.Length; i += 2)
            predictions[i] = loss.Kinks(targets[i])[0];
        return new(name, x => loss.Mean(x, targets.AsSpan()), (x, g) => loss.Gradient(x, targets, g),
            predictions)
        { MeanOver = 9 };
    }

    private static Subject Large()
    {
        double[] logits = [.. Subjects.Numbers(new(3), 12, -2, 2).Select(x => x + 1e6)], scratch = new double[12];
        int[] labels = [0, 2, 1, 0];
        return new("softmax with a common offset of 1e6", x => new CrossEntropy().ValueAndGradient(x, 3, labels,
            scratch),
            (x, g) => new CrossEntropy().ValueAndGradient(x, 3, labels, g), logits)
        { MeanOver = 4, Shape = (4, 3) };
    }
}
