using VectorLoss.Lanes;

namespace VectorLoss.Tests;

/// <summary>The functions of one or two numbers by name, on any number system.</summary>
internal static class ScalarFunctions
{
    public static R Of<R>(string function, R x, double y) where R : struct, IReal<R>
        => Of(function, x, R.Of(y), (int)y);

    public static R Of<R>(string function, R x, R y, int order) where R : struct, IReal<R> => function switch
    {
        "Sin" => R.Sin(x),
        "Cos" => R.Cos(x),
        "Atan" => R.Atan(x),
        "Pow" => R.Pow(x, y),
        "Erf" => R.Erf(x),
        "Erfc" => R.Erfc(x),
        "Erfcx" => R.Erfcx(x),
        "LogNormalCdf" => R.LogNormalCdf(x),
        "LogGamma" => R.LogGamma(x),
        "Digamma" => R.Digamma(x),
        "Polygamma" => R.Polygamma(order, x),
        "PolygammaRise0" => R.PolygammaRise(0, x, y),
        "PolygammaRise1" => R.PolygammaRise(1, x, y),
        "PolygammaRise3" => R.PolygammaRise(3, x, y),
        "LogBeta" => R.LogBeta(x, y),
        "LogRisingFactorial" => R.LogRisingFactorial(x, y),
        "BesselI0e" => R.BesselI0e(x),
        "BesselI1e" => R.BesselI1e(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function),
    };
}
