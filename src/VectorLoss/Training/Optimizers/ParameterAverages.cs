using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Training;

/// <summary>The averages of parameters that an optimiser keeps as the last of its arrays.</summary>
internal sealed class ParameterAverages<T>(Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private bool areShown;

    /// <summary>After a parameter has moved.</summary>
    public void Add(ReadOnlySpan<T> values, T[][] arrays, bool isNew, int threads)
    {
        if (optimizer.AverageDecay is not { } decay)
            return;
        if (isNew)
            values.CopyTo(arrays[^1]);
        else
            new OptimizerJob<AverageRule, T>(new(decay), arrays[^1], values, []).RunOn(threads);
    }

    /// <summary>Refuses a step that would move the averages in the place of the parameters.</summary>
    public void RequireHidden()
    {
        if (areShown)
            throw new InvalidOperationException("The tape shows the averages of the parameters, and a step moves the "
                + $"parameters: call {nameof(Optimizer<>.SwapAverages)} before it.");
    }

    /// <summary>Has the tape show the averages, or the parameters again.</summary>
    public void Swap(Tape<T> tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (optimizer.AverageDecay is null || optimizer.Memory.Count == 0
            || optimizer.Memory.Count != tape.Parameters.Count || optimizer.Memory.FirstOther(tape) >= 0)
            throw new InvalidOperationException("There are no averages of these parameters.");
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            Span<T> values = tape.Values(tape.Parameters[i]), average = optimizer.Memory[i][^1];
            for (int k = 0; k < values.Length; k++)
                (values[k], average[k]) = (average[k], values[k]);
        }
        areShown = !areShown;
    }

    /// <summary>Has the tape show averages, or the parameters again; nothing where there are none.</summary>
    public void Show(Tape<T> tape, bool show)
    {
        if (optimizer.AverageDecay is not null && optimizer.Memory.Count > 0 && show != areShown)
            Swap(tape);
    }

    /// <summary>Has the tape show the parameters until this is disposed.</summary>
    public Hidden Hide(Tape<T> tape)
    {
        Hidden hidden = new(this, tape, areShown);
        Show(tape, false);
        return hidden;
    }

    /// <summary>The tape has got other parameters.</summary>
    public void Forget() => areShown = false;

    /// <summary>A time in which the tape shows parameters.</summary>
    public readonly ref struct Hidden(ParameterAverages<T> averages, Tape<T> tape, bool wereShown)
    {
        public void Dispose() => averages.Show(tape, wereShown);
    }
}
