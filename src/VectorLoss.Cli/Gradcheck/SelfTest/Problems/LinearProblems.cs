using VectorLoss.Checking;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

// Problems 32 to 35 of Moré, Garbow and Hillstrom.

internal sealed class LinearFullRank() : ResidualProblem("linear, full rank", 20, [.. Enumerable.Repeat(1.0, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R sum = R.Of(0);
        foreach (R one in x)
            sum += one;
        R result = R.Of(-2.0 / Residuals) * sum - R.Of(1);
        return i <= x.Length ? x[i - 1] + result : result;
    }
}

internal sealed class LinearRankOne() : ResidualProblem("linear, rank 1", 20, [.. Enumerable.Repeat(1.0, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R sum = R.Of(0);
        for (int j = 0; j < x.Length; j++)
            sum += R.Of(j + 1) * x[j];
        return R.Of(i) * sum - R.Of(1);
    }
}

internal sealed class LinearRankOneWithZeros() : ResidualProblem("linear, rank 1 with zeros", 20,
    [.. Enumerable.Repeat(1.0, 10)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        if (i == 1 || i == Residuals)
            return R.Of(-1);
        R sum = R.Of(0);
        for (int j = 1; j < x.Length - 1; j++)
            sum += R.Of(j + 1) * x[j];
        return R.Of(i - 1) * sum - R.Of(1);
    }
}

internal sealed class Chebyquad() : ResidualProblem("Chebyquad", 10, [.. Enumerable.Range(1, 10).Select(j => j / 11.0)])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R sum = R.Of(0);
        foreach (R one in x)
            sum += Shifted(i, one);
        double integral = i % 2 == 1 ? 0 : -1.0 / (i * i - 1);
        return sum / R.Of(x.Length) - R.Of(integral);
    }

    /// <summary>The Chebyshev polynomial of a degree from 1 up, shifted to the interval from 0 to 1.</summary>
    private static R Shifted<R>(int degree, R x) where R : struct, IReal<R>
    {
        R argument = x + x - R.Of(1), before = R.Of(1), value = argument;
        for (int k = 1; k < degree; k++)
            (before, value) = (value, R.Of(2) * argument * value - before);
        return value;
    }
}
