using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Losses;
using VectorLoss.Rows;

namespace VectorLoss.Cli;

/// <summary>Faults of one loss or op in particular: those that libraries shipped.</summary>
internal static class Faults
{
    /// <summary>Each is a function with a gradient that is not its own.</summary>
    /// <param name="many">The elements of the largest mean.</param>
    public static IEnumerable<Subject> All(int many)
    {
        double[] far = Subjects.Numbers(new(5), 13, 1.5, 3), zeros = new double[13],
            spread = Subjects.Numbers(new(6), 13, -3, 3);
        yield return Loss("huber: parabola beyond δ", new Huber(1), spread, zeros, (p, t) => p - t);
        yield return Loss("huber: bends at 2δ", new Huber(1), far, zeros, (p, t) => Math.Clamp(p - t, -2, 2));
        yield return Loss("smooth-l1: the line's slope is β", new SmoothL1(0.5), spread, zeros,
            (p, t) => Math.Clamp(p - t, -0.5, 0.5));
        yield return Loss("smooth-l1 with β = 0: 0/0", new SmoothL1(0), [.. spread, 0], [.. zeros, 0],
            (p, t) => Math.Abs(p - t) <= 0 ? (p - t) / 0 : Math.Sign(p - t));
        yield return Loss("l1: slope 1 at the kink of an absolute value times 2", new AbsoluteError(), [0, 1, -1],
            [0, 0, 0], (p, t) => p == t ? 2 : Math.Sign(p - t));
        yield return Loss("hinge: wrong side of the margin", new Hinge(), spread, Signs(13), (p, t) => t * p > 1 ? -t
            : 0);
        yield return Loss("quantile: sides exchanged", new Quantile(0.2), spread, zeros, (p, t) => p < t ? -0.8 : 0.2);
        yield return Loss("kl-div: 0·log 0 at a zero target", new KullbackLeibler(false), spread,
            [0, .. Subjects.Numbers(new(8), 12, 0.1, 0.9)], (p, t) => -t * (Math.Log(t) / Math.Log(t)));
        yield return Loss("bce of logits by log σ: saturated", new BinaryCrossEntropyWithLogits(), [800, -800, 1],
            [1, 0, 1], Saturated);
        yield return Loss("bce of logits: label smoothing left out", new BinaryCrossEntropyWithLogits(1, 0.1), spread,
            Halves(13), (p, t) => 1 / (1 + Math.Exp(-p)) - t);
        yield return Loss("bce of logits: weight of the positive part left out", new BinaryCrossEntropyWithLogits(3),
            spread, Halves(13), (p, t) => 1 / (1 + Math.Exp(-p)) - t);
        yield return Loss("poisson-nll: derivative of the rate, not of its log", new PoissonNegativeLogLikelihood(),
            far, Halves(13), (p, t) => 1 - t / Math.Exp(p));
        yield return Loss("log-cosh: clipped instead of tanh", new LogCosh(), spread, zeros,
            (p, t) => Math.Clamp(p - t, -1, 1));
        yield return Loss("mse: ½ assumed", new SquaredError(), spread, zeros, (p, t) => p - t);
        yield return Classes("softmax: large common offset overflows", 1000, Naive, new());
        yield return Classes("softmax: class weights missing in the divisor", 0,
            (x, g) => Right(x, g, new() { Batch = new() { Reduction = Reduction.MeanBy(4) }, ClassWeights = Weights }),
            new() { ClassWeights = Weights });
        yield return Classes("softmax: smoothing on ignored rows", 0, SmoothingOnIgnored,
            new() { Ignore = [2], LabelSmoothing = 0.2 });
        yield return Classes("softmax: ignored rows in the divisor", 0,
            (x, g) => Right(x, g, new() { Batch = new() { Reduction = Reduction.MeanBy(4) }, Ignore = [2] }),
            new() { Ignore = [2] });
        yield return Classes("softmax: fused path without the smoothing of the plain one", 0,
            (x, g) => Right(x, g, new()), new() { LabelSmoothing = 0.1 });
        yield return Classes("softmax: z-loss left out of the gradient", 0, (x, g) => Right(x, g, new()),
            new() { LseSquareScale = 0.05 });
        yield return Classes("softmax: soft cap left out of the gradient", 0, (x, g) => Right(x, g, new()),
            new() { Softcap = 2 });
        yield return Classes("softmax: probabilities without the target", 0, (x, g) => RowFunctions.Softmax(x, 3, g),
            new());
        yield return Cotangent("softmax: upstream gradient ignored",
            (dy, y, g) => RowFunctions.SoftmaxGradient<double>(y, Ones, 3, g));
        yield return Cotangent("softmax: upstream gradient of the first row for all",
            (dy, y, g) => RowFunctions.SoftmaxGradient<double>(y, FirstRow(dy), 3, g));
        yield return Cotangent("softmax: diagonal of the Jacobian only",
            (dy, y, g) => { for (int i = 0; i < g.Length; i++) g[i] = dy[i] * y[i] * (1 - y[i]); });
        yield return Mean($"mean over {many}: gradient 0", many, (g, n) => Array.Clear(g));
        yield return Mean($"mean over {many}: one element twice", many, (g, n) => g[n / 3] *= 2);
        yield return Mean("mean over 10000: one element twice", 10_000, (g, n) => g[n / 3] *= 2);
    }

    private static readonly double[] Weights = [0.5, 1.5, 3];
    private static readonly int[] Labels = [0, 2, 1, 0];
    private static readonly double[] Ones = [.. Enumerable.Repeat(1.0, 12)];

    private delegate void Rewrite(ReadOnlySpan<double> upstream, ReadOnlySpan<double> output, Span<double> gradient);

    private static double[] Signs(int count) => [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? 1.0 : -1)];

    private static double[] Halves(int count) => Subjects.Numbers(new(9), count, 0.1, 0.9);

    private static double Saturated(double p, double t)
    {
        double yes = 1 / (1 + Math.Exp(-p));
        return -(t / yes * yes * (1 - yes)) + ((1 - t) / (1 - yes) * yes * (1 - yes));
    }

    private static Subject Loss<TLoss>(string name, TLoss loss, double[] predictions, double[] targets, Func<double,
        double, double> slope)
        where TLoss : struct, IPointLoss => new(name, x => loss.Mean(x, targets.AsSpan()), (x, g) =>
        {
            for (int i = 0; i < g.Length; i++)
                g[i] = slope(x[i], targets[i]) / g.Length;
        }, predictions)
        { MeanOver = predictions.Length };

    private static Subject Classes(string name, double offset, GradientFunction wrong, ClassLossOptions options)
    {
        double[] logits = [.. Subjects.Numbers(new(4), 12, -2, 2).Select(x => x + offset)], scratch = new double[12];
        double[] weights = [.. options.ClassWeights];
        int[] ignore = [.. options.Ignore];
        return new(name, x => new CrossEntropy().ValueAndGradient(x, 3, Labels, scratch, new()
        {
            ClassWeights = weights,
            Ignore = ignore,
            LabelSmoothing = options.LabelSmoothing,
            LseSquareScale = options.LseSquareScale,
            Softcap = options.Softcap,
        }), wrong, logits)
        { MeanOver = 4, Shape = (4, 3) };
    }

    private static void Right(ReadOnlySpan<double> x, Span<double> gradient, ClassOptions<double> options)
        => new CrossEntropy().ValueAndGradient(x, 3, Labels, gradient, options);

    private static void Naive(ReadOnlySpan<double> x, Span<double> gradient)
    {
        for (int row = 0; row < 4; row++)
        {
            double sum = Math.Exp(x[3 * row]) + Math.Exp(x[(3 * row) + 1]) + Math.Exp(x[(3 * row) + 2]);
            for (int c = 0; c < 3; c++)
                gradient[(3 * row) + c] = ((Math.Exp(x[(3 * row) + c]) / sum) - (Labels[row] == c ? 1 : 0)) / 4;
        }
    }

    private static void SmoothingOnIgnored(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double[] all = new double[12];
        Right(x, all, new() { Batch = new() { Reduction = Reduction.MeanBy(3) }, LabelSmoothing = 0.2 });
        Right(x, gradient, new() { LabelSmoothing = 0.2, Ignore = [2] });
        for (int i = 3; i < 6; i++)
            gradient[i] = 0.2 * all[i];
    }

    private static Subject Cotangent(string name, Rewrite pull)
    {
        double[] logits = Subjects.Numbers(new(4), 12, -2, 2), upstream = Subjects.Numbers(new(5), 12, -1, 1),
            output = new double[12];
        double Value(ReadOnlySpan<double> x)
        {
            RowFunctions.Softmax(x, 3, output);
            double sum = 0;
            for (int i = 0; i < 12; i++)
                sum += output[i] * upstream[i];
            return sum;
        }
        return new(name, Value, (x, g) => { RowFunctions.Softmax(x, 3, output); pull(upstream, output, g); },
            logits)
        { Shape = (4, 3) };
    }

    private static double[] FirstRow(ReadOnlySpan<double> upstream)
    {
        double[] first = new double[upstream.Length];
        for (int i = 0; i < first.Length; i++)
            first[i] = upstream[i % 3];
        return first;
    }

    private static Subject Mean(string name, int count, Action<double[], int> spoil)
    {
        Subject right = Subjects.Point(name, new SquaredError(), count);
        return right with
        {
            Gradient = (x, g) =>
            {
                double[] own = new double[count];
                right.Gradient(x, own);
                spoil(own, count);
                own.CopyTo(g);
            },
        };
    }
}
