using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="LossBounds{T}"/> for losses of groups, which are computed in double: the formula on doubles
/// that follow their rounding, and on dual numbers of them, from inputs rounded to <typeparamref name="T"/>.
/// </summary>
internal sealed class GroupBounds<T>(RequestReading reading, GroupRule rule)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The kernels sort and sum in another order than the formula; its sums are of so many more roundings.
    private static readonly double Sums = 64 * BoundReduction<double>.Unit;

    private readonly IReadOnlyList<LossInput> inputs = reading.Card.Inputs;

    public LossOutcome Outcome(BoundReduction<T> reduction)
    {
        ErrorBounded<T>[] values = new ErrorBounded<T>[reading.Count];
        Dictionary<string, ErrorBounded<T>[]> gradients = inputs.Where(input => input.Differentiable)
            .ToDictionary(input => input.Name, _ => new ErrorBounded<T>[reading.First.Values.Length]);
        foreach (int row in reduction.Counted)
        {
            if (rule.Kind == GroupKind.EntropicTransports)
            {
                OfPlans(row, reduction, values, gradients);
                continue;
            }
            GroupFormula<ErrorBounded<double>> formula = new(reading, Number);
            values[row] = reduction.Weighted(Rounded(formula.Row(rule, row)), row);
            foreach ((string name, ErrorBounded<T>[] slopes) in gradients)
                for (int at = row * reading.Columns; at < (row + 1) * reading.Columns; at++)
                    slopes[at] = reduction.Scaled(Rounded(Slope(row, name, at)), row);
        }
        return reduction.Outcome(values, gradients);
    }

    // Through the plan of a row, whose errors no formula of few steps carries.
    private void OfPlans(int row, BoundReduction<T> reduction, ErrorBounded<T>[] values,
        Dictionary<string, ErrorBounded<T>[]> gradients)
    {
        EntropicBounds<T> plans = new(reading, rule, row);
        values[row] = reduction.Weighted(Rounded(plans.Value()), row);
        foreach ((int input, ErrorBounded<T>[] slopes) in gradients.Values.Index())
            foreach ((int column, ErrorBounded<double> slope) in plans.Slopes(input).Index())
                slopes[row * reading.Columns + column] = reduction.Scaled(Rounded(slope), row);
    }

    private ErrorBounded<double> Slope(int row, string name, int at)
    {
        // Where sides of boxes meet, each takes half; a dual number takes one of them.
        if (rule.Kind == GroupKind.Boxes)
            return OfBoxes(name == inputs[0].Name, at);
        Dual<ErrorBounded<double>> Seeded(int input, int i) => inputs[input].Name == name && i == at
            ? Dual<ErrorBounded<double>>.Variable(Number(input, i))
            : Dual<ErrorBounded<double>>.Constant(Number(input, i));
        return new GroupFormula<Dual<ErrorBounded<double>>>(reading, Seeded).Row(rule, row).Slope;
    }

    private ErrorBounded<double> OfBoxes(bool first, int at)
    {
        int from = at / 4 * 4;
        Box<ErrorBounded<double>> BoxOf(int input)
            => new(Number(input, from), Number(input, from + 1), Number(input, from + 2), Number(input, from + 3));
        new BoxTerms<ErrorBounded<double>>(rule, BoxOf(0), BoxOf(1)).Slopes(out var slopes, out var others);
        Box<ErrorBounded<double>> all = first ? slopes : others;
        ErrorBounded<double> slope = (at - from) switch { 0 => all.X1, 1 => all.Y1, 2 => all.X2, _ => all.Y2 };
        return slope / ErrorBounded<double>.Of(reading.Columns / 4);
    }

    private ErrorBounded<double> Number(int input, int at)
    {
        ErrorBounded<T> rounded = BoundReduction<T>.Rounded(reading.Arrays.Get(inputs[input].Name).Values[at]);
        return new(rounded.Value, rounded.Error);
    }

    private static ErrorBounded<T> Rounded(ErrorBounded<double> x)
        => BoundReduction<T>.Narrow(new(x.Value, x.Error + Sums * (1 + Math.Abs(x.Value))));
}
