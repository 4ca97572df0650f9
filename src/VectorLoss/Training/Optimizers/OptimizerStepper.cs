using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>What whole steps are made of: gradients looked at and clipped, parameters moved, and moved back.</summary>
internal sealed class OptimizerStepper<T>(Optimizer<T> optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSnapshot<T> snapshot = new();
    private T[] sizes = [];
    private double[] scalars = [];
    // Of all gradients so far: what bounds the states. A step that was not looked at may have had any.
    private double largest;
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
        if (FirstBroken(tape, gradients, rate, factor is not null, out bool isSafe) is >= 0 and int broken)
            return Refuse(value, rate, broken, isUpdate: false);
        if (MeasuresGradients)
            Clip(gradients, tape.Threads);
        if (!isSafe)
            Keep(tape);
        long steps = optimizer.Steps;
        optimizer.Begin(rate);
        isWhole = true;
        // What was left out comes first: a product may read another parameter.
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            if (factor is { } minusRate && tape.IsLeft(tape.Parameters[i]))
                tape.Move(tape.Parameters[i], minusRate);
        }
        for (int i = 0; i < tape.Parameters.Count; i++)
        {
            if (!tape.IsLeft(tape.Parameters[i]))
                Update(i, tape.Values(tape.Parameters[i]), gradients.Of(i), tape.Threads,
                    MeasuresGradients ? null : double.CreateTruncating(sizes[i]));
        }
        isWhole = false;
        if (isSafe || FirstBroken(tape) is not (>= 0 and int moved))
            return true;
        optimizer.Steps = steps;
        snapshot.Restore(tape);
        optimizer.Memory.Return();
        scalars.CopyTo(optimizer.OwnScalars);
        return Refuse(value, rate, moved, isUpdate: true);
    }

    public void Update(int index, Span<T> values, ReadOnlySpan<T> gradient, int threads, double? size)
    {
        OptimizerMemory<T> memory = optimizer.Memory;
        bool isNew = index == memory.Count;
        T[][] arrays = memory.Of(index, values.Length);
        if (!isWhole && optimizer.StateCount > 0)
            largest = double.PositiveInfinity;
        (double factor, double decay) = Groups.Of(index, optimizer.WeightDecay);
        optimizer.MoveOne(new(index, values, gradient, arrays)
        {
            Rate = Rate * factor,
            WeightDecay = decay,
            Threads = threads,
            LargestGradient = size,
        });
        Averages.Add(values, arrays, isNew, threads);
    }

    /// <summary>A copy of all that the next steps depend on, beside the options.</summary>
    /// <param name="old">A copy that is not needed any more: its arrays are used again; or null.</param>
    public OptimizerState<T> Capture(OptimizerState<T>? old) => new(optimizer.Name, optimizer.Steps,
        [optimizer.SkippedSteps, largest, .. optimizer.OwnScalars, .. optimizer.Memory.Flags],
        optimizer.Memory.Capture(old));

    /// <summary>Goes on from such a copy, which <see cref="Fits"/>.</summary>
    public void Restore(OptimizerState<T> state)
    {
        Averages.Forget();
        double[] numbers = [.. state.Scalars];
        Span<double> own = optimizer.OwnScalars;
        optimizer.Steps = state.Steps;
        (optimizer.SkippedSteps, largest) = ((long)numbers[0], numbers[1]);
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

    /// <summary>
    /// The first parameter with a gradient that is not finite, or, where that was left out, with such a value; −1 if
    /// there is none. It is safe to go on if nothing that the step makes can come near the limit of the type.
    /// </summary>
    private int FirstBroken(
        Tape<T> tape, in TapeGradients<T> gradients, double rate, bool leaves, out bool isSafe)
    {
        isSafe = false;
        GradientNorm = double.NaN;
        if (sizes.Length != tape.Parameters.Count)
            sizes = new T[tape.Parameters.Count];
        (double factor, double decay) = Groups.Largest(optimizer.WeightDecay);
        // A decay that is part of the gradient makes it as large as the parameters are.
        bool looks = decay > 0 && !optimizer.IsDecoupled;
        double reached = optimizer.StateCount == 0 ? 0 : largest, value = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            Var parameter = tape.Parameters[i];
            T size = looks ? LargestSize<T>.Of(tape.ReadOnlyValues(parameter), tape.Threads) : T.Zero;
            sizes[i] = leaves && tape.IsLeft(parameter) ? tape.BoundOf(parameter)
                : LargestSize<T>.Of(gradients.Of(i), tape.Threads);
            if (!T.IsFinite(sizes[i]))
                return i;
            value = Math.Max(value, double.CreateTruncating(size));
            reached = Math.Max(reached, double.CreateTruncating(sizes[i]) + (decay * value));
        }
        reached = Math.Max(reached, reached * rate * factor);
        if (optimizer.StateCount > 0)
            largest = reached;
        double bound = optimizer.ReachOf(reached);
        // No parameter that is finite leaves the type by less than half a unit of its largest number, and none grows by
        // a decay of up to twice itself.
        isSafe = bound <= StateRange<T>.Safe && rate * factor * bound <= StateRange<T>.SafeMove
            && rate * factor * decay <= 2;
        return -1;
    }

    private int FirstBroken(Tape<T> tape)
    {
        int broken = ParameterSnapshot<T>.FirstNotFinite(tape);
        for (int i = 0; broken < 0 && i < optimizer.Memory.Count; i++)
            foreach (T[] array in optimizer.Memory[i])
                broken = T.IsFinite(LargestSize<T>.Of(array, tape.Threads)) ? broken : i;
        return broken;
    }

    private void Keep(Tape<T> tape)
    {
        snapshot.Take(tape);
        optimizer.Memory.Keep();
        if (scalars.Length != optimizer.OwnScalars.Length)
            scalars = new double[optimizer.OwnScalars.Length];
        optimizer.OwnScalars.CopyTo(scalars);
    }

    private bool Refuse(double value, double rate, int parameter, bool isUpdate)
    {
        optimizer.SkippedSteps++;
        return optimizer.OnNonFiniteGradient == NonFiniteGradient.Skip ? false
            : throw new TrainingDivergedException(optimizer.Steps + 1, value, rate, parameter, isUpdate);
    }
}
