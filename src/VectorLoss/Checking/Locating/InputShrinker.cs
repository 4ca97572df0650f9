using System.Numerics;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>Looks for small inputs with which the gradient of an op is still wrong.</summary>
internal sealed class InputShrinker<T>(Op<T> op, GradientCheckOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough to halve every side a few times and to try all numbers of a small op.
    private const int MostTries = 400;
    private int tries;

    /// <summary>
    /// Whether the gradient of one of the inputs is wrong; null if the op does not take them on a tape of its own.
    /// </summary>
    public bool? Fails(IReadOnlyList<(Shape Shape, T[] Values)> inputs)
        => Reports(inputs)?.Any(report => report.Failed);

    /// <summary>Fewer rows and columns, then plainer numbers, as long as the gradient stays wrong.</summary>
    public IReadOnlyList<(Shape Shape, T[] Values)> Smallest(IReadOnlyList<(Shape Shape, T[] Values)> inputs)
    {
        for (bool shrinks = true; shrinks && tries < MostTries;)
        {
            IReadOnlyList<(Shape, T[])>? smaller = Smaller(inputs).FirstOrDefault(StillFails);
            shrinks = smaller is not null;
            inputs = smaller ?? inputs;
        }
        return inputs;
    }

    private bool StillFails(IReadOnlyList<(Shape, T[])> inputs) => tries++ < MostTries && Fails(inputs) == true;

    private IReadOnlyList<GradientReport>? Reports(IReadOnlyList<(Shape, T[])> inputs)
    {
        try
        {
            return GradientCheck.Run(op, inputs, options with { Subject = op.Name });
        }
        // The shapes do not fit the op, or it reads labels of the tape that it was recorded on.
        catch (Exception thrown) when (thrown is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<IReadOnlyList<(Shape Shape, T[] Values)>> Smaller(
        IReadOnlyList<(Shape Shape, T[] Values)> inputs)
    {
        // A side that several inputs share is cut in all of them: so broadcast and inner sides keep fitting.
        int[] sides = [.. inputs.SelectMany(input => (int[])[input.Shape.Rows, input.Shape.Columns]).Distinct()];
        foreach (int side in sides.Where(side => side > 1).OrderDescending())
            foreach (int length in (int[])[side / 2, side - 1])
                yield return [.. inputs.Select(input => Cut(input, side, length))];
        for (int i = 0; i < inputs.Count; i++)
            for (int at = 0; at < inputs[i].Values.Length; at++)
                foreach (T plain in Plainer(inputs[i].Values[at]))
                    yield return Replaced(inputs, i, at, plain);
    }

    private static (Shape Shape, T[] Values) Cut((Shape Shape, T[] Values) input, int side, int length)
    {
        int rows = input.Shape.Rows == side ? length : input.Shape.Rows, width = input.Shape.Columns;
        int columns = width == side ? length : width;
        return (new(rows, columns), [.. Enumerable.Range(0, rows * columns)
            .Select(at => input.Values[at / columns * width + at % columns])]);
    }

    // Each is plainer than the one before it in the order 0, 1, whole, one digit, so that the search ends.
    private static IEnumerable<T> Plainer(T value)
    {
        double number = double.CreateTruncating(value);
        foreach (double plain in (double[])[0, 1, Math.Round(number), Math.Round(number, 1)])
        {
            if (number == plain)
                yield break;
            yield return T.CreateTruncating(plain);
        }
    }

    private static IReadOnlyList<(Shape Shape, T[] Values)> Replaced(
        IReadOnlyList<(Shape Shape, T[] Values)> inputs, int input, int at, T value)
    {
        T[] values = [.. inputs[input].Values];
        values[at] = value;
        return [.. inputs.Select((one, i) => i == input ? (one.Shape, values) : one)];
    }
}
