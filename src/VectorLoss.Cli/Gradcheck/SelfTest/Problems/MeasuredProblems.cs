using VectorLoss.Checking;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

// Problems 8 to 12 and 15 to 19 of Moré, Garbow and Hillstrom: fits to data that were measured or computed.

internal sealed class Bard() : ResidualProblem("Bard", 15, 1, 1, 1)
{
    private static readonly double[] Observed =
        [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        int v = 16 - i, w = Math.Min(i, v);
        return R.Of(Observed[i - 1]) - (x[0] + R.Of(i) / (R.Of(v) * x[1] + R.Of(w) * x[2]));
    }
}

internal sealed class GaussianFunction() : ResidualProblem("Gaussian", 15, 0.4, 1, 0)
{
    private static readonly double[] Observed = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R distance = R.Of((8 - i) / 2.0) - x[2];
        return x[0] * R.Exp(-x[1] * distance * distance / R.Of(2)) - R.Of(Observed[Math.Min(i, 16 - i) - 1]);
    }
}

internal sealed class Meyer() : ResidualProblem("Meyer", 16, 0.02, 4000, 250)
{
    private static readonly double[] Observed =
    [
        34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872,
    ];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
        => x[0] * R.Exp(x[1] / (R.Of(45 + 5 * i) + x[2])) - R.Of(Observed[i - 1]);
}

internal sealed class Gulf() : ResidualProblem("Gulf research and development", 99, 5, 2.5, 0.15)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        double t = i / 100.0, y = 25 + Math.Cbrt(Math.Pow(-50 * Math.Log(t), 2));
        return R.Exp(-R.Pow(R.Abs(R.Of(y) - x[1]), x[2]) / x[0]) - R.Of(t);
    }
}

internal sealed class Box() : ResidualProblem("Box three-dimensional", 10, 0, 10, 20)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        double t = 0.1 * i;
        return R.Exp(R.Of(-t) * x[0]) - R.Exp(R.Of(-t) * x[1]) - x[2] * R.Of(Math.Exp(-t) - Math.Exp(-10 * t));
    }
}

internal sealed class KowalikOsborne() : ResidualProblem("Kowalik and Osborne", 11, 0.25, 0.39, 0.415, 0.39)
{
    private static readonly double[] Observed =
        [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];

    private static readonly double[] At = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R u = R.Of(At[i - 1]);
        return R.Of(Observed[i - 1]) - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3]);
    }
}

internal sealed class BrownDennis() : ResidualProblem("Brown and Dennis", 20, 25, 5, -5, -1)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        double t = i / 5.0;
        return RealMath.Square(x[0] + R.Of(t) * x[1] - R.Of(Math.Exp(t)))
            + RealMath.Square(x[2] + x[3] * R.Of(Math.Sin(t)) - R.Of(Math.Cos(t)));
    }
}

internal sealed class OsborneOne() : ResidualProblem("Osborne 1", 33, 0.5, 1.5, -1, 0.01, 0.02)
{
    private static readonly double[] Observed =
    [
        0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603,
        0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411,
        0.406,
    ];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R t = R.Of(10 * (i - 1));
        return R.Of(Observed[i - 1]) - (x[0] + x[1] * R.Exp(-t * x[3]) + x[2] * R.Exp(-t * x[4]));
    }
}

internal sealed class BiggsSix() : ResidualProblem("Biggs EXP6", 13, 1, 2, 1, 1, 1, 1)
{
    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        double t = 0.1 * i;
        double y = Math.Exp(-t) - 5 * Math.Exp(-10 * t) + 3 * Math.Exp(-4 * t);
        return x[2] * R.Exp(R.Of(-t) * x[0]) - x[3] * R.Exp(R.Of(-t) * x[1]) + x[5] * R.Exp(R.Of(-t) * x[4]) - R.Of(y);
    }
}

internal sealed class OsborneTwo() : ResidualProblem("Osborne 2", 65, 1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5)
{
    private static readonly double[] Observed =
    [
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606,
        0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423,
        0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668,
        0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098,
        0.054,
    ];

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
    {
        R t = R.Of((i - 1) / 10.0), sum = x[0] * R.Exp(-t * x[4]);
        for (int peak = 0; peak < 3; peak++)
            sum += x[1 + peak] * R.Exp(-RealMath.Square(t - x[8 + peak]) * x[5 + peak]);
        return R.Of(Observed[i - 1]) - sum;
    }
}
