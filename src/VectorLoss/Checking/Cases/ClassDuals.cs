using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Checking;

/// <summary>
/// One row of a class loss on dual numbers: softmax, smoothing, class weights, soft cap and z-loss as their documents
/// say them.
/// </summary>
internal sealed class ClassDuals<TLoss>(TLoss loss, RequestReading reading) where TLoss : struct, ILabelLoss
{
    private readonly int classes = reading.Columns;
    private readonly ClassReading targets = reading.Classes!;
    private readonly double smoothing = reading.Option("label_smoothing");
    private readonly double cap = reading.Option("softcap");

    /// <summary>∂ of a row's unweighted loss with respect to one of its logits.</summary>
    /// <param name="row">The row.</param>
    /// <param name="seeded">The class of the logit.</param>
    public double Slope(int row, int seeded)
    {
        Number[] x = [.. Enumerable.Range(0, classes).Select(c => Capped((row * classes) + c, c == seeded))];
        double largest = x.Max(logit => logit.Value.Number);
        Number sum = DualWitness.Constant(0), total = sum;
        foreach (Number logit in x)
            sum += Number.Exp(logit - DualWitness.Constant(largest));
        Number lse = Number.Log(sum) + DualWitness.Constant(largest);
        for (int c = 0; c < classes; c++)
            if (Share(row, c) is not 0 and var share)
                total += DualWitness.Constant(share) * loss.Value(x[c] - lse);
        total += DualWitness.Constant(reading.Option("lse_square_scale") * targets.LseWeight(row)) * lse * lse;
        return total.Slope.Number;
    }

    private Number Capped(int at, bool seeded)
    {
        Lane1<double> value = new(reading.First.Values[at]);
        Number x = seeded ? Number.Variable(value) : Number.Constant(value), bound = DualWitness.Constant(cap);
        return cap == 0 ? x : bound * Number.Tanh(x / bound);
    }

    private double Share(int row, int c)
        => targets.Weight(c) * (((1 - smoothing) * targets.Target(row, c)) + (smoothing / classes));
}
