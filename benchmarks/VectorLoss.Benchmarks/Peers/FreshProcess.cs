using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>One of our own works in the first moments of a process, which is another one for every sample.</summary>
/// <param name="name">Who it is in the table.</param>
/// <param name="work">The name of a plan.</param>
/// <param name="shape">Its shape.</param>
/// <param name="settings">Variables of the environment.</param>
internal sealed class FreshProcess(
    string name, string work, string shape, params (string Name, string Value)[] settings) : Contestant(name, "")
{
    // The first call compiles the work; one at each place of the stack is not timed.
    private const int FirstCalls = 4;

    public override double Measure(int calls)
    {
        using var process = new OwnProcess(Name, work, shape, settings);
        process.Measure(FirstCalls);
        return process.Measure(calls);
    }

    public override string? Verify() => null;
}
