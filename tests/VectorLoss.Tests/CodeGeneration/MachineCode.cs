using System.Text.RegularExpressions;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>One method of a listing that DOTNET_JitDisasm wrote, for x64.</summary>
internal sealed partial class MachineCode
{
    private const string Opening = "; Assembly listing for method ";

    private readonly List<string> instructions = [];
    private readonly Dictionary<string, int> labels = [];
    private readonly Regex stack;

    private MachineCode(string name, IEnumerable<string> lines)
    {
        Name = name;
        bool framePointer = false;
        foreach (string line in lines)
        {
            framePointer |= line.StartsWith("; rbp based frame", StringComparison.Ordinal);
            if (Label().Match(line) is { Success: true } label)
                labels[label.Groups[1].Value] = instructions.Count;
            else if (line.StartsWith("       ", StringComparison.Ordinal))
                instructions.Add(line.Trim());
        }
        // Without a frame pointer rbp holds anything, an address of the caller's numbers too.
        stack = framePointer ? ByEither() : ByPointer();
    }

    /// <summary>Namespace, type, method, their type arguments and the tier.</summary>
    public string Name { get; }

    /// <summary>All methods of a listing that were compiled at their best.</summary>
    public static IReadOnlyList<MachineCode> Read(string path)
    {
        var methods = new List<MachineCode>();
        string[] lines = File.ReadAllLines(path);
        for (int i = 0, next; i < lines.Length; i = next)
        {
            next = i + 1;
            if (!lines[i].StartsWith(Opening, StringComparison.Ordinal))
                continue;
            while (next < lines.Length && !lines[next].StartsWith(Opening, StringComparison.Ordinal))
                next++;
            if (Best().IsMatch(lines[i]))
                methods.Add(new(lines[i][Opening.Length..], lines[(i + 1)..next]));
        }
        return methods;
    }

    /// <summary>Its name without the tier, as its callers name it.</summary>
    public string Symbol => Best().Split(Name)[0].TrimEnd();

    /// <summary>All methods that it calls, as the runtime names them.</summary>
    public IEnumerable<string> Callees => instructions.Where(Calls).Select(Callee);

    /// <summary>The calls after which it may still return, and whether one lies in a loop.</summary>
    public IEnumerable<(string Callee, bool Repeats)> Returning()
    {
        var flow = new FlowGraph(instructions, Target);
        for (int at = 0; at < instructions.Count; at++)
            if (instructions[at].StartsWith("tail.jmp", StringComparison.Ordinal))
                yield return (Callee(instructions[at]), false);
            else if (Calls(instructions[at]) && flow.After(at) is { } after
                && (after.Contains(at) || after.Any(then => Returns().IsMatch(instructions[then]))))
                yield return (Callee(instructions[at]), after.Contains(at));
    }

    /// <summary>The innermost loops that touch such a register ("zmm", "ymm").</summary>
    public IEnumerable<string[]> InnerLoops(string register)
    {
        IReadOnlyList<HashSet<int>> loops = new FlowGraph(instructions, Target).Loops();
        return from loop in loops
               where !loops.Any(other => other.IsProperSubsetOf(loop))
               let body = loop.Order().Select(at => instructions[at]).ToArray()
               where body.Any(instruction => instruction.Contains(register, StringComparison.Ordinal))
               select body;
    }

    private int? Target(string instruction)
        => Jump().Match(instruction) is { Success: true } jump && labels.TryGetValue(jump.Groups[1].Value, out int at)
            ? at : null;

    private static string Callee(string call)
    {
        string name = call[call.IndexOf(' ', StringComparison.Ordinal)..].Trim();
        return name is ['[', .., ']'] ? name[1..^1] : name;
    }

    /// <summary>Whether it calls.</summary>
    public static bool Calls(string instruction) => instruction.StartsWith("call", StringComparison.Ordinal);

    /// <summary>Whether it reads or writes the stack.</summary>
    public bool TouchesStack(string instruction)
        => stack.IsMatch(instruction) && !instruction.StartsWith("lea", StringComparison.Ordinal);

    /// <summary>Whether it is a fused multiply-add of packed numbers in such registers.</summary>
    public static bool MultipliesAndAdds(string instruction, string register)
        => Fused().IsMatch(instruction) && instruction.Contains(register, StringComparison.Ordinal);

    [GeneratedRegex(@"\((?:FullOpts|Tier1)")]
    private static partial Regex Best();

    [GeneratedRegex(@"^(?:ret\b|tail\.jmp)")]
    private static partial Regex Returns();

    [GeneratedRegex(@"^(G_M\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^j\w+\s+(?:SHORT )?(G_M\w+)")]
    private static partial Regex Jump();

    [GeneratedRegex(@"\[r[sb]p\b")]
    private static partial Regex ByEither();

    [GeneratedRegex(@"\[rsp\b")]
    private static partial Regex ByPointer();

    [GeneratedRegex(@"^vfn?m(?:add|sub)\d+p[sd]\s")]
    private static partial Regex Fused();
}
