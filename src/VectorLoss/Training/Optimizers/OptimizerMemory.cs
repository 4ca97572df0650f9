using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>The arrays that an optimiser keeps of each parameter, all as long as the parameter.</summary>
/// <param name="count">How many arrays.</param>
internal sealed class OptimizerMemory<T>(int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<int> lengths = [];
    private readonly List<T[][]> arrays = [];
    private readonly List<T[][]> kept = [];
    private readonly List<bool> roots = [];
    private readonly List<bool> keptRoots = [];

    /// <summary>Parameters that were met so far.</summary>
    public int Count => lengths.Count;

    /// <summary>How many arrays each of them has.</summary>
    public int Arrays => count;

    public T[][] this[int parameter] => arrays[parameter];

    /// <summary>The arrays of a parameter; those of the next one are made.</summary>
    public T[][] Of(int parameter, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parameter, Count, "index");
        if (parameter == Count)
            Add(length);
        Require.SameLength(length, lengths[parameter], "values", "the state of this parameter");
        return arrays[parameter];
    }

    /// <summary>How many numbers a parameter has.</summary>
    public int LengthOf(int parameter) => lengths[parameter];

    /// <summary>The first parameter of a tape that has another length than it had, or −1.</summary>
    public int FirstOther(Tape<T> tape)
    {
        for (int i = 0; i < Math.Min(Count, tape.Parameters.Count); i++)
            if (tape.ShapeOf(tape.Parameters[i]).Count != lengths[i])
                return i;
        return -1;
    }

    /// <summary>Whether a parameter keeps roots in place of squares.</summary>
    public bool KeepsRoots(int parameter) => roots[parameter];

    /// <summary>It does from now on.</summary>
    public void KeepRoots(int parameter) => roots[parameter] = true;

    /// <summary>Copies everything, so that <see cref="Return"/> can bring it back; allocates for new parameters
    /// only.</summary>
    public void Keep()
    {
        if (kept.Count != arrays.Count)
        {
            kept.Clear();
            foreach (T[][] own in arrays)
                kept.Add([.. own.Select(array => new T[array.Length])]);
        }
        Copy(arrays, kept);
        keptRoots.Clear();
        foreach (bool root in roots)
            keptRoots.Add(root);
    }

    /// <summary>Brings back what was kept; parameters that were new then are so again.</summary>
    public void Return()
    {
        lengths.RemoveRange(kept.Count, lengths.Count - kept.Count);
        arrays.RemoveRange(kept.Count, arrays.Count - kept.Count);
        roots.RemoveRange(keptRoots.Count, roots.Count - keptRoots.Count);
        Copy(kept, arrays);
        for (int i = 0; i < roots.Count; i++)
            roots[i] = keptRoots[i];
    }

    /// <summary>A copy of all arrays, in those of an old copy where one is given.</summary>
    public T[][][] Capture(OptimizerState<T>? old)
        => count == 0 ? [] : [.. arrays.Select((own, i) => own.Select((array, k) => Copies.Of<T>(array,
            old?.Arrays.ElementAtOrDefault(i)?.ElementAtOrDefault(k))).ToArray())];

    /// <summary>One number a parameter: 1 where it keeps roots.</summary>
    public IEnumerable<double> Flags => count == 0 ? [] : roots.Select(root => root ? 1.0 : 0);

    /// <summary>Goes on from such a copy.</summary>
    public void Restore(IReadOnlyList<IReadOnlyList<T[]>> copy, ReadOnlySpan<double> flags)
    {
        lengths.Clear();
        arrays.Clear();
        roots.Clear();
        foreach (IReadOnlyList<T[]> own in copy)
        {
            lengths.Add(own[0].Length);
            arrays.Add([.. own.Select(array => array.ToArray())]);
        }
        foreach (double flag in flags)
            roots.Add(flag != 0);
    }

    /// <summary>Whether arrays fit parameters of these lengths.</summary>
    public bool Fits(OptimizerState<T> state, IReadOnlyList<int> lengths)
        => state.Arrays.Count == (state.Steps == 0 || count == 0 ? 0 : lengths.Count)
            && state.Arrays.Zip(lengths).All(pair => pair.First.Count == count
                && pair.First.All(array => array.Length == pair.Second));

    private void Add(int length)
    {
        T[][] own = new T[count][];
        for (int i = 0; i < count; i++)
            own[i] = new T[length];
        lengths.Add(length);
        arrays.Add(own);
        roots.Add(false);
    }

    private static void Copy(List<T[][]> from, List<T[][]> to)
    {
        for (int i = 0; i < from.Count; i++)
            for (int k = 0; k < from[i].Length; k++)
                from[i][k].CopyTo(to[i][k], 0);
    }
}
