using System.Numerics;
using VectorLoss.Kernels;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Autodiff;

/// <summary>The textbook's cross-entropy error of probabilities, −Σ t·log(y + δ), as a head of a tape.</summary>
/// <remarks>Source: K. Saito, Deep Learning from Scratch, ch. 4. Fuse the softmax instead where you can:
/// <see cref="ClassLossOps.SoftmaxCrossEntropy{T}(Tape{T}, Var, Labels, Reduction, ClassLossOptions)"/> has no δ and no underflow.</remarks>
public static class CrossEntropyErrorOps
{
    /// <summary>The mean over the rows of −log(y of the label + δ): 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="probabilities">rows × classes.</param>
    /// <param name="labels">One class index a row.</param>
    /// <param name="delta">Keeps the logarithm finite at 0.</param>
    /// <exception cref="ArgumentException">The counts differ, or a variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is below 0 or not finite.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var CrossEntropyError<T>(this Tape<T> tape, Var probabilities, Labels labels, double delta = 1e-7)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Apply(new LabelErrorHead<T>(new(delta), labels, tape.CountOf(labels)), probabilities);
    }

    /// <summary>The mean over the rows of −Σ t·log(y + δ): 1×1.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="probabilities">rows × classes.</param>
    /// <param name="targets">One distribution a row, such as one-hot; the same shape.</param>
    /// <param name="delta">Keeps the logarithm finite at 0.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a variable is of another tape.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is below 0 or not finite.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind.</exception>
    public static Var CrossEntropyError<T>(this Tape<T> tape, Var probabilities, Var targets, double delta = 1e-7)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Loss(new CrossEntropyError(delta), probabilities, targets, Reduction.MeanBy(tape.ShapeOf(probabilities).Rows));
    }
}

/// <summary>−t·log(y + δ).</summary>
internal readonly struct CrossEntropyError : IPointLoss
{
    public CrossEntropyError(double delta) => Delta = Option.NonNegative(delta);

    public double Delta { get; }

    public R Value<R>(R prediction, R target) where R : struct, IReal<R> => -target * R.Log(prediction + R.Of(Delta));

    public R Slope<R>(R prediction, R target) where R : struct, IReal<R> => -target / (prediction + R.Of(Delta));
}

/// <summary>The error at the labels alone: every other class has target 0 and so neither value nor gradient.</summary>
internal sealed class LabelErrorHead<T>(CrossEntropyError loss, Labels labels, int count) : HeadOp<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => nameof(CrossEntropyError);

    public override Shape Infer(ReadOnlySpan<Shape> inputs)
        => inputs[0].Rows == count ? Shape.Scalar : throw Misfit(inputs, $"there are {count} labels, one a row is needed");

    protected override double Value(in Frame<T> frame)
    {
        ReadOnlySpan<T> probabilities = frame.Input(0);
        double sum = 0;
        for (int row = 0; row < count; row++)
            sum += double.CreateTruncating(loss.Value(At(probabilities, frame, row), Lane1<T>.Of(1)).Number);
        return sum / count;
    }

    protected override double ValueAndGradient(in Frame<T> frame, Span<T> gradient, double upstream)
    {
        ReadOnlySpan<T> probabilities = frame.Input(0);
        T scale = T.CreateTruncating(upstream / count);
        gradient.Clear();
        for (int row = 0; row < count; row++)
            gradient[Index(frame, row)] = scale * loss.Slope(At(probabilities, frame, row), Lane1<T>.Of(1)).Number;
        return Value(frame);
    }

    private Lane1<T> At(ReadOnlySpan<T> probabilities, in Frame<T> frame, int row) => new(probabilities[Index(frame, row)]);

    private int Index(in Frame<T> frame, int row)
    {
        int label = frame.Labels(labels)[row], classes = frame.InputShape(0).Columns;
        return (uint)label < (uint)classes
            ? row * classes + label
            : throw new ArgumentException($"{Name}: labels[{row}] is {label}; there are {classes} classes.");
    }
}
