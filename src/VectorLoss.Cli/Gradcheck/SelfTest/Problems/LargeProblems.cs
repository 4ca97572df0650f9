using VectorLoss.Checking;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

// Problems 1 and 20 to 31 of Moré, Garbow and Hillstrom: those of a number of variables that one may choose.

internal sealed class Rosenbrock(int n) : ResidualProblem($"Rosenbrock, {n}", n,
    [.. Enumerable.Range(0, n).Select(j => j % 2 == 0 ? -1.2 : 1)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
        => i % 2 == 1 ? R.Of(10) * (x[i] - x[i - 1] * x[i - 1]) : R.Of(1) - x[i - 2];
}

internal sealed class Watson() : ResidualProblem("Watson", 31, new double[6])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        if (i > 29)
            return i == 30 ? x[0] : x[1] - x[0] * x[0] - R.Of(1);
        double t = i / 29.0, power = 1;
        R slope = R.Of(0), value = x[0];
        for (int j = 1; j < x.Length; j++)
        {
            slope += R.Of(j * power) * x[j];
            power *= t;
            value += R.Of(power) * x[j];
        }
        return slope - value * value - R.Of(1);
    }
}

internal sealed class PenaltyOne() : ResidualProblem("penalty I", 11,
    [.. Enumerable.Range(1, 10).Select(j => (double)j)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        if (i <= x.Length)
            return R.Of(Math.Sqrt(1e-5)) * (x[i - 1] - R.Of(1));
        R sum = R.Of(-0.25);
        foreach (R one in x)
            sum += one * one;
        return sum;
    }
}

internal sealed class PenaltyTwo() : ResidualProblem("penalty II", 20, [.. Enumerable.Repeat(0.5, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        int n = x.Length;
        R root = R.Of(Math.Sqrt(1e-5)), tenth = R.Of(0.1);
        if (i == 1)
            return x[0] - R.Of(0.2);
        if (i <= n)
            return root * (R.Exp(x[i - 1] * tenth) + R.Exp(x[i - 2] * tenth)
                - R.Of(Math.Exp(i / 10.0) + Math.Exp((i - 1) / 10.0)));
        if (i < 2 * n)
            return root * (R.Exp(x[i - n] * tenth) - R.Of(Math.Exp(-0.1)));
        R sum = R.Of(-1);
        for (int j = 0; j < n; j++)
            sum += R.Of(n - j) * x[j] * x[j];
        return sum;
    }
}

internal sealed class VariablyDimensioned() : ResidualProblem("variably dimensioned", 12,
    [.. Enumerable.Range(1, 10).Select(j => 1 - j / 10.0)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        if (i <= x.Length)
            return x[i - 1] - R.Of(1);
        R sum = R.Of(0);
        for (int j = 0; j < x.Length; j++)
            sum += R.Of(j + 1) * (x[j] - R.Of(1));
        return i == x.Length + 1 ? sum : sum * sum;
    }
}

internal sealed class TrigonometricSystem() : ResidualProblem("trigonometric", 10, [.. Enumerable.Repeat(0.1, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R sum = R.Of(x.Length) + R.Of(i) * (R.Of(1) - R.Cos(x[i - 1])) - R.Sin(x[i - 1]);
        foreach (R one in x)
            sum -= R.Cos(one);
        return sum;
    }
}

internal sealed class BrownAlmostLinear() : ResidualProblem("Brown almost-linear", 10, [.. Enumerable.Repeat(0.5, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R sum = R.Of(-x.Length - 1) + x[i - 1], product = R.Of(1);
        foreach (R one in x)
            (sum, product) = (sum + one, product * one);
        return i < x.Length ? sum : product - R.Of(1);
    }
}

internal sealed class DiscreteBoundaryValue() : ResidualProblem("discrete boundary value", 10,
    [.. Enumerable.Range(1, 10).Select(j => j / 11.0 * (j / 11.0 - 1))])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        double h = 1.0 / (x.Length + 1);
        R shifted = x[i - 1] + R.Of(i * h + 1), result = R.Of(2) * x[i - 1]
            + R.Of(h * h / 2) * shifted * shifted * shifted;
        if (i > 1)
            result -= x[i - 2];
        return i < x.Length ? result - x[i] : result;
    }
}

internal sealed class DiscreteIntegralEquation() : ResidualProblem("discrete integral equation", 10,
    [.. Enumerable.Range(1, 10).Select(j => j / 11.0 * (j / 11.0 - 1))])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        double h = 1.0 / (x.Length + 1), at = i * h;
        R sum = R.Of(0);
        for (int j = 1; j <= x.Length; j++)
        {
            double t = j * h;
            R shifted = x[j - 1] + R.Of(t + 1);
            sum += R.Of(j <= i ? (1 - at) * t : at * (1 - t)) * shifted * shifted * shifted;
        }
        return x[i - 1] + R.Of(h / 2) * sum;
    }
}

internal sealed class BroydenTridiagonal() : ResidualProblem("Broyden tridiagonal", 10,
    [.. Enumerable.Repeat(-1.0, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R result = (R.Of(3) - R.Of(2) * x[i - 1]) * x[i - 1] + R.Of(1);
        if (i > 1)
            result -= x[i - 2];
        return i < x.Length ? result - R.Of(2) * x[i] : result;
    }
}

internal sealed class BroydenBanded() : ResidualProblem("Broyden banded", 10, [.. Enumerable.Repeat(-1.0, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R own = x[i - 1], result = own * (R.Of(2) + R.Of(5) * own * own) + R.Of(1);
        for (int j = Math.Max(1, i - 5); j <= Math.Min(x.Length, i + 1); j++)
            if (j != i)
                result -= x[j - 1] * (R.Of(1) + x[j - 1]);
        return result;
    }
}
