using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>The ops between a leaf and a scalar, in order: everything that a changed leaf changes.</summary>
internal sealed class DependentOps<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recording<T> recording;
    private readonly List<int> ops = [];
    private readonly int scalar;
    private readonly int entry = -1;

    public DependentOps(Recording<T> recording, int leaf, int scalar)
    {
        (this.recording, this.scalar) = (recording, scalar);
        HashSet<int> reached = [leaf];
        int uses = 0;
        for (int at = leaf + 1; at <= scalar; at++)
        {
            bool depends = false;
            for (int i = 0; i < recording[at].Inputs; i++)
            {
                depends |= reached.Contains(recording.InputOf(at, i));
                if (recording.InputOf(at, i) == leaf)
                    (entry, uses) = (i, uses + 1);
            }
            if (depends && reached.Add(at))
                ops.Add(at);
        }
        // Used twice, an element changes more than one place.
        if (uses != 1)
            entry = -1;
    }

    /// <summary>Whether the scalar is one of them.</summary>
    public bool ReachScalar => ops.Count > 0 && ops[^1] == scalar;

    /// <summary>
    /// The largest number in the gradients from which the gradient of the leaf was computed, by the last backward pass;
    /// 0 if the leaf is the scalar itself.
    /// </summary>
    public double LargestGradient()
    {
        double largest = 0;
        foreach (int at in ops)
            foreach (T element in recording.Update.ReadGradient(at))
                if (T.IsFinite(element))
                    largest = Math.Max(largest, Math.Abs(double.CreateTruncating(element)));
        return largest;
    }

    /// <summary>
    /// The root of Σ(v·∂scalar/∂v)² over the numbers v between the leaf and the scalar, by the last backward pass.
    /// Times the relative error of one rounding it is the standard deviation of the scalar.
    /// </summary>
    public double Sensitivity()
    {
        double squares = 0;
        foreach (int at in ops)
        {
            ReadOnlySpan<T> values = recording.Values(at), gradients = recording.Update.ReadGradient(at);
            for (int i = 0; i < values.Length; i++)
            {
                double share = double.CreateTruncating(values[i]) * double.CreateTruncating(gradients[i]);
                squares += double.IsFinite(share) ? share * share : 0;
            }
        }
        return Math.Sqrt(squares);
    }

    /// <summary>The scalar after any elements of the leaf changed.</summary>
    public T RunAll() => RunFrom(0);

    /// <summary>The scalar after one element of the leaf changed, and nothing else since the last run.</summary>
    public T Run(int element)
    {
        if (entry < 0 || ops.Count == 0)
            return RunFrom(0);
        Restore(element);
        return RunFrom(1);
    }

    /// <summary>Brings the output of the first op up to date with one changed element, and no later op.</summary>
    public void Restore(int element)
    {
        if (entry >= 0 && ops.Count > 0)
            recording[ops[0]].Op!.Update(new(recording, ops[0]), entry, element);
    }

    private T RunFrom(int first)
    {
        for (int i = first; i < ops.Count; i++)
            recording[ops[i]].Op!.Forward(new(recording, ops[i]));
        return recording.Values(scalar)[0];
    }
}
