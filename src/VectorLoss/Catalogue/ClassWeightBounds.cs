using System.Numerics;
using VectorLoss.Lanes;

namespace VectorLoss.Catalogue;

/// <summary>Bounds of the gradient by class weights: of the gains of the sum, and of the quotient.</summary>
internal sealed class ClassWeightBounds<T>(RequestReading reading, BoundReduction<T> reduction)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ClassReading targets = reading.Classes!;
    private readonly int classes = reading.Columns;

    /// <summary>The gradient.</summary>
    /// <param name="gains">Fills in what a row adds for each weight, without the weight of the row.</param>
    public ErrorBounded<T>[] Gradient(Action<int, ErrorBounded<T>[]> gains)
    {
        List<ErrorBounded<T>>[] terms = [.. Enumerable.Range(0, classes).Select(_ => new List<ErrorBounded<T>>())];
        foreach (int row in reduction.Counted)
        {
            ErrorBounded<T>[] parts = new ErrorBounded<T>[classes];
            gains(row, parts);
            for (int c = 0; c < classes; c++)
                terms[c].Add(reduction.Weighted(parts[c], row));
        }
        ErrorBounded<double>[] all = Array.ConvertAll(terms, BoundReduction<T>.Total);
        ErrorBounded<double> sum = ErrorBounded<double>.Of(0);
        for (int c = 0; c < classes; c++)
            sum += targets.Weight(c) == 0 ? ErrorBounded<double>.Of(0)
                : Wide(BoundReduction<T>.Rounded(targets.Weight(c))) * all[c];
        return [.. all.Select((gain, c) => reduction.OfQuotient(gain, sum, Divided(c)))];
    }

    // What the divisor gains by the weight of a class.
    private ErrorBounded<double> Divided(int c) => !targets.DividesByWeights ? ErrorBounded<double>.Of(0)
        : reduction.Counted.Aggregate(ErrorBounded<double>.Of(0), (sum, row) => sum
            + Wide(BoundReduction<T>.Rounded(reading.DividingWeight(row)))
            * Wide(BoundReduction<T>.Rounded(targets.Target(row, c))));

    private static ErrorBounded<double> Wide(ErrorBounded<T> x) => new(x.Value, x.Error);
}
