using System.Numerics;

namespace VectorLoss.Autodiff;

/// <summary>
/// Tells during a backward pass which parameter has its whole gradient, so that others can work on it while the pass
/// goes on.
/// </summary>
/// <param name="recording">The recording.</param>
/// <param name="complete">Told the index of each parameter once, in an order that the recording fixes.</param>
internal sealed class GradientWatch<T>(Recording<T> recording, Action<int> complete)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int None = -1;

    // Of each position, the first parameter that no op before it uses; of each parameter, the next one of its position.
    private int[] first = [];
    private int[] next = [];
    private bool[] isTold = [];
    private (int Root, int Generation, int Parameters) known = (None, 0, 0);

    /// <summary>Before a pass that goes back from a position.</summary>
    public void Begin(int root)
    {
        isTold.AsSpan().Clear();
        // What stands before a root changes only if the root is recorded anew.
        if (known == (root, recording[root].Generation, recording.Parameters.Count))
            return;
        known = (root, recording[root].Generation, recording.Parameters.Count);
        int parameters = recording.Parameters.Count;
        (first, next, isTold) = (new int[root + 1], new int[parameters], new bool[parameters]);
        first.AsSpan().Fill(None);
        // The last parameter of an op comes first: together with the op before it they then lie side by side.
        for (int i = 0; i < parameters; i++)
        {
            int user = recording.Parameters[i].Position;
            while (user <= root && !IsUser(user, recording.Parameters[i].Position))
                user++;
            if (user <= root)
                (next[i], first[user]) = (first[user], i);
        }
    }

    /// <summary>After the op at a position has run backwards.</summary>
    public void After(int position)
    {
        for (int i = first[position]; i != None; i = next[i])
            Tell(i);
    }

    /// <summary>After the pass: tells the parameters that it did not reach, whose gradients are zero.</summary>
    public void End()
    {
        for (int i = 0; i < recording.Parameters.Count; i++)
        {
            if (!isTold[i])
                Tell(i);
        }
    }

    private void Tell(int parameter)
    {
        isTold[parameter] = true;
        complete(parameter);
    }

    private bool IsUser(int position, int parameter)
    {
        for (int i = 0; i < recording[position].Inputs; i++)
        {
            if (recording.InputOf(position, i) == parameter)
                return true;
        }
        return false;
    }
}
