using System.Globalization;
using System.Text.RegularExpressions;
using VectorLoss.Checking;
using VectorLoss.Cli;
using VectorLoss.Cli.Pages;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

/// <summary>
/// A nonlinear regression problem of NIST's Statistical Reference Datasets: observations, two starting points and the
/// certified parameters, read from its file under data/nist. The files are in the public domain.
/// </summary>
internal sealed partial class NistProblem : ResidualProblem
{
    private readonly NistModel model;
    private readonly double[] response;
    private readonly double[][] predictors;

    private NistProblem(string name, NistModel model, double[][] data, double[][] parameters)
        : base(name, data.Length, parameters[0])
    {
        this.model = model;
        response = [.. data.Select(row => model.LogResponse ? Math.Log(row[0]) : row[0])];
        predictors = [.. data.Select(row => row[1..])];
        (SecondStart, Certified) = (parameters[1], parameters[2]);
    }

    /// <summary>All 27, by name.</summary>
    public static IReadOnlyList<NistProblem> All { get; } =
        [.. NistModel.All.Select(model => Read(model)).OrderBy(problem => problem.Name, StringComparer.Ordinal)];

    /// <summary>The starting point nearer to the solution.</summary>
    public IReadOnlyList<double> SecondStart { get; }

    /// <summary>The parameters to eleven digits.</summary>
    public IReadOnlyList<double> Certified { get; }

    /// <summary>The certified residual sum of squares.</summary>
    public double CertifiedSum { get; private init; }

    /// <summary>The observations: the first predictor and the response.</summary>
    public IEnumerable<(double X, double Y)> Observations => predictors.Zip(response, (x, y) => (x[0], y));

    /// <summary>The fitted response at a predictor.</summary>
    public double Predict(ReadOnlySpan<double> parameters, double x)
    {
        var lanes = new Lane1<double>[parameters.Length];
        for (int j = 0; j < lanes.Length; j++)
            lanes[j] = new(parameters[j]);
        return model.Value<Lane1<double>>(lanes, [x]).Number;
    }

    /// <summary>Right digits of the worst parameter, 11 at most: so many are certified.</summary>
    public double RightDigits(IEnumerable<double> parameters) => parameters.Zip(Certified, (found, certified)
        => Math.Min(11, -Math.Log10(Math.Abs(found - certified) / Math.Abs(certified)))).Min();

    public override R Residual<R>(int i, ReadOnlySpan<R> x)
        => R.Of(response[i - 1]) - model.Value(x, predictors[i - 1]);

    private static NistProblem Read(NistModel model)
    {
        string[] lines = Page.Resource($"nist/{model.Name}.dat").ReplaceLineEndings("\n").Split('\n');
        double[][] parameters = [.. lines.Where(line => Parameter().IsMatch(line)).Select(line =>
            Numbers(line.Split('=')[1]))];
        int first = Array.FindLastIndex(lines, line => line.StartsWith("Data:", StringComparison.Ordinal)) + 1;
        double[][] data = [.. lines[first..].Where(line => line.Trim().Length > 0).Select(Numbers)];
        string sum = lines.Single(line => line.StartsWith("Residual Sum of Squares:", StringComparison.Ordinal));
        return new(model.Name, model, data, [.. Enumerable.Range(0,
            3).Select(column => parameters.Select(row => row[column]).ToArray())])
        {
            CertifiedSum = Numbers(sum.Split(':')[1])[0],
        };
    }

    private static double[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^\s+b\d+ =")]
    private static partial Regex Parameter();
}
