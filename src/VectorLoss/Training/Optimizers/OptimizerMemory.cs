using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>The arrays that an optimiser keeps of each parameter, all as long as the parameter.</summary>
/// <param name="count">How many arrays.</param>
internal sealed class OptimizerMemory<T>(int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<T[][]> arrays = [];
    private readonly List<T[][]> kept = [];
    private readonly List<bool> roots = [];
    private readonly List<bool> keptRoots = [];

    /// <summary>Parameters with arrays.</summary>
    public int Count => arrays.Count;

    public T[][] this[int parameter] => arrays[parameter];

    /// <summary>The arrays of a parameter; those of the next one are made.</summary>
    public T[][] Of(int parameter, int length)
    {
        if (count == 0)
            return [];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parameter, arrays.Count, "index");
        if (parameter == arrays.Count)
            Add(length);
        Require.SameLength(length, arrays[parameter][0].Length, "values", "the state of this parameter");
        return arrays[parameter];
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
        arrays.RemoveRange(kept.Count, arrays.Count - kept.Count);
        roots.RemoveRange(keptRoots.Count, roots.Count - keptRoots.Count);
        Copy(kept, arrays);
        for (int i = 0; i < roots.Count; i++)
            roots[i] = keptRoots[i];
    }

    /// <summary>A copy of all arrays, in those of an old copy where one is given.</summary>
    public T[][][] Capture(OptimizerState<T>? old) => [.. arrays.Select((own, i) => own.Select((array, k)
        => Copies.Of<T>(array, old?.Arrays.ElementAtOrDefault(i)?.ElementAtOrDefault(k))).ToArray())];

    /// <summary>One number a parameter: 1 where it keeps roots.</summary>
    public IEnumerable<double> Flags => roots.Select(root => root ? 1.0 : 0);

    /// <summary>Goes on from such a copy.</summary>
    public void Restore(IReadOnlyList<IReadOnlyList<T[]>> copy, ReadOnlySpan<double> flags)
    {
        arrays.Clear();
        roots.Clear();
        foreach (IReadOnlyList<T[]> own in copy)
            arrays.Add([.. own.Select(array => array.ToArray())]);
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
