using System.Globalization;
using System.Numerics;
using VectorLoss.Autodiff;
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

    public static TheoryData<string> Names => ["Softplus", "Square", "Sqrt", "Reciprocal", "Sin", "Cos", "Atan", "Pow"];

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
                double unit = Math.ScaleB(1, Math.ILogB(truth) + 1 - digits);
                double ulps = Math.Abs(actual[i] - truth) / unit;
                Assert.True(ulps <= bounds[i], string.Create(CultureInfo.InvariantCulture,
                    $"{name}({x:R}, {y:R}) result {i}: {actual[i]:R}, true {truth:R}, off by {ulps:g3} ULP"));
                compared++;
            }
        }
        Assert.True(compared > 150, $"only {compared} numbers compared");
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
