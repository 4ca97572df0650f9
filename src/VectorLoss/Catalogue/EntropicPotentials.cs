using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The potentials of an entropic transport between two samples by Newton's method on a whole matrix, which tools hold
/// beside the kernel. Costs and potentials are in units of ε, which comes down to its size by halves.
/// </summary>
internal sealed class EntropicPotentials
{
    private const int MostSteps = 100;

    // A few roundings of the largest exponent.
    private static readonly double Rounding = Math.ScaleB(1, -50);

    private readonly double[,] costs;
    private readonly int rows;
    private readonly int columns;
    private double[]? first;
    private double[,]? inverse;

    /// <summary>Those of a row between two inputs, which are worked out once for a reading.</summary>
    public static EntropicPotentials Of(RequestReading reading, GroupRule rule, int row, int one, int other)
        => reading.Transports.GetOrAdd((row, one, other), _ => new(EntropicFormula<Lane1<double>>.Costs(reading, rule,
            one, EntropicFormula<Lane1<double>>.Places(reading, one, row),
            other, EntropicFormula<Lane1<double>>.Places(reading, other, row))));

    /// <param name="costs">A cost for each pair.</param>
    public EntropicPotentials(double[,] costs) : this(costs, new double[costs.GetLength(1)])
    {
        double most = costs.Cast<double>().Max(), scale = 1;
        while (most > 2 * scale && double.IsFinite(most))
            scale *= 2;
        for (; scale >= 1; scale /= 2)
        {
            double[,] part = new double[rows, columns];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    part[i, j] = costs[i, j] / scale;
            EntropicPotentials near = new(part, Second);
            near.Climb(Rounding * (1 + most / scale));
            Second = scale > 1 ? Array.ConvertAll(near.Second, potential => 2 * potential) : near.Second;
        }
    }

    private EntropicPotentials(double[,] costs, double[] second)
        => (this.costs, rows, columns, Second) = (costs, costs.GetLength(0), costs.GetLength(1), second);

    /// <summary>A cost for each pair.</summary>
    public double[,] Costs => costs;

    /// <summary>The potential of each number of the second sample.</summary>
    public double[] Second
    {
        get;
        private set => (field, first, inverse) = (value, null, null);
    }

    /// <summary>The potential of each number of the first sample that meets those of the second.</summary>
    public double[] First => first ??=
        [.. Enumerable.Range(0, rows).Select(i => LogMean(columns, j => Second[j] - costs[i, j]))];

    /// <summary>The mass of a pair as a multiple of the product of its weights.</summary>
    public double Mass(int i, int j) => Math.Exp(First[i] + Second[j] - costs[i, j]);

    /// <summary>By how many times what a plain step misses potentials are off, at most.</summary>
    public double Amplification() => Enumerable.Range(0, columns)
        .Max(j => Enumerable.Range(0, columns).Sum(k => Math.Abs(Inverse[j, k]))) / columns;

    // The potentials are the most of a concave function of the second ones.
    private void Climb(double enough)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            double[] slopes = [.. Enumerable.Range(0, columns)
                .Select(j => (1 - Enumerable.Range(0, rows).Average(i => Mass(i, j))) / columns)];
            if (!(slopes.Max(Math.Abs) > enough / columns))
                return;
            double[,] turn = Inverse;
            double[] before = Second, move
                = [.. slopes.Select((_, j) => slopes.Select((slope, k) => turn[j, k] * slope).Sum())];
            double now = Dual() - enough, length = 1;
            do
            {
                Second = [.. before.Zip(move, (potential, by) => potential + length * by)];
                length /= 2;
            }
            while (!(Dual() >= now) && length > Rounding);
        }
    }

    private double Dual() => First.Average() + Second.Average();

    private static double LogMean(int count, Func<int, double> exponent)
    {
        double most = Enumerable.Range(0, count).Max(exponent);
        return -most - Math.Log(Enumerable.Range(0, count).Average(at => Math.Exp(exponent(at) - most)));
    }

    /// <summary>Of the curvature by the second potentials; their mean, which nothing fixes, is held.</summary>
    private double[,] Inverse => inverse ??= Inverted();

    private double[,] Inverted()
    {
        double[,] matrix = new double[columns, columns], inverse = new double[columns, columns];
        for (int j = 0; j < columns; j++)
        {
            inverse[j, j] = 1;
            for (int k = 0; k < columns; k++)
                matrix[j, k] = 1.0 / columns / columns + Enumerable.Range(0, rows).Average(i
                    => Mass(i, j) / columns * ((j == k ? 1 : 0) - Mass(i, k) / columns));
        }
        for (int pivot = 0; pivot < columns; pivot++)
            Eliminate(matrix, inverse, pivot);
        return inverse;
    }

    // The matrix is symmetric and positive: no exchange of rows is needed.
    private void Eliminate(double[,] matrix, double[,] inverse, int pivot)
    {
        double factor = 1 / matrix[pivot, pivot];
        for (int k = 0; k < columns; k++)
            (matrix[pivot, k], inverse[pivot, k]) = (matrix[pivot, k] * factor, inverse[pivot, k] * factor);
        for (int row = 0; row < columns; row++)
        {
            double times = matrix[row, pivot];
            for (int k = 0; k < columns && row != pivot; k++)
            {
                matrix[row, k] -= times * matrix[pivot, k];
                inverse[row, k] -= times * inverse[pivot, k];
            }
        }
    }
}
