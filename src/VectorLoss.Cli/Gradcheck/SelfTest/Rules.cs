using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Other checkers' verdicts, re-implemented from the inequalities that they document, to be held against the
/// same corpus.</summary>
internal static class Rules
{
    /// <summary>A rule by name; true is a pass.</summary>
    public static IReadOnlyList<(string Name, Func<Subject, GradientFunction, bool> Passes)> All { get; } =
    [
        ("textbook average", Textbook), ("PyTorch slow", TorchSlow), ("PyTorch fast", TorchFast), ("JAX", Jax),
        ("SciPy", Scipy), ("Ceres", Ceres), ("R numDeriv", NumDeriv),
    ];

    // K. Saito, Deep Learning from Scratch, ch. 5: the average of |analytic − numeric|, by central differences of h =
    // 1e-4. The book prints it and calls 1e-7 and below right; 1e-6 here, for what h² costs.
    private static bool Textbook(Subject subject, GradientFunction gradient)
    {
        (double[] analytic, double[] numeric) = Both(subject, gradient, 1e-4);
        return analytic.Zip(numeric, (a, n) => Math.Abs(a - n)).Average() < 1e-6;
    }

    // torch.autograd.gradcheck: |a − n| ≤ atol + rtol·|n| for every element, eps 1e-6, atol 1e-5, rtol 1e-3.
    private static bool TorchSlow(Subject subject, GradientFunction gradient)
    {
        (double[] analytic, double[] numeric) = Both(subject, gradient, 1e-6);
        return analytic.Zip(numeric, (a, n) => Math.Abs(a - n) <= 1e-5 + (1e-3 * Math.Abs(n))).All(within => within);
    }

    // Its fast mode: one direction u of uniform numbers, normalised; |uᵀ(a − n)| ≤ atol·Σu + rtol·|uᵀn|.
    private static bool TorchFast(Subject subject, GradientFunction gradient)
    {
        Random random = new(0);
        double[] u = Subjects.Numbers(random, subject.Point.Length, 0, 1);
        double norm = Math.Sqrt(u.Sum(value => value * value));
        u = Array.ConvertAll(u, value => value / norm);
        (double analytic, double numeric) = Along(subject, gradient, u, 1e-6);
        return Math.Abs(analytic - numeric) <= (1e-5 * u.Sum()) + (1e-3 * Math.Abs(numeric));
    }

    // jax.test_util.check_grads in float64: one normal direction, eps 1e-4, |a − n| ≤ tol·size + tol·size·|n| with tol
    // 1e-5 and the size of what is compared, which for a function with one output is 1.
    private static bool Jax(Subject subject, GradientFunction gradient)
    {
        Random random = new(0);
        double[] direction = [.. Enumerable.Range(0, subject.Point.Length).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        (double analytic, double numeric) = Along(subject, gradient, direction, 1e-4);
        return Math.Abs(analytic - numeric) <= 1e-5 + (1e-5 * Math.Abs(numeric));
    }

    // scipy.optimize.check_grad: the 2-norm of analytic less forward differences of step 1.49e-8. The manual's example
    // gives 3e-8, and no limit; 1e-6 is taken.
    private static bool Scipy(Subject subject, GradientFunction gradient)
    {
        const double Step = 1.4901161193847656e-8;
        double[] analytic = new double[subject.Point.Length], x = [.. subject.Point];
        gradient(subject.Point, analytic);
        double here = At(subject, x), sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double off = analytic[i] - (subject.Part is { } part ? (part(i, x[i] + Step) - part(i, x[i])) / Step
                : (Moved(subject, x, i, x[i] + Step) - here) / Step);
            sum += off * off;
        }
        return Math.Sqrt(sum) < 1e-6;
    }

    // ceres::GradientChecker: differences by Ridders, from a hundredth of x by halves, at most ten times; the relative
    // error, or the absolute one beside a 0, is at most 1e-8, the solver's default.
    private static bool Ceres(Subject subject, GradientFunction gradient) => Each(subject, gradient, (x, f) =>
    {
        const int Most = 10;
        double step = Math.Max(1.4901161193847656e-8, 1e-2 * Math.Abs(x)), best = double.NaN,
            error = double.PositiveInfinity;
        double[] before = new double[Most], now = new double[Most];
        for (int i = 0; i < Most; i++, step /= 2)
        {
            now[0] = (f(x + step) - f(x - step)) / (2 * step);
            double power = 1;
            for (int k = 1; k <= i; k++)
            {
                power *= 4;
                now[k] = ((power * now[k - 1]) - before[k - 1]) / (power - 1);
                double off = Math.Max(Math.Abs(now[k] - now[k - 1]), Math.Abs(now[k] - before[k - 1]));
                (best, error) = off <= error ? (now[k], off) : (best, error);
            }
            if (i > 0 && Math.Abs(now[i] - before[i - 1]) >= 2 * error)
                break;
            now.CopyTo(before, 0);
        }
        return best;
    }, (a, n) => Math.Abs(a - n) / (a == 0 || n == 0 ? 1 : Math.Max(Math.Abs(a), Math.Abs(n))) < 1e-8);

    // numDeriv::grad: Richardson's extrapolation of four central differences, d = eps = 1e-4; then all.equal with its
    // tolerance of 1.5e-8, here for every element by itself.
    private static bool NumDeriv(Subject subject, GradientFunction gradient) => Each(subject, gradient, (x, f) =>
    {
        const int Differences = 4;
        double step = Math.Abs(1e-4 * x) + (Math.Abs(x) < 1.7811e-5 ? 1e-4 : 0);
        double[] quotients = new double[Differences];
        for (int i = 0; i < Differences; i++, step /= 2)
            quotients[i] = (f(x + step) - f(x - step)) / (2 * step);
        for (int order = 1; order < Differences; order++)
            for (int i = 0; i + order < Differences; i++)
                quotients[i] = ((Math.Pow(4, order) * quotients[i + 1]) - quotients[i]) / (Math.Pow(4, order) - 1);
        return quotients[0];
    }, (a, n) => Math.Abs(a - n) <= 1.5e-8 * (a == 0 ? 1 : Math.Abs(a)));

    private static bool Each(Subject subject, GradientFunction gradient,
        Func<double, Func<double, double>, double> numeric, Func<double, double, bool> agrees)
    {
        double[] analytic = new double[subject.Point.Length], x = [.. subject.Point];
        gradient(subject.Point, analytic);
        for (int i = 0; i < x.Length; i++)
        {
            int index = i;
            double slope = numeric(x[i], subject.Part is { } part ? value => part(index, value)
                : value => Moved(subject, x, index, value));
            if (!agrees(analytic[i], slope))
                return false;
        }
        return true;
    }

    private static double Moved(Subject subject, double[] x, int index, double value)
    {
        double kept = x[index];
        x[index] = value;
        double result = At(subject, x);
        x[index] = kept;
        return result;
    }

    // None of the rules says what an exception of the function means; here it is NaN.
    private static double At(Subject subject, ReadOnlySpan<double> x)
    {
        try
        {
            return subject.Function(x);
        }
        catch (ArgumentException)
        {
            return double.NaN;
        }
    }

    private static (double[] Analytic, double[] Numeric) Both(Subject subject, GradientFunction gradient, double step)
    {
        double[] analytic = new double[subject.Point.Length], numeric = new double[subject.Point.Length],
            x = [.. subject.Point];
        gradient(subject.Point, analytic);
        if (subject.Part is { } part)
            for (int i = 0; i < x.Length; i++)
                numeric[i] = (part(i, x[i] + step) - part(i, x[i] - step)) / (2 * step);
        else
            NumericalGradient.Of(at => At(subject, at), x, numeric, step);
        return (analytic, numeric);
    }

    private static (double Analytic, double Numeric) Along(Subject subject, GradientFunction gradient,
        double[] direction, double step)
    {
        double[] analytic = new double[subject.Point.Length];
        gradient(subject.Point, analytic);
        double Value(double t) => At(subject, subject.Point.Zip(direction, (x, v) => x + (t * v)).ToArray());
        return (analytic.Zip(direction, (a, v) => a * v).Sum(), (Value(step) - Value(-step)) / (2 * step));
    }
}
