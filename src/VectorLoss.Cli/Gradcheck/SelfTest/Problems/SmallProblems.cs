using VectorLoss.Checking;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

// Problems 2 to 7 and 14 of Moré, Garbow and Hillstrom, and Powell's singular function, which is their 13 and 22.

internal sealed class FreudensteinRoth() : ResidualProblem("Freudenstein and Roth", 2, 0.5, -2)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
        => i == 1
            ? R.Of(-13) + x[0] + ((R.Of(5) - x[1]) * x[1] - R.Of(2)) * x[1]
            : R.Of(-29) + x[0] + ((x[1] + R.Of(1)) * x[1] - R.Of(14)) * x[1];
}

internal sealed class PowellBadlyScaled() : ResidualProblem("Powell badly scaled", 2, 0, 1)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
        => i == 1 ? R.Of(1e4) * x[0] * x[1] - R.Of(1) : R.Exp(-x[0]) + R.Exp(-x[1]) - R.Of(1.0001);
}

internal sealed class BrownBadlyScaled() : ResidualProblem("Brown badly scaled", 3, 1, 1)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x) => i switch
    {
        1 => x[0] - R.Of(1e6),
        2 => x[1] - R.Of(2e-6),
        _ => x[0] * x[1] - R.Of(2),
    };
}

internal sealed class Beale() : ResidualProblem("Beale", 3, 1, 1)
{
    private static readonly double[] Observed = [1.5, 2.25, 2.625];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R power = x[1];
        for (int k = 1; k < i; k++)
            power *= x[1];
        return R.Of(Observed[i - 1]) - x[0] * (R.Of(1) - power);
    }
}

internal sealed class JennrichSampson() : ResidualProblem("Jennrich and Sampson", 10, 0.3, 0.4)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
        => R.Of(2 + 2 * i) - (R.Exp(R.Of(i) * x[0]) + R.Exp(R.Of(i) * x[1]));
}

internal sealed class HelicalValley() : ResidualProblem("helical valley", 3, -1, 0, 0)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x) => i switch
    {
        1 => R.Of(10) * (x[2] - R.Of(10) * Turns(x[0], x[1])),
        2 => R.Of(10) * (R.Sqrt(x[0] * x[0] + x[1] * x[1]) - R.Of(1)),
        _ => x[2],
    };

    /// <summary>The angle in turns, from −¼ to ¾; the formula has a branch cut at x₁ = 0.</summary>
    private static R Turns<R>(R x, R y) where R : struct, IReal<R>
    {
        R angle = R.Atan(y / x) * R.Of(0.15915494309189535);
        return R.WhereLess(x, R.Of(0), angle + R.Of(0.5), angle);
    }
}

internal sealed class PowellSingular(int n) : ResidualProblem($"Powell singular, {n}", n,
    [.. Enumerable.Range(0, n).Select(j => (j % 4) switch { 0 => 3.0, 1 => -1, 2 => 0, _ => 1 })])
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        ReadOnlySpan<R> y = x.Slice((i - 1) / 4 * 4, 4);
        return ((i - 1) % 4) switch
        {
            0 => y[0] + R.Of(10) * y[1],
            1 => R.Of(Math.Sqrt(5)) * (y[2] - y[3]),
            2 => RealMath.Square(y[1] - R.Of(2) * y[2]),
            _ => R.Of(Math.Sqrt(10)) * RealMath.Square(y[0] - y[3]),
        };
    }
}

internal sealed class Wood() : ResidualProblem("Wood", 6, -3, -1, -3, -1)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x) => i switch
    {
        1 => R.Of(10) * (x[1] - x[0] * x[0]),
        2 => R.Of(1) - x[0],
        3 => R.Of(Math.Sqrt(90)) * (x[3] - x[2] * x[2]),
        4 => R.Of(1) - x[2],
        5 => R.Of(Math.Sqrt(10)) * (x[1] + x[3] - R.Of(2)),
        _ => (x[1] - x[3]) / R.Of(Math.Sqrt(10)),
    };
}
