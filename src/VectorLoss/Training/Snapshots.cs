using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>
/// Copies of the parameters of a net, made now and then. One is good once a step has found its loss to be finite.
/// </summary>
/// <param name="net">The net.</param>
/// <param name="every">Steps between two copies; 0 for none.</param>
internal sealed class Snapshots<T>(Mlp<T> net, long every) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] good = every == 0 ? [] : Buffers(net), next = every == 0 ? [] : Buffers(net);
    private bool isWaiting;
    private long step;

    /// <summary>The step after which the good copy was made; null if there is none.</summary>
    public long? GoodStep { get; private set; }

    /// <summary>Before a step: copies the parameters if it is time, or if there is no good copy yet.</summary>
    /// <param name="done">Steps that are done.</param>
    public void Offer(long done)
    {
        if (every == 0 || (done % every != 0 && GoodStep is not null))
            return;
        for (int i = 0; i < next.Length; i++)
            net.Tape.ReadOnlyValues(net.Parameters[i]).CopyTo(next[i]);
        (isWaiting, step) = (true, done);
    }

    /// <summary>After a step whose loss was finite: the copy that was made before it is good.</summary>
    public void Accept()
    {
        if (!isWaiting)
            return;
        for (int i = 0; i < next.Length; i++)
            (good[i], next[i]) = (next[i], good[i]);
        (isWaiting, GoodStep) = (false, step);
    }

    /// <summary>Gives the net the parameters of the good copy, if there is one.</summary>
    public void Restore()
    {
        if (GoodStep is null)
            return;
        for (int i = 0; i < good.Length; i++)
            good[i].CopyTo(net.Tape.Values(net.Parameters[i]));
    }

    private static T[][] Buffers(Mlp<T> net)
    {
        T[][] buffers = new T[net.Parameters.Length][];
        for (int i = 0; i < buffers.Length; i++)
            buffers[i] = new T[net.Tape.ShapeOf(net.Parameters[i]).Count];
        return buffers;
    }
}
