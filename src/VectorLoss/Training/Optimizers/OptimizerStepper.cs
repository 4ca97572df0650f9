using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>What whole steps are made of: gradients looked at and clipped, parameters moved, and moved back.</summary>
internal sealed class OptimizerStepper<T>(Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StepBackup<T> backup = new(optimizer);
    private readonly StepBounds<T> bounds = new(optimizer);
    private bool isWhole;

    public ParameterGroups Groups { get; } = new();

    public ParameterAverages<T> Averages { get; } = new(optimizer);

    /// <summary>The rate of this step.</summary>
    public double Rate { get; set; }

    /// <summary>Whether the norm of the gradients is measured though nothing clips it.</summary>
    public bool MeasuresNorm { get; set; }

    public double GradientNorm { get; private set; } = double.NaN;

    public double Step(Tape<T> tape, Var loss, double rate)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Option.NonNegative(rate);
        Require(tape);
        bool alike = Groups.IsEmpty && optimizer.AverageDecay is null;
        T? factor = alike && !MeasuresGradients ? optimizer.Factor(rate) : null;
        double value = double.CreateTruncating(tape.BeginStep(loss));
        if (!double.IsFinite(value))
            return value;
        tape.FinishStep(loss, factor is null ? null : StateRange<T>.Safe);
        Apply(tape, new(tape), value, rate, factor);
        return value;
    }

    /// <summary>
    /// Moves every parameter by its gradient, or by factor · gradient where that was left out; or none.
    /// </summary>
    public bool Apply(
        Tape<T> tape, in TapeGradients<T> gradients, double value, double rate, T? factor = null)
    {
        Require(tape);
        GradientNorm = double.NaN;
        if (bounds.FirstBroken(tape, gradients, rate, factor is not null, out bool isSafe) is >= 0 and int broken)
            return Refuse(value, rate, broken, isUpdate: false);
        if (MeasuresGradients)
            Clip(gradients, tape.Threads);
        if (!isSafe)
            backup.Take(tape);
        try
        {
            Move(tape, gradients, rate, factor);
        }
        catch when (!isSafe)
        {
            backup.Return(tape);
            throw;
        }
        if (isSafe || FirstBroken(tape) is not (>= 0 and int moved))
            return true;
        backup.Return(tape);
        return Refuse(value, rate, moved, isUpdate: true);
    }

    public void Update(int index, Span<T> values, ReadOnlySpan<T> gradient, int threads, double? size)
    {
        OptimizerMemory<T> memory = optimizer.Memory;
        bool isNew = index == memory.Count;
        T[][] arrays = memory.Of(index, values.Length);
        if (!isWhole && optimizer.StateCount > 0)
            bounds.Largest = double.PositiveInfinity;
        (double factor, double decay) = Groups.Of(index, optimizer.WeightDecay);
        optimizer.MoveOne(new(index, values, gradient, arrays.AsSpan(0, optimizer.StateCount))
        {
            Rate = Rate * factor,
            WeightDecay = decay,
            Threads = threads,
            LargestGradient = size,
        });
        Averages.Add(values, arrays, isNew, threads);
    }

    /// <summary>Refuses a tape that the next step does not fit, while nothing has moved.</summary>
    private void Require(Tape<T> tape)
    {
        Averages.RequireHidden();
        if (Groups.End > tape.Parameters.Count)
            throw new ArgumentException($"The tape has {tape.Parameters.Count} parameters, and a group names parameter "
                + $"{Groups.End - 1}.", nameof(tape));
        if (optimizer.Memory.FirstOther(tape) is >= 0 and int other)
            throw new ArgumentException($"Parameter {other} of the tape has {tape.ShapeOf(tape.Parameters[other])} "
                + $"numbers, and in the steps before it had {optimizer.Memory.LengthOf(other)}.", nameof(tape));
    }

    private void Move(Tape<T> tape, in TapeGradients<T> gradients, double rate, T? factor)
    {
        optimizer.Begin(rate);
        isWhole = true;
        try
        {
            // What was left out comes first: a product may read another parameter.
            for (int i = 0; i < tape.Parameters.Count; i++)
            {
                if (factor is { } minusRate && tape.IsLeft(tape.Parameters[i]))
                    tape.Move(tape.Parameters[i], minusRate);
            }
            for (int i = 0; i < tape.Parameters.Count; i++)
            {
                Var parameter = tape.Parameters[i];
                if (tape.IsLeft(parameter))
                    optimizer.Memory.Of(i, tape.ShapeOf(parameter).Count);
                else
                    Update(i, tape.Values(parameter), gradients.Of(i), tape.Threads,
                        MeasuresGradients ? null : bounds.SizeOf(i));
            }
        }
        finally
        {
            isWhole = false;
        }
    }

    /// <summary>A copy of all that the next steps depend on, beside the options.</summary>
    /// <param name="old">A copy that is not needed any more: its arrays are used again; or null.</param>
    public OptimizerState<T> Capture(OptimizerState<T>? old) => new(optimizer.Name, optimizer.Steps,
        [optimizer.SkippedSteps, bounds.Largest, .. optimizer.OwnScalars, .. optimizer.Memory.Flags],
        optimizer.Memory.Capture(old));

    /// <summary>Goes on from such a copy, which <see cref="Fits"/>.</summary>
    public void Restore(OptimizerState<T> state)
    {
        Averages.Forget();
        double[] numbers = [.. state.Scalars];
        Span<double> own = optimizer.OwnScalars;
        optimizer.Steps = state.Steps;
        (optimizer.SkippedSteps, bounds.Largest) = ((long)numbers[0], numbers[1]);
        numbers.AsSpan(2, own.Length).CopyTo(own);
        optimizer.Memory.Restore(state.Arrays, numbers.AsSpan(2 + own.Length));
    }

    /// <summary>Whether a copy is one of this kind of optimiser, for parameters of these lengths.</summary>
    public bool Fits(OptimizerState<T> state, IReadOnlyList<int> lengths)
        => state.Name == optimizer.Name && optimizer.Memory.Fits(state, lengths)
            && state.Scalars.Count == 2 + optimizer.OwnScalars.Length + state.Arrays.Count
            && state.Scalars[0] is >= 0 and < 1e18;

    private bool MeasuresGradients
        => MeasuresNorm || optimizer.ClipNorm is not null || optimizer.ClipValue is not null;

    private void Clip(in TapeGradients<T> gradients, int threads)
    {
        if (optimizer.ClipValue is { } size)
            GradientClip.ByValue(gradients, size, threads);
        GradientNorm = GradientClip.ByNorm(gradients, optimizer.ClipNorm ?? double.PositiveInfinity, threads);
    }

    private int FirstBroken(Tape<T> tape)
    {
        int broken = ParameterSnapshot<T>.FirstNotFinite(tape);
        for (int i = 0; broken < 0 && i < optimizer.Memory.Count; i++)
            foreach (T[] array in optimizer.Memory[i])
                broken = T.IsFinite(LargestSize<T>.Of(array, tape.Threads)) ? broken : i;
        return broken;
    }

    private bool Refuse(double value, double rate, int parameter, bool isUpdate)
    {
        optimizer.SkippedSteps++;
        return optimizer.OnNonFiniteGradient == NonFiniteGradient.Skip ? false
            : throw new TrainingDivergedException(optimizer.Steps + 1, value, rate, parameter, isUpdate);
    }
}
