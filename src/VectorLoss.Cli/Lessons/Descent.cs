using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

/// <summary>The two moves that lessons repeat: fill a tape with digits, and go one step downhill.</summary>
internal static class Descent
{
    /// <summary>Forward, backward, and every parameter moved by −rate · gradient.</summary>
    /// <returns>The loss before the step.</returns>
    public static double Step<T>(this Tape<T> tape, Var loss, double rate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        tape.Forward();
        tape.Backward(loss);
        var descent = new Sgd<T>();
        descent.Begin(rate);
        for (int i = 0; i < tape.Parameters.Count; i++)
            descent.Update(i, tape.Values(tape.Parameters[i]), tape.Gradient(tape.Parameters[i]));
        return double.CreateTruncating(tape.Scalar(loss));
    }

    /// <summary>Copies some digits and their labels into the leaves of a tape.</summary>
    public static void Load<T>(this Tape<T> tape, Var images, Labels labels, DigitSet digits, ReadOnlySpan<int> which)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        digits.CopyInputs(which, tape.Values(images));
        digits.CopyLabels(which, tape.Values(labels));
    }

    /// <summary>How many rows of logits are largest at their label; of equal ones the first counts.</summary>
    public static int Right<T>(this Tape<T> tape, Var logits, Labels labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Argmax.Correct<T>(tape.ReadOnlyValues(logits), tape.ReadOnlyValues(labels));

    /// <summary>The Euclidean norm.</summary>
    public static double Norm<T>(ReadOnlySpan<T> vector) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double squares = 0;
        foreach (T component in vector)
            squares += double.CreateTruncating(component) * double.CreateTruncating(component);
        return Math.Sqrt(squares);
    }

    /// <summary>0, 1, 2 … count − 1.</summary>
    public static int[] First(int count) => [.. Enumerable.Range(0, count)];
}
