using System.Numerics;

namespace VectorLoss.Training;

/// <summary>The parameters with the lowest loss of all evaluations.</summary>
/// <param name="net">The net.</param>
internal sealed class BestNet<T>(Mlp<T> net) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[][] parameters = [];

    /// <summary>The step after which they were found; 0 before the first evaluation.</summary>
    public long Step { get; private set; }

    /// <summary>Their loss.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>Evaluations since.</summary>
    public long Worse { get; private set; }

    /// <summary>Looks at an evaluation.</summary>
    public void Offer(long step, double loss)
    {
        if (!(loss < Loss))
        {
            Worse++;
            return;
        }
        (Step, Loss, Worse) = (step, loss, 0);
        parameters = Parameters.Copy(net, parameters);
    }

    /// <summary>Gives them to the net, if there are any.</summary>
    public void Restore()
    {
        if (Step > 0)
            Parameters.Restore(net, parameters);
    }

    /// <summary>A copy for a file; null before the first evaluation.</summary>
    public BestState<T>? Capture()
        => Step == 0 ? null : new(Step, Loss, Worse, [.. parameters.Select(values => (T[])values.Clone())]);

    /// <summary>Goes on from a copy.</summary>
    public void Continue(BestState<T>? state)
    {
        (Step, Loss, Worse) = state is null ? (0, double.PositiveInfinity, 0) : (state.Step, state.Loss, state.Worse);
        parameters = state is null ? [] : [.. state.Parameters.Select(values => (T[])values.Clone())];
    }
}

/// <summary>The best parameters so far, in a state of training.</summary>
internal sealed record BestState<T>(long Step, double Loss, long Worse, T[][] Parameters);
