using System.Buffers;
using System.Numerics;

namespace VectorLoss.Batches;

/// <summary>
/// A row of a <see cref="FenchelYoung{TRegulariser}"/>: its loss, then its gradient, in borrowed memory.
/// </summary>
internal readonly ref struct FenchelYoungRow<TRegulariser> where TRegulariser : struct, IRegulariser
{
    private readonly TRegulariser regulariser;
    private readonly Span<double> scores, prediction, target;

    public FenchelYoungRow(TRegulariser regulariser, Span<double> scratch, int columns)
    {
        this.regulariser = regulariser;
        scores = scratch[..columns];
        prediction = scratch.Slice(columns, columns);
        target = scratch.Slice(2 * columns, columns);
    }

    /// <summary>How many numbers of scratch memory a row needs.</summary>
    public static int ScratchLength(int columns) => checked(3 * columns);

    /// <summary>The rows of a batch.</summary>
    public static double Run<T>(TRegulariser regulariser, scoped in RowBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = batch.Inputs.Columns;
        double[] scratch = ArrayPool<double>.Shared.Rent(ScratchLength(columns));
        try
        {
            FenchelYoungRow<TRegulariser> row = new(regulariser, scratch, columns);
            double sum = 0;
            for (int at = 0, sample = 0; at < batch.Inputs.First.Length; at += columns, sample++)
            {
                bool counts = batch.Options.Counts(sample);
                double weight = batch.Options.Weight(sample);
                sum += batch.Values.Put(sample, counts ? weight * row.Value(
                    batch.Inputs.First.Slice(at, columns), batch.Inputs.Second.Slice(at, columns)) : 0);
                if (!batch.Gradients.First.IsEmpty)
                    row.Write(counts, batch.Scale * weight, batch.Gradients.First.Slice(at, columns));
            }
            return sum;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scratch);
        }
    }

    /// <summary>Ω*(θ) + Ω(y) − ⟨θ, y⟩; keeps the prediction and the target.</summary>
    public double Value<T>(ReadOnlySpan<T> row, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Load(targets, target);
        double shift = Predict(row, out double conjugate), product = 0, missing = 1;
        for (int i = 0; i < target.Length; i++)
        {
            // A class that is left out lies infinitely far below; without a target it costs nothing.
            product += target[i] == 0 ? 0 : scores[i] * target[i];
            missing -= target[i];
        }
        // Of a target that does not sum to 1 the shift does not cancel: value and gradient stay those of the formula.
        double rest = TRegulariser.IsOnSimplex && missing != 0 ? shift * missing : 0;
        return conjugate + regulariser.Value(target) - product + rest;
    }

    /// <summary>The gradient of the row that was asked for last.</summary>
    public void Write<T>(bool counts, double scale, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = counts ? T.CreateTruncating(scale * (prediction[i] - target[i])) : T.Zero;
    }

    /// <summary>Adds the product of the Hessian by the scores with a direction.</summary>
    public void AddProduct<T>(ReadOnlySpan<T> row, ReadOnlySpan<T> direction, double scale, Span<T> product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Predict(row, out _);
        Load(direction, target);
        regulariser.JacobianProduct(scores, prediction, target);
        for (int i = 0; i < product.Length; i++)
            product[i] += T.CreateTruncating(scale * target[i]);
    }

    // Gives by how much the scores were shifted.
    private double Predict<T>(ReadOnlySpan<T> row, out double conjugate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Load(row, scores);
        double shift = TRegulariser.IsOnSimplex ? SimplexRows.Greatest(scores) : 0;
        for (int i = 0; TRegulariser.IsOnSimplex && i < scores.Length; i++)
            scores[i] -= shift;
        conjugate = regulariser.Conjugate(scores, prediction);
        return shift;
    }

    private static void Load<T>(ReadOnlySpan<T> from, Span<double> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = double.CreateTruncating(from[i]);
    }
}
