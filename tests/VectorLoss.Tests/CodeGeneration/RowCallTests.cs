using VectorLoss.Lanes;
using Xunit;
using Fma = System.Runtime.Intrinsics.X86.Fma;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>
/// What the machine code of all losses calls for each row or element stays within the engine: the precompiled bodies of
/// the framework cost about 0.3 µs a call beside registers of 512 bits (<c>Spans/Stores</c>). The compiler calls some
/// where no source names one, to clear or copy what is long.
/// </summary>
public class RowCallTests
{
    private const int Shown = 20;

    /// <summary>And where no registers of 512 bits wait for it.</summary>
    private static readonly (string Start, string Reason)[] Narrow =
    [
        ("CORINFO_HELP_BULK_WRITEBARRIER", "a copy of spans, which the compiler makes itself by registers of 512 bits"),
    ];

    /// <summary>What may be called for each row.</summary>
    private static readonly (string Start, string Reason)[] Light =
    [
        ("System.Math:", "a formula of one number, without a loop"),
        ("System.MemoryExtensions:Overlaps[", "a comparison of two addresses"),
        ("CORINFO_HELP_GET", "a static field, before it is there; later calls pass it by"),
        ("CORINFO_HELP_STACK_PROBE", "one read of each page of a large frame"),
        ("G_M", "a part of the method itself: its finally"),
        .. Simd.Bits < 512 ? Narrow : [],
    ];

    /// <summary>Methods that may call something else.</summary>
    private static readonly (string Start, string Reason)[] Known =
    [
        ("VectorLoss.Lanes.Scratch`1[", "asks the system where the fields of a thread lie, through a register"),
    ];

    [Fact]
    public void No_loop_over_rows_leaves_the_engine()
    {
        if (!Fma.IsSupported)
            Assert.Skip("This machine, or a switch of this run, leaves no fused multiply-add of x64 registers.");
        string[] wrong = [.. Leaving([.. Listing.OfLosses, .. Listing.OfKernels])
            .Select(call => $"{call.Caller} calls {call.Callee}").Distinct()];
        Assert.True(wrong.Length == 0, $"{wrong.Length} calls, among them\n{string.Join('\n', wrong.Take(Shown))}");
    }

    /// <summary>The calls out of the engine in loops, and in what loops call.</summary>
    private static IEnumerable<(string Caller, string Callee)> Leaving(IEnumerable<MachineCode> listing)
    {
        var calls = listing.DistinctBy(code => code.Symbol)
            .ToDictionary(code => code.Symbol, code => code.Returning().ToArray());
        HashSet<string> repeated = [];
        var open = new Stack<string>(calls.Values.SelectMany(own => own).Where(call => call.Repeats)
            .Select(call => call.Callee));
        while (open.TryPop(out string? symbol))
            if (calls.TryGetValue(symbol, out var own) && repeated.Add(symbol))
                foreach ((string callee, _) in own)
                    open.Push(callee);
        return from method in calls
               where !Starts(Known, method.Key)
               from call in method.Value
               where (call.Repeats || repeated.Contains(method.Key)) && !IsOwn(call.Callee)
                   && !Starts(Light, call.Callee)
               select (method.Key, call.Callee);
    }

    private static bool IsOwn(string callee) => callee.StartsWith("VectorLoss.", StringComparison.Ordinal);

    private static bool Starts((string Start, string Reason)[] known, string name)
        => known.Any(one => name.StartsWith(one.Start, StringComparison.Ordinal));
}
