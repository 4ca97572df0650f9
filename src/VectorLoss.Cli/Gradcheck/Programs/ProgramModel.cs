using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>One copy of a program as a function with a gradient.</summary>
/// <param name="process">The running copy.</param>
/// <param name="point">The point that requests start from.</param>
internal sealed class ProgramModel(ForeignProgram process, ProgramPoint point) : IDisposable
{
    private readonly RequestWriter requests = new(point);

    /// <summary>The running copy.</summary>
    public ForeignProgram Process => process;

    /// <summary>f at any point.</summary>
    /// <param name="vector">The numbers of all arrays, one array behind another.</param>
    /// <exception cref="UserError">The program fails.</exception>
    public double Value(ReadOnlySpan<double> vector)
    {
        ReadOnlySpan<byte> line = process.Ask(requests.Ask(vector, valueOnly: true));
        return Read(line, valueOnly: true).Value ?? throw Lacks("f", line);
    }

    /// <summary>f, the gradient and the outputs of the stages at the point.</summary>
    /// <exception cref="UserError">The program fails, or the gradient does not fit the point.</exception>
    public ProgramAnswer Gradient()
    {
        ReadOnlySpan<byte> line = process.Ask(requests.Ask(point.Vector, valueOnly: false));
        ProgramAnswer answer = Read(line, valueOnly: false);
        if (answer.Value is null)
            throw Lacks("f", line);
        foreach (NamedArray array in point.Arrays)
        {
            if (!answer.Gradient.TryGetValue(point.IsNamed ? array.Name : "", out NamedArray? found))
                throw Lacks(point.IsNamed ? $"the gradient of '{array.Name}' in g" : "g as one array", line);
            if (found.Values.Length != array.Values.Length)
                throw Refused($"{(point.IsNamed ? $"g of '{array.Name}'" : "g")} has {found.Values.Length} numbers and "
                    + $"{(point.IsNamed ? "the array" : "x")} has {array.Values.Length}");
        }
        if (answer.Gradient.Count > point.Arrays.Count)
            throw Refused($"g has the array '{answer.Gradient.Keys.First(name => !IsKnown(name))}', which x has not");
        return answer;
    }

    /// <summary>f computed from the output of a stage on.</summary>
    /// <param name="stage">The stage and the numbers that it gave at the point.</param>
    /// <param name="numbers">The numbers to continue with.</param>
    /// <exception cref="UserError">The program fails, or does not restart there.</exception>
    public double Restart(NamedArray stage, ReadOnlySpan<double> numbers)
    {
        ReadOnlySpan<byte> line = process.Ask(requests.Restart(stage, numbers));
        return Read(line, valueOnly: true).Value ?? throw Lacks("f", line);
    }

    /// <summary>Waits until the program ends; gives how many requests it got.</summary>
    /// <exception cref="UserError">It printed an answer too many.</exception>
    public long Finish()
    {
        process.Finish();
        return process.Requests;
    }

    public void Dispose() => process.Dispose();

    private bool IsKnown(string name) => point.Arrays.Any(array => array.Name == name);

    private ProgramAnswer Read(ReadOnlySpan<byte> line, bool valueOnly)
    {
        ProgramAnswer answer;
        try
        {
            answer = AnswerReader.Read(line, valueOnly);
        }
        catch (FormatException problem)
        {
            throw Refused($"{problem.Message}: {ForeignProgram.Quote(line)}");
        }
        return answer.Error is null ? answer : throw Refused($"it says: {answer.Error}");
    }

    private UserError Lacks(string what, ReadOnlySpan<byte> line)
        => Refused($"{what} is missing: {ForeignProgram.Quote(line)}");

    private UserError Refused(string why) => ForeignProgram.Failure(string.Create(CultureInfo.InvariantCulture,
        $"the answer to request {process.Requests} cannot be used: {why}"));
}
