using System.Diagnostics;
using System.Globalization;
using VectorLoss.Benchmarks.Compare;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>One of our own works in a process of its own, under other settings of the runtime.</summary>
/// <remarks>The process ends with this one: its input is closed.</remarks>
internal sealed class OwnProcess : Contestant, IDisposable
{
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
            double time = ours.Measure(int.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ok {time:R}"));
        }
        return 0;
    }
}
