using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Kernels;

/// <summary>The rows of a softmax loss, one at a time.</summary>
internal static class SoftmaxRows
{
    public static double Run<TLoss, T>(TLoss loss, in ClassBatch<T> batch, Span<T> values, Span<T> gradient, T scale)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double total = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            T value = T.Zero;
            Span<T> slopes = gradient.IsEmpty ? default : gradient.Slice(row * batch.Classes, batch.Classes);
            if (batch.Counts(row))
                value = Row(loss, batch, row, slopes, scale);
            else
                slopes.Clear();
            if (!values.IsEmpty)
                values[row] = value;
            total += double.CreateTruncating(value);
        }
        return total;
    }

    private static T Row<TLoss, T>(TLoss loss, in ClassBatch<T> batch, int row, Span<T> slopes, T scale)
        where TLoss : struct, ILabelLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> x = batch.Logits.Slice(row * batch.Classes, batch.Classes);
        T cap = T.CreateTruncating(batch.Options.Softcap), z = T.CreateTruncating(batch.Options.LseSquareScale);
        T max = T.NegativeInfinity, sum = T.Zero;
        foreach (T logit in x)
            max = T.Max(max, Capped(logit, cap));
        foreach (T logit in x)
            sum += T.Exp(Capped(logit, cap) - max);
        T logSum = T.Log(sum), lse = max + logSum, value = T.Zero, drift = T.Zero, weight = batch.SampleWeight(row);
        for (int c = 0; c < x.Length; c++)
        {
            T target = Target(batch, row, c);
            if (target == T.Zero)
                continue;
            Lane1<T> logProbability = new(Capped(x[c], cap) - max - logSum);
            value += target * loss.Value(logProbability).Number;
            drift += target * loss.Slope(logProbability).Number;
        }
        if (!batch.Options.LogSumExp.IsEmpty)
            batch.Options.LogSumExp[row] = lse;
        for (int c = 0; c < slopes.Length; c++)
        {
            T capped = Capped(x[c], cap), target = Target(batch, row, c);
            Lane1<T> logProbability = new(capped - max - logSum);
            T slope = T.Exp(logProbability.Number) * ((T.One + T.One) * z * lse - drift);
            if (target != T.Zero)
                slope += target * loss.Slope(logProbability).Number;
            T tanh = cap == T.Zero ? T.Zero : capped / cap;
            slopes[c] = slope * (T.One - tanh * tanh) * (weight * scale);
        }
        return (value + z * lse * lse) * weight;
    }

    private static T Capped<T>(T logit, T cap) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => cap == T.Zero ? logit : cap * T.Tanh(logit / cap);

    private static T Target<T>(in ClassBatch<T> batch, int row, int c) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T smoothing = T.CreateTruncating(batch.Options.LabelSmoothing);
        T target = !batch.Targets.IsEmpty ? batch.Targets[row * batch.Classes + c] : batch.Labels[row] == c ? T.One : T.Zero;
        return batch.ClassWeight(c) * ((T.One - smoothing) * target + smoothing / T.CreateTruncating(batch.Classes));
    }
}
