using VectorLoss.Catalogue;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Enclosure>;

namespace VectorLoss.Checking;

/// <summary>
/// Enclosures of what a request asks for: losses that are not reduced, and the gradient of their sum.
/// </summary>
/// <param name="reading">The request.</param>
internal sealed class LossEnclosures(RequestReading reading)
{
    /// <summary>The losses.</summary>
    public Enclosure[] Values()
    {
        Func<int, Enclosure> value = reading.Visit(new LossFormula<Enclosure>(reading, At));
        return [.. Enumerable.Range(0, reading.Count).Select(loss => reading.Counts(loss)
            ? Weight(loss) * value(loss) : Enclosure.Of(0))];
    }

    /// <summary>The derivative of the values' sum with respect to a number, by dual numbers.</summary>
    /// <param name="input">The input.</param>
    /// <param name="element">The number.</param>
    /// <param name="moved">What stands in its place, to look beside a kink.</param>
    public Enclosure Derivative(int input, int element, double? moved = null)
    {
        Enclosure variable = moved is { } number ? Enclosure.Of(number) : At(input, element);
        Func<int, Number> value = reading.Visit(new LossFormula<Number>(reading, (part, at)
            => part == input && at == element ? Number.Variable(variable) : Number.Constant(At(part, at))));
        return LossFormula<Number>.Reach(reading, input, element).Where(reading.Counts)
            .Aggregate(Enclosure.Of(0), (sum, loss) => sum + (Weight(loss) * value(loss).Slope));
    }

    /// <summary>The same by the slope formulas of the loss; null where it has none.</summary>
    public Func<int, int, Enclosure>? Slopes()
    {
        if (reading.Visit(new SlopeFormula<Enclosure>(reading, At)) is not { } slope)
            return null;
        return (input, element) =>
        {
            // The slopes by what all losses share are sums over them.
            if (reading.Inputs[input].Kind is LossInputKind.PerColumn or LossInputKind.Single)
                return Derivative(input, element);
            int loss = LossFormula<Enclosure>.Reach(reading, input, element).Single();
            return reading.Counts(loss) ? Weight(loss) * slope(input, element) : Enclosure.Of(0);
        };
    }

    private Enclosure Weight(int loss) => Enclosure.Of(reading.Weight(loss)) * Enclosure.Of(reading.Factor(loss));

    private Enclosure At(int input, int element)
        => Enclosure.Of(reading.Arrays.Get(reading.Inputs[input].Name).Values[element]);
}
