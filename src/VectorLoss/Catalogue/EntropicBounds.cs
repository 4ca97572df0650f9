using System.Numerics;
using VectorLoss.Lanes;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// The part of <see cref="GroupBounds{T}"/> for entropic transports. A value follows the costs, whose errors it has. A
/// slope follows the plan: what moves costs and what is missing of the marginals moves potentials by as many times
/// themselves as the inverse of the steps' slopes says.
/// </summary>
internal sealed class EntropicBounds<T>(RequestReading reading, GroupRule rule, int row)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The kernel stops at 2⁻⁴⁶ of 1 and of the largest cost; its exponents and sums round a few bits below.
    private static readonly double Unit = Math.ScaleB(1, -45);

    // So many meet the tolerance of the kernel.
    private const int ManySteps = 500;

    private readonly int[][] places = [.. Enumerable.Range(0, 2)
        .Select(input => EntropicFormula<Lane1<double>>.Places(reading, input, row))];

    /// <summary>The loss of the row.</summary>
    public ErrorBounded<double> Value()
    {
        double value = new EntropicFormula<Lane1<double>>(reading, (input, at) => new(Given(input, at)), rule)
            .Row(row).Number;
        return new(value, 4 * rule.Number * Parts().Max(part
            => part.CostError + part.Missing * (1 + part.Largest)));
    }

    /// <summary>The slope of the loss by each number of an input's row, 0 beyond its length.</summary>
    public ErrorBounded<double>[] Slopes(int input)
    {
        ErrorBounded<double>[] slopes = new ErrorBounded<double>[reading.Columns];
        foreach (Part part in Parts().Where(part => part.One == input || part.Other == input))
        {
            (int own, int met) = part.One == input ? (part.One, part.Other) : (part.Other, part.One);
            bool turned = own != part.One;
            // An exponent has the errors of its cost and of both potentials.
            double off = (part.CostError + part.Missing) * (4 * part.Plan.Amplification() + 2),
                share = off < 1 ? Math.Exp(off) - 1 : double.PositiveInfinity;
            for (int i = 0; i < places[own].Length; i++)
                for (int j = 0; j < places[met].Length; j++)
                    if (own != met || i != j)
                    {
                        ErrorBounded<double> slope = Slope(Number(own, i), Number(met, j));
                        double mass = part.Plan.Mass(turned ? j : i, turned ? i : j)
                            / ((double)places[own].Length * places[met].Length),
                            size = mass * (Math.Abs(slope.Value) + slope.Error);
                        slopes[i] = new(slopes[i].Value + (own == met ? -mass : mass) * slope.Value,
                            slopes[i].Error + mass * slope.Error + (size == 0 ? 0 : size * (share + Unit)));
                    }
        }
        return slopes;
    }

    // Of a distance whose sign its error leaves open, either.
    private ErrorBounded<double> Slope(ErrorBounded<double> x, ErrorBounded<double> y)
    {
        double gap = x.Value - y.Value, error = x.Error + y.Error;
        return rule.Choice == 2 ? new(2 * gap, 2 * error)
            : new(Math.Sign(gap), Math.Abs(gap) <= error && error > 0 ? 2 : 0);
    }

    private Part[] Parts() => [PartOf(0, 1), PartOf(0, 0), PartOf(1, 1)];

    private Part PartOf(int one, int other)
    {
        EntropicPotentials plan = EntropicPotentials.Of(reading, rule, row, one, other);
        double largest = plan.Costs.Cast<double>().Max(), off = 0;
        for (int i = 0; i < places[one].Length; i++)
            for (int j = 0; j < places[other].Length; j++)
            {
                double error = Number(one, i).Error + Number(other, j).Error,
                    gap = Math.Abs(Number(one, i).Value - Number(other, j).Value);
                off = Math.Max(off, (rule.Choice == 2 ? (2 * gap + error) * error : error) / rule.Number);
            }
        // Fewer steps promise nothing.
        double missing = rule.Steps < ManySteps ? double.PositiveInfinity : Unit * (1 + largest);
        return new(one, other, plan, largest, off, missing);
    }

    private ErrorBounded<double> Number(int input, int at)
    {
        ErrorBounded<T> rounded = BoundReduction<T>.Rounded(Given(input, places[input][at]));
        return new(rounded.Value, rounded.Error);
    }

    private double Given(int input, int at) => reading.Arrays.Get(reading.Card.Inputs[input].Name).Values[at];

    private sealed record Part(
        int One, int Other, EntropicPotentials Plan, double Largest, double CostError, double Missing);
}
