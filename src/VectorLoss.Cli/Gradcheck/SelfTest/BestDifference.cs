using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>What the best central difference of a function, as it is computed, resolves.</summary>
/// <remarks>
/// The steps are 2ᵏ units in the last place of the coordinate, k = 0 … 52, the orders 2 and 4. A single step may hit
/// the derivative by chance and resolves nothing by that, so a step counts with the larger error of its own and of the
/// next.
/// </remarks>
internal static class BestDifference
{
    private const int Steps = 53;

    /// <summary>A fault that is this many times what the best difference resolves must be found.</summary>
    public const double Counts = 10;

    /// <summary>The least error, over the steps, of an element's derivative.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The point.</param>
    /// <param name="index">The element.</param>
    /// <param name="exact">Its derivative.</param>
    public static double ErrorOf(Objective function, double[] x, int index, double exact)
    {
        double[] moved = [.. x];
        double At(double value)
        {
            moved[index] = value;
            try
            {
                return function(moved);
            }
            catch (ArgumentException)
            {
                return double.NaN;
            }
        }
        double unit = Math.BitIncrement(Math.Abs(x[index])) - Math.Abs(x[index]);
        Span<double> quotients = stackalloc double[Steps];
        for (int k = 0; k < Steps; k++)
        {
            double up = x[index] + Math.ScaleB(unit, k), down = x[index] - Math.ScaleB(unit, k);
            quotients[k] = (At(up) - At(down)) / (up - down);
        }
        double least = double.PositiveInfinity, before = double.PositiveInfinity;
        for (int k = 0; k + 1 < Steps; k++)
        {
            double second = Math.Abs(quotients[k] - exact),
                fourth = Math.Abs((((4 * quotients[k]) - quotients[k + 1]) / 3) - exact), error = fourth < second
                    ? fourth : second;
            least = Math.Max(error, before) < least ? Math.Max(error, before) : least;
            before = double.IsNaN(error) ? double.PositiveInfinity : error;
        }
        return least;
    }
}
