using System.Numerics;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>
/// Mean and deviation of each column of a table: to a net, a number x is (x − mean)/deviation.
/// </summary>
public sealed class Standardization
{
    private readonly double[] means, deviations;

    /// <summary>Takes copies.</summary>
    /// <param name="means">A finite number a column.</param>
    /// <param name="deviations">A finite number above 0 a column.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a number is out of its range.</exception>
    public Standardization(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        if (deviations.Length != means.Length)
            throw new ArgumentException(
                $"There are {deviations.Length} deviations beside {means.Length} means.", nameof(deviations));
        for (int i = 0; i < means.Length; i++)
            if (!double.IsFinite(means[i]) || !double.IsFinite(deviations[i]) || deviations[i] <= 0)
                throw new ArgumentException($"Column {i} has mean {means[i]} and deviation {deviations[i]}; they must "
                    + "be finite, and a deviation above 0.", nameof(deviations));
        (this.means, this.deviations) = (means.ToArray(), deviations.ToArray());
    }

    /// <summary>Columns.</summary>
    public int Width => means.Length;

    /// <summary>Adds what standardises a matrix, or takes it back; gives the name of the result.</summary>
    /// <exception cref="ArgumentException">As a T, a mean is infinite, or a deviation is so or 0.</exception>
    internal string AddTo<T>(OnnxGraph graph, string matrix, string result, bool back)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string mean = $"{result}.mean", deviation = $"{result}.deviation", between = $"{result}.between";
        for (int i = 0; i < Width; i++)
            if (!T.IsFinite(T.CreateTruncating(means[i])) || !T.IsFinite(T.CreateTruncating(1 / deviations[i]))
                || !T.IsFinite(T.CreateTruncating(deviations[i])))
                throw new ArgumentException($"As {typeof(T).Name}s the mean {means[i]} and the deviation "
                    + $"{deviations[i]} of column {i} leave the numbers: take doubles.", back ? "targets" : "inputs");
        graph.AddTensor<T>(mean, [Width], Array.ConvertAll(means, T.CreateTruncating));
        graph.AddTensor<T>(deviation, [Width], Array.ConvertAll(deviations, T.CreateTruncating));
        (string First, string With, string Last, string By) = back
            ? ("Mul", deviation, "Add", mean) : ("Sub", mean, "Div", deviation);
        graph.AddNode(First, [matrix, With], between, between);
        graph.AddNode(Last, [between, By], result, result);
        return result;
    }
}
