namespace VectorLoss.Cli.Tables;

/// <summary>
/// Mean and deviation of numbers of any size. They are computed of the numbers times a power of two, which changes no
/// bit of them and lets no square overflow or vanish.
/// </summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The root of the mean square distance from it; 0 where all numbers are the same.</param>
internal readonly record struct Moments(double Mean, double Deviation)
{
    /// <summary>The moments of some numbers, at least one.</summary>
    public static Moments Of(IReadOnlyCollection<double> numbers)
    {
        double first = numbers.First();
        // The rounded mean of equal numbers need not be their number, and their deviation would be its rounding.
        if (numbers.All(number => number == first))
            return new(first, 0);
        int exponent = Exponent(numbers.Max(Math.Abs));
        double mean = numbers.Sum(number => Math.ScaleB(number, -exponent)) / numbers.Count;
        double Square(double number)
        {
            double away = Math.ScaleB(number, -exponent) - mean;
            return away * away;
        }
        double variance = numbers.Sum(Square) / numbers.Count;
        return new(Math.ScaleB(mean, exponent), Math.ScaleB(Math.Sqrt(variance), exponent));
    }

    /// <summary>The power of two by which a number is divided to lie between 1 and 2; 0 for 0.</summary>
    public static int Exponent(double number) => number == 0 ? 0 : Math.ILogB(number);
}
