using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Spans;
using Xunit;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Values and derivatives of functions on the tape against the true ones of data/ops.</summary>
public class OpReferenceTests
{
    /// <summary>
    /// What value, slopes and curvature may be off by, in units in the last place. A value is one function of at most
    /// 1.5 ULP. A slope adds at most four roundings of half a unit each, and to that of pow two by a logarithm. A
    /// curvature is a quotient rule over the slope: as many roundings again, of terms up to three times the result.
    /// </summary>
    private const double Value = 1.5, Slope = 4, Curvature = 16;

    public static TheoryData<string> Names => [
        "Softplus", "Square", "Sqrt", "Reciprocal", "Sin", "Cos", "Atan", "Pow", "Erf", "Erfc", "Erfcx", "LogNormalCdf",
        "LogGamma", "Digamma", "Polygamma", "BesselI0e", "BesselI1e", "LogBeta", "LogRisingFactorial",
    ];

    [Theory, MemberData(nameof(Names))]
    public void In_double(string name) => Check<double>(name, 53, 1e-300, 1e300);

    [Theory, MemberData(nameof(Names))]
    public void In_float(string name) => Check<float>(name, 24, 1e-36, 1e36);

    private static void Check<T>(string name, int digits, double smallest, double largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int compared = 0;
        foreach (string[] cells in File.ReadLines(RepositoryFiles.Data("ops/reference.csv"))
            .Select(line => line.Split(',')).Where(cells => cells[0] == name))
        {
            (double x, double y) = (Number(cells[1])!.Value, Number(cells[2])!.Value);
            double[] actual = Run<T>(name, x, y);
            double[] bounds = [Value, Slope, Slope, Curvature];
            for (int i = 0; i < actual.Length; i++)
            {
                if (Number(cells[3 + i]) is not { } truth || Math.Abs(truth) < smallest || Math.Abs(truth) > largest
                    || Math.Abs(x) < smallest)
                    continue;
                double unit = Math.ScaleB(1, Math.ILogB(Scale(name, i, x, y, cells)) + 1 - digits);
                double ulps = Math.Abs(actual[i] - truth) / unit;
                Assert.True(ulps <= bounds[i], string.Create(CultureInfo.InvariantCulture,
                    $"{name}({x:R}, {y:R}) result {i}: {actual[i]:R}, true {truth:R}, off by {ulps:g3} ULP"));
                compared++;
            }
        }
        Assert.True(compared > 100, $"only {compared} numbers compared");
    }

    /// <summary>
    /// The size of what a derivative is the difference of, where the difference is smaller: of e^−|x|·I₀ and
    /// e^−|x|·I₁ (its second derivative also of 1/x, which I₁/x moves by), of the terms of the second derivative of
    /// erfcx. The slope of log Φ enlarges the rounding of x/√2 by x².
    /// </summary>
    private static double Scale(string name, int result, double x, double y, string[] cells)
    {
        double size = Math.Abs(Number(cells[3 + result])!.Value), value = Math.Abs(Number(cells[3]) ?? 0);
        return (name, result) switch
        {
            (_, 0) => size,
            ("BesselI1e", 3) => Math.Max(size, 1 / x),
            ("BesselI0e" or "BesselI1e", _) => Math.Max(value, Math.Max(size, Math.Abs(Number(cells[4])!.Value))),
            // ψ of the rounded sum.
            ("LogRisingFactorial", 2) => size + (x + y) * Polygamma(1, x + y),
            ("Erfcx", 1) => Math.Max(size, x < 4 ? 2 / Math.Sqrt(Math.PI) : 0),
            ("Erfcx", _) => Math.Max(size, 2 * value),
            ("LogNormalCdf", _) => size * (1 + x * x),
            _ => size,
        };
    }

    private static double Polygamma(int n, double x)
    {
        double[] result = [0];
        SpecialFunctions.Polygamma(n, [x], result);
        return Math.Abs(result[0]);
    }

    /// <summary>Value, slope by x, slope by y and second derivative by x.</summary>
    private static double[] Run<T>(string name, double x, double y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tape<T> tape = new();
        Var a = tape.Parameter(Shape.Scalar), b = tape.Parameter(Shape.Scalar);
        Var result = name switch
        {
            "Softplus" => tape.Softplus(a),
            "Square" => tape.Square(a),
            "Sqrt" => tape.Sqrt(a),
            "Reciprocal" => tape.Reciprocal(a),
            "Sin" => tape.Sin(a),
            "Cos" => tape.Cos(a),
            "Atan" => tape.Atan(a),
            "Erf" => tape.Erf(a),
            "Erfc" => tape.Erfc(a),
            "Erfcx" => tape.Erfcx(a),
            "LogNormalCdf" => tape.LogNormalCdf(a),
            "LogGamma" => tape.LogGamma(a),
            "Digamma" => tape.Digamma(a),
            "Polygamma" => tape.Polygamma(2, a),
            "BesselI0e" => tape.BesselI0e(a),
            "BesselI1e" => tape.BesselI1e(a),
            "LogBeta" => tape.LogBeta(a, b),
            "LogRisingFactorial" => tape.LogRisingFactorial(a, b),
            _ => tape.Pow(a, b),
        };
        (tape.Values(a)[0], tape.Values(b)[0]) = (T.CreateTruncating(x), T.CreateTruncating(y));
        tape.Direction(a)[0] = T.One;
        tape.ForwardBackward(result);
        T[] results = [tape.Scalar(result), tape.Gradient(a)[0], tape.Gradient(b)[0], default];
        Assert.Equal(results[1], tape.JacobianVector(result)[0]);
        tape.HessianVector(result);
        results[3] = tape.GradientTangent(a)[0];
        return [.. results.Select(double.CreateTruncating)];
    }

    private static double? Number(string bits)
        => bits == "-" ? null : BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber));
}
