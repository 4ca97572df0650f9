namespace VectorLoss.Checking;

/// <summary>Other checkers' verdicts, re-implemented from the inequalities that they document, to be held against the
/// same corpus.</summary>
internal static class Rules
{
    /// <summary>A rule by name; true is a pass.</summary>
    public static IReadOnlyList<(string Name, Func<Subject, GradientFunction, bool> Passes)> All { get; } =
    [
        ("textbook average", Textbook), ("PyTorch slow", TorchSlow), ("PyTorch fast", TorchFast), ("JAX", Jax),
    ];

    // K. Saito, Deep Learning from Scratch, ch. 5: the average of |analytic − numeric|, by central differences of h =
    // 1e-4. The
    // book prints it and calls 1e-7 and below right; 1e-6 here, for what h² costs.
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
    // 1e-5 and the
    // size of what is compared, which for a function with one output is 1.
    private static bool Jax(Subject subject, GradientFunction gradient)
    {
        Random random = new(0);
        double[] direction = [.. Enumerable.Range(0, subject.Point.Length).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        (double analytic, double numeric) = Along(subject, gradient, direction, 1e-4);
        return Math.Abs(analytic - numeric) <= 1e-5 + (1e-5 * Math.Abs(numeric));
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
            NumericalGradient.Of(subject.Function, x, numeric, step);
        return (analytic, numeric);
    }

    private static (double Analytic, double Numeric) Along(Subject subject, GradientFunction gradient,
        double[] direction, double step)
    {
        double[] analytic = new double[subject.Point.Length];
        gradient(subject.Point, analytic);
        double At(double t) => subject.Function([.. subject.Point.Zip(direction, (x, v) => x + (t * v))]);
        return (analytic.Zip(direction, (a, v) => a * v).Sum(), (At(step) - At(-step)) / (2 * step));
    }
}
