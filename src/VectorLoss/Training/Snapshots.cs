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
    private T[][] good = [], next = [];
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
        next = Parameters.Copy(net, next);
        (isWaiting, step) = (true, done);
    }

    /// <summary>After a step whose loss was finite: the copy that was made before it is good.</summary>
    public void Accept()
    {
        if (!isWaiting)
            return;
        (good, next) = (next, good);
        (isWaiting, GoodStep) = (false, step);
    }

    /// <summary>After a step whose loss was not: gives the net the parameters of the good copy, if there is
    /// one.</summary>
    public void Restore()
    {
        // What was copied before such a step is no good, also where training goes on.
        isWaiting = false;
        if (GoodStep is not null)
            Parameters.Restore(net, good);
    }

    /// <summary>The net has got parameters of another run.</summary>
    public void Forget() => (isWaiting, GoodStep) = (false, null);
}
