namespace VectorLoss.Checking;

/// <summary>A random direction over a range of coordinates.</summary>
/// <param name="First">The first coordinate.</param>
/// <param name="Components">Its components.</param>
/// <param name="Slope">The analytic derivative along it.</param>
/// <param name="Rounding">What the analytic derivative may have been rounded by: its parts, independently.</param>
/// <param name="LargestPart">The largest of the parts that it is the sum of.</param>
internal readonly record struct Direction(int First, ReadOnlyMemory<double> Components, double Slope, double Rounding,
    double LargestPart)
{
    /// <summary>Draws one: the components are the sizes of the coordinates, times ½ to 3⁄2, with random
    /// signs.</summary>
    public static Direction Draw(CheckContext check, Random random, int from, int to, Memory<double> memory)
    {
        Span<double> components = memory.Span[..(to - from)];
        double slope = 0, squares = 0, largest = 0;
        for (int i = from; i < to; i++)
        {
            double size = 0.5 + random.NextDouble(), sign = random.Next(2) == 0 ? -1 : 1;
            components[i - from] = check.IsSteady(i) ? sign * size * check.SizeOf(i) : 0;
            double part = check.IsSteady(i) ? check.Gradient[i] * components[i - from] : 0;
            slope += part;
            squares += part * part;
            largest = Math.Max(largest, Math.Abs(part));
        }
        return new(from, memory[..(to - from)], slope, check.Options.RoundingErrors * check.Copies[0].Unit
            * Math.Sqrt(squares), largest);
    }
}
