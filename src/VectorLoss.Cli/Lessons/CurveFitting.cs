using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class CurveFitting : ILesson
{
    private const double Digits = 8;

    public string Name => "curve-fitting";

    public void Run(Notebook note)
    {
        // The 27 regressions of NIST's reference datasets, whose parameters are certified to eleven digits.
        IReadOnlyList<NistProblem> problems = NistProblem.All;
        double[] far = [.. problems.Select(problem => Fit(problem, problem.Start).Digits)];
        double[] near = [.. problems.Select(problem => Fit(problem, problem.SecondStart).Digits)];
        note.Say("near", problems.Count, near.Min());
        note.Say("far", far.Count(digits => digits >= Digits),
            string.Join(", ", problems.Where((_, i) => far[i] < Digits).Select(problem => problem.Name)));
        note.Chart("digits")
            .Dots("far", far.Select((digits, i) => (i + 1.0, Math.Max(digits, 0)))).Dots("near", near.Select(
                (digits, i) => (i + 1.0, digits)), radius: 2).Across("eight", Digits);
        note.Claim("near", near.Count(digits => digits >= Digits), atLeast: problems.Count);
        note.Claim("far", far.Count(digits => digits >= Digits), atLeast: 25);

        NistProblem peak = problems.Single(problem => problem.Name == "Eckerle4");
        note.Control("steps", [1, 3, 9, 81, 91, 101, 111, 121], usual: 121, (chart, calls) =>
        {
            double[] point = Fit(peak, peak.Start, (int)calls).Point;
            chart.Dots("observed", peak.Observations).Line("fitted", x => peak.Predict(point, x), 400, 500);
            chart.Caption = note.Caption("steps", Math.Max(peak.RightDigits(point), 0), peak.Value(point));
        });

        // Descent along the gradient, with the largest rate that lowers the sum.
        NistProblem slow = problems.Single(problem => problem.Name == "Misra1a");
        double[] descended = Descend(slow, 10_000);
        note.Say("descent", slow.Name, 10_000, Math.Max(slow.RightDigits(descended), 0), slow.Value(descended),
            slow.CertifiedSum);
        note.Claim("descent", slow.RightDigits(descended), atMost: 2);
    }

    private static (double[] Point, double Digits) Fit(NistProblem problem, IReadOnlyList<double> start, int calls = 0)
    {
        double[] point = [.. start];
        MinimizeOptions? options = calls == 0
            ? null : new() { GradientTolerance = 0, ValueTolerance = 0, MaxEvaluations = calls };
        LevenbergMarquardt.Minimize(problem.Linearize, problem.Residuals, point, options);
        return (point, problem.RightDigits(point));
    }

    private static double[] Descend(NistProblem problem, int steps)
    {
        double[] point = [.. problem.SecondStart], trial = [.. point], gradient = new double[point.Length];
        double rate = 1, value = problem.Value(point);
        for (int step = 0; step < steps; step++)
        {
            problem.Gradient(point, gradient);
            for (int i = 0; i < point.Length; i++)
                trial[i] = point[i] - (rate * gradient[i]);
            double found = problem.Value(trial);
            rate *= found < value ? 1.2 : 0.5;
            if (!(found < value))
                continue;
            value = found;
            trial.CopyTo(point, 0);
        }
        return point;
    }
}
