using System.Diagnostics;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>Whoever does a piece of work and can be timed doing it.</summary>
internal abstract class Contestant(string name, string version)
{
    public string Name { get; } = name;

    public string Version { get; } = version;

    public string Named => Version.Length == 0 ? Name : $"{Name} {Version}";

    /// <summary>Microseconds that so many repetitions took.</summary>
    public abstract double Measure(int calls);

    /// <summary>Null if the result is the expected one, else what is wrong with it. Called after at least one run.</summary>
    public abstract string? Verify();
}

/// <summary>Work done in this process.</summary>
internal sealed class Local(string name, string version, Action run, Func<string?>? verify = null) : Contestant(name, version)
{
    public override double Measure(int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    public override string? Verify() => verify?.Invoke();
}
