using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Batches;

/// <summary>
/// One row by the formulas of its loss in numbers of almost any size: for rows so large or small that sums or slopes
/// leave the range of T on the way. Results are rounded once at the end.
/// </summary>
internal readonly ref struct WideRow<TLoss, T>(TLoss loss, RowInputs<T> inputs, int row, double label)
    where TLoss : struct, IRowLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Sums of more numbers are halved: the error grows by the logarithm of the length.
    private const int Few = 8;

    private readonly TLoss loss = loss;
    private readonly RowInputs<T> inputs = inputs;
    private readonly int from = row * inputs.Columns;
    private readonly WideRange label = WideRange.Of(label);

    /// <summary>The value times a weight; where there is room, the slopes times a factor are written.</summary>
    [MethodImpl(Compiled.Early)]
    public double ValueAndGradient(double weight, double factor, in LossGradients<T> gradients)
    {
        Triple<WideRange> sums = Sums(0, inputs.Columns);
        WideRange columns = WideRange.Of(inputs.Columns), value = loss.Value(sums, columns, label);
        if (!gradients.IsEmpty)
            Write(Times(loss.Slopes(sums, columns, label), WideRange.Of(factor)), gradients);
        return (value * WideRange.Of(weight)).Number;
    }

    [MethodImpl(Compiled.Early)]
    private Triple<WideRange> Sums(int start, int end)
    {
        if (end - start > Few)
        {
            int middle = start + (end - start) / 2;
            return Plus(Sums(start, middle), Sums(middle, end));
        }
        Triple<WideRange> sums = default;
        for (int at = start; at < end; at++)
            sums = Plus(sums, loss.Terms(First(at), Second(at), Third(at)));
        return sums;
    }

    [MethodImpl(Compiled.Early)]
    private void Write(Triple<WideRange> slopes, in LossGradients<T> gradients)
    {
        for (int at = 0; at < inputs.Columns; at++)
        {
            Triple<WideRange> gradient = loss.TermSlopes(slopes, First(at), Second(at), Third(at));
            Write(gradient.First, gradients.First, at);
            Write(gradient.Second, gradients.Second, at);
            Write(gradient.Third, gradients.Third, at);
        }
    }

    [MethodImpl(Compiled.Early)]
    private void Write(WideRange slope, Span<T> to, int at)
    {
        if (!to.IsEmpty)
            to[from + at] = T.CreateTruncating(slope.Number);
    }

    private WideRange First(int at) => Of(inputs.First[from + at]);

    private WideRange Second(int at) => Of(inputs.Second[from + at]);

    [MethodImpl(Compiled.Early)]
    private WideRange Third(int at) => inputs.Third.IsEmpty ? WideRange.Of(1)
        : Of(inputs.Third[inputs.Third.Length == inputs.First.Length ? from + at : at]);

    private static WideRange Of(T number) => WideRange.Of(double.CreateTruncating(number));

    private static Triple<WideRange> Plus(Triple<WideRange> a, Triple<WideRange> b)
        => new(a.First + b.First, a.Second + b.Second, a.Third + b.Third);

    private static Triple<WideRange> Times(Triple<WideRange> a, WideRange factor)
        => new(a.First * factor, a.Second * factor, a.Third * factor);
}
