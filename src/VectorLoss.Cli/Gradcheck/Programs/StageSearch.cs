using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Finds the stage of a program whose backward is wrong: f is restarted from the outputs of its stages, the
/// last one first, and the gradient with respect to each is checked, until one is wrong.</summary>
/// <param name="model">The program.</param>
/// <param name="point">The point.</param>
/// <param name="options">How gradients are checked.</param>
internal sealed class StageSearch(ProgramModel model, ProgramPoint point, GradientCheckOptions options)
{
    // What a restart computes from the same numbers may be rounded elsewhere; another function differs by more.
    private const double MostDifference = 1e-4;

    private readonly List<string> unclear = [];

    /// <summary>Searches.</summary>
    /// <param name="outputs">The outputs at the point, in the order in which they are computed; at least one.</param>
    /// <param name="value">f at the point.</param>
    public StageFinding Find(IReadOnlyList<StageOutput> outputs, double value)
    {
        try
        {
            // A restart continues with what the program keeps of the last x.
            model.Value(point.Vector);
            for (int i = outputs.Count - 1; i >= 0; i--)
            {
                double again = model.Restart(outputs[i].Value, outputs[i].Value.Values);
                if (!(Math.Abs(again - value) <= MostDifference * Math.Abs(value)))
                    return new(null, FormattableString.Invariant(
                        $"not searched: restarted at '{outputs[i].Name}' f is {again:R}, from x it is {value:R}"));
                GradientReport report = Check(outputs[i]);
                if (report.Failed)
                    return Between(i + 1 < outputs.Count ? outputs[i + 1].Name : null, outputs[i].Name, report);
                if (!report.Passed)
                    unclear.Add(outputs[i].Name);
            }
        }
        catch (UserError problem)
        {
            return new(null, "not searched: the program does not restart at a stage ("
                + problem.Message.Replace("--program: ", "") + ")");
        }
        return new(outputs[0].Name, $"∂f/∂ of every output is right{Unclear()}: the backward of '{outputs[0].Name}' is "
            + "wrong, or x enters a later stage and is wrong there");
    }

    private StageFinding Between(string? right, string wrong, GradientReport report)
    {
        string element = report.Offenders.FirstOrDefault(finding => !finding.IsAccepted)?.Path ?? "";
        string text = right is null
            ? $"the backward of f, behind the last stage '{wrong}', is wrong: ∂f/∂{element} is"
            : $"the backward of '{right}' is wrong: ∂f/∂'{right}' is right, ∂f/∂{element} is not";
        return new(right ?? "f", text + Unclear());
    }

    private string Unclear() => unclear.Count == 0 ? ""
        : $" (inconclusive: {string.Join(", ", unclear.Select(name => $"'{name}'"))})";

    private GradientReport Check(StageOutput output)
    {
        double[] values = options.Precision == NumberPrecision.Float
            ? Array.ConvertAll(output.Value.Values, number => (double)(float)number) : output.Value.Values;
        NamedArguments arguments = new NamedArguments().Add(output.Name, values, output.Value.Shape);
        UserError? failure = null;
        double Value(ReadOnlySpan<double> x)
        {
            try
            {
                return model.Restart(output.Value, x);
            }
            catch (UserError problem)
            {
                failure = problem;
                throw;
            }
        }
        GradientReport report = GradientCheck.Run([Value], (_, into) => output.Gradient.CopyTo(into), arguments,
            options with { Subject = output.Name });
        return failure is null ? report : throw failure;
    }
}
