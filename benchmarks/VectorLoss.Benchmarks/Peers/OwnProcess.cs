using System.Diagnostics;
using System.Globalization;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>One of our own works in a process of its own, under other settings of the runtime.</summary>
/// <remarks>The process ends with this one: its input is closed.</remarks>
internal sealed class OwnProcess : Contestant, IDisposable
{
    private const string SettleLine = "settle";

    // A runtime of one processor waits for a second, and for another where new code ran in the first, before it counts.
    private const int SettleSeconds = 3;

    private readonly LineProcess process;

    /// <summary>Starts this program again.</summary>
    /// <param name="name">Who it is in the table.</param>
    /// <param name="work">The name of a plan.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="settings">Variables of the environment.</param>
    public OwnProcess(string name, string work, string shape, params (string Name, string Value)[] settings)
        : base(name, "")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Command, work, shape]);
        foreach ((string variable, string value) in settings)
            start.Environment[variable] = value;
        process = new(name, start);
    }

    /// <summary>The word that makes this program serve a work instead of comparing.</summary>
    public const string Command = "serve";

    /// <summary>The same process, when it has run for seconds and nobody compiles anything in it.</summary>
    public OwnProcess Settled()
    {
        process.Ask(SettleLine);
        return this;
    }

    public override double Measure(int calls)
        => LineProcess.Number(process.Ask(calls.ToString(CultureInfo.InvariantCulture)));

    public override string? Verify() => null;

    public void Dispose() => process.Dispose();

    /// <summary>The other side: runs a work as often as each line says and answers with the microseconds.</summary>
    public static int Serve(string work, string shape)
    {
        using var context = new CompareContext(threads: 1, peers: false);
        Plan plan = Comparison.Everything(context).First(plan => plan.Name == work && plan.Shape == shape);
        Contestant ours = plan.Make(plan).Ours;
        while (Console.ReadLine() is { } line)
        {
            double time = line == SettleLine ? Settle(ours)
                : ours.Measure(int.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ok {time:R}"));
        }
        return 0;
    }

    private static double Settle(Contestant ours)
    {
        const int Calls = 100;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < SettleSeconds;)
            ours.Measure(Calls);
        return new WarmUp(3).Settle([ours])[0];
    }
}
