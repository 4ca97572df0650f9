namespace VectorLoss.Tests.CodeGeneration;

/// <summary>Which instruction follows which. A loop need not lie in one piece: the compiler moves blocks.</summary>
internal sealed class FlowGraph
{
    private readonly List<int>[] next;
    private readonly List<int>[] previous;

    /// <param name="instructions">In the order of memory.</param>
    /// <param name="target">Where an instruction jumps to, if it does and within the method.</param>
    public FlowGraph(IReadOnlyList<string> instructions, Func<string, int?> target)
    {
        next = [.. instructions.Select(_ => new List<int>(2))];
        previous = [.. instructions.Select(_ => new List<int>(2))];
        for (int at = 0; at < instructions.Count; at++)
        {
            string instruction = instructions[at];
            if (target(instruction) is { } there && there < instructions.Count)
                Join(at, there);
            if (!Ends(instruction) && at + 1 < instructions.Count)
                Join(at, at + 1);
        }
    }

    /// <summary>The instructions of every loop; those with the same head are one loop.</summary>
    public IReadOnlyList<HashSet<int>> Loops()
    {
        var byHead = new Dictionary<int, HashSet<int>>();
        for (int jump = 0; jump < next.Length; jump++)
            foreach (int head in next[jump].Where(to => to <= jump))
            {
                // From the head on and back to the jump, not through the head again. A jump back to code that never
                // returns, the end of the method for one, is no loop.
                HashSet<int> after = Walk(head, next, stop: -1);
                if (!after.Contains(jump))
                    continue;
                after.IntersectWith(Walk(jump, previous, stop: head));
                after.Add(head);
                if (!byHead.TryAdd(head, after))
                    byHead[head].UnionWith(after);
            }
        return [.. byHead.Values];
    }

    /// <summary>All instructions that may come after one, itself where it comes again.</summary>
    public HashSet<int> After(int at) => [.. next[at].SelectMany(to => Walk(to, next, stop: -1))];

    private static bool Ends(string instruction)
        => new[] { "jmp", "tail.jmp", "ret", "int3", "call     CORINFO_HELP_RNGCHKFAIL",
            "call     CORINFO_HELP_FAIL_FAST" }
            .Any(end => instruction.StartsWith(end, StringComparison.Ordinal));

    private static HashSet<int> Walk(int from, List<int>[] ways, int stop)
    {
        HashSet<int> seen = [from];
        var open = new Stack<int>(seen);
        while (open.TryPop(out int at))
            if (at != stop)
                foreach (int to in ways[at])
                    if (seen.Add(to))
                        open.Push(to);
        return seen;
    }

    private void Join(int from, int to)
    {
        next[from].Add(to);
        previous[to].Add(from);
    }
}
