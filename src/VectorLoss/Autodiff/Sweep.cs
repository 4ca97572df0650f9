using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>Runs a recording forwards and backwards, and knows how far it was computed.</summary>
internal sealed class Sweep<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;
    private int computed;

    /// <summary>Whether NaN and infinity are searched for after each op.</summary>
    public bool StopsAtNonFinite { get; set; }

    /// <summary>Told of the ops that have run backwards, or null.</summary>
    public GradientWatch<T>? Watch { get; set; }

    /// <summary>
    /// The position whose gradients, seeded with 1 at the present values, the intermediate variables hold; −1 if they
    /// hold others.
    /// </summary>
    public int Differentiated { get; private set; } = None;

    public void Forward(int from, int to)
    {
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(Forward));
        Compute(from, to);
        recording.Checksums.Take();
    }

    public void Backward(int root, GradientMode mode, double seed)
    {
        Require(mode);
        RequireCurrent(root, nameof(Backward));
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(Backward));
        Seed(root, mode, seed);
        Backward(root);
        Differentiated = seed == 1 ? root : None;
    }

    /// <summary>Backward from a variable of any shape, whose gradient is given.</summary>
    public void Backward(int root, GradientMode mode, ReadOnlySpan<T> seed)
    {
        Require(mode);
        RequireCurrent(root, nameof(Backward));
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(Backward));
        Begin(mode);
        bool adds = recording.Gradients.Touch(root);
        Span<T> gradient = recording.Gradients[root];
        for (int i = 0; i < seed.Length; i++)
            gradient[i] = adds ? gradient[i] + seed[i] : seed[i];
        Backward(root);
    }

    public void ForwardBackward(int root, GradientMode mode, double seed)
    {
        Require(mode);
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(ForwardBackward));
        RunToRoot(root, mode, seed);
        Backward(root - 1);
        Differentiated = seed == 1 ? root : None;
    }

    /// <summary>Forward up to the root, and backward through the root alone.</summary>
    public void ToRoot(int root, GradientMode mode, double seed)
    {
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(OptimizerStep));
        RunToRoot(root, mode, seed);
    }

    /// <summary>Backward through everything before the root.</summary>
    public void FromRoot(int root)
    {
        using PassGuard.Pass pass = recording.Guard.Enter(nameof(OptimizerStep));
        Backward(root - 1);
    }

    /// <summary>Refuses a position that was not computed, or not from the numbers of now.</summary>
    public void RequireCurrent(int position, string user)
    {
        RequireComputed(position);
        recording.Writes.RequireUnwritten(position, user);
        recording.Checksums.RequireUnchanged(position, user);
    }

    public void RequireComputed(int position)
    {
        if (position >= computed && !recording[position].IsLeaf)
            throw new InvalidOperationException(
                $"{recording.Describe(position)} was not computed yet: call {nameof(Forward)} first.");
    }

    /// <summary>What a rewind forgot does not count as computed.</summary>
    public void Forget()
    {
        computed = Math.Min(computed, recording.Count);
        if (Differentiated >= recording.Count)
            Differentiated = None;
    }

    private void Require(GradientMode mode)
    {
        if (mode == GradientMode.Overwrite)
            return;
        // The runtime keeps the names of an enumeration weakly: looking for one allocates after each collection.
        if (mode != GradientMode.Accumulate)
            Option.Named(mode);
        if (recording.Gradients.IsTorn)
            throw new InvalidOperationException("The last backward pass did not come to its end, so the gradients "
                + $"hold a part of it: begin again with {nameof(GradientMode)}.{nameof(GradientMode.Overwrite)}.");
        recording.Update.RequireKept();
    }

    private void Compute(int from, int to)
    {
        Differentiated = None;
        recording.Writes.Forward(from);
        recording.Checksums.Forget();
        // If an op throws, what it did not reach does not count as computed.
        computed = from;
        for (; computed < to; computed++)
            if (recording[computed].Op is { } op)
            {
                op.Forward(new(recording, computed));
                InspectOutput(op, computed);
            }
    }

    private void RunToRoot(int root, GradientMode mode, double seed)
    {
        Compute(0, root);
        Seed(root, mode, seed);
        if (recording[root].Op is { } op)
        {
            op.ForwardBackward(new(recording, root));
            InspectOutput(op, root);
            InspectGradients(op, root);
            Watch?.After(root);
        }
        computed = root + 1;
    }

    private void Seed(int root, GradientMode mode, double seed)
    {
        Begin(mode);
        T before = recording.Gradients.Touch(root) ? recording.Gradients[root][0] : T.Zero;
        recording.Gradients[root][0] = before + T.CreateTruncating(seed);
    }

    private void Begin(GradientMode mode)
    {
        Differentiated = None;
        recording.Gradients.BeginPass(mode);
        recording.Gradients.IsTorn = true;
    }

    // Positions are a topological order: every user of a variable stands after it, so its gradient is complete here.
    private void Backward(int from)
    {
        for (int at = from; at >= 0; at--)
            if (recording[at].NeedsGradient && recording[at].Op is { } op && recording.Gradients.IsLive(at))
            {
                op.Backward(new(recording, at));
                InspectGradients(op, at);
                Watch?.After(at);
            }
        recording.Gradients.IsTorn = false;
    }

    private void InspectOutput(Op<T> op, int at)
    {
        if (StopsAtNonFinite)
            RequireFinite(recording.Values(at), op, at);
    }

    private void InspectGradients(Op<T> op, int at)
    {
        for (int i = 0; StopsAtNonFinite && i < recording[at].Inputs; i++)
        {
            int input = recording.InputOf(at, i);
            if (recording[input].NeedsGradient && recording.Gradients.IsLive(input))
                RequireFinite(recording.Gradients[input], op, at, i);
        }
    }

    private void RequireFinite(ReadOnlySpan<T> values, Op<T> op, int at, int? input = null)
    {
        for (int i = 0; i < values.Length; i++)
            if (!T.IsFinite(values[i]))
                throw new ArithmeticException($"{op.Name} made {values[i]} at element {i} of "
                    + (input is null ? "its output" : $"the gradient of its input {input}")
                    + $": {recording.Describe(at)}.");
    }
}
