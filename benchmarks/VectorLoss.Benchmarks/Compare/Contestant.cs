using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VectorLoss.Benchmarks.Compare;

/// <summary>Whoever does a piece of work and can be timed doing it.</summary>
internal abstract class Contestant(string name, string version)
{
    public string Name { get; } = name;

    public string Version { get; } = version;

    public string Named => Version.Length == 0 ? Name : $"{Name} {Version}";

    /// <summary>Microseconds that so many repetitions took.</summary>
    public abstract double Measure(int calls);

    /// <summary>Null if the result is the expected one, else what is wrong. Called after at least one run.</summary>
    public abstract string? Verify();
}

/// <summary>Work done in this process.</summary>
/// <remarks>
/// A quarter of the calls is made at each of the four places where the stack can lie within a cache line. Code that
/// passes registers over the stack depends on it: TensorPrimitives.Log of 2,048 floats takes 0.65 µs where its slots
/// are aligned and 2.65 elsewhere, and the place is the same for all calls of a process, by chance.
/// </remarks>
internal sealed class Local(string name, string version, Action run, Func<string?>? verify = null)
    : Contestant(name, version)
{
    private const int Places = 4, StackAlignment = 16;

    private int first;

    public override double Measure(int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int place = 0; place < Places; place++)
            Run((calls + place) / Places, (place + first) % Places * StackAlignment);
        first++;
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    public override string? Verify() => verify?.Invoke();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Run(int calls, int depth)
    {
        Span<byte> gap = stackalloc byte[depth];
        gap.Clear();
        for (int i = 0; i < calls; i++)
            run();
    }
}
