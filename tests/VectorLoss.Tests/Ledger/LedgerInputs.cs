using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>
/// Inputs that are the same bits on every machine: numbers of the project's own generator, made without an exponential
/// or a sine of the platform.
/// </summary>
internal sealed class LedgerInputs(ulong seed = 1)
{
    // Infinities, subnormals, ends of the range and NaN, of float and of double.
    private static readonly double[] Hard =
    [
        0, -0.0, 5e-324, -1e-310, 1e-300, 1e-45, -1e-40, 1.1754943508222875e-38, -1e-30, 1e-8, -1e-8, 1, -1,
        0.99999994, 17, -17, 88.7, -87.4, -103.9, 709.5, -708.5, -745.1, 1e5, -1e5, 1e30, -1e30,
        3.4028234663852886e38, -3.4028234663852886e38, 1e300, -1e300, 1.7976931348623157e308,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    private readonly SeededRandom random = new(seed);

    public int Below(int bound) => random.Below(bound);

    public int[] Labels(int count, int classes) => Fill(count, () => random.Below(classes));

    public bool[] Mask(int count) => Fill(count, () => random.Below(4) > 0);

    /// <summary>Ordinary numbers.</summary>
    public T[] Numbers<T>(int count, double low = -2, double high = 2) where T : unmanaged, INumber<T>
        => Fill(count, () => T.CreateTruncating(random.Uniform(low, high)));

    /// <summary>Numbers of which some are hard.</summary>
    public T[] HardNumbers<T>(int count) where T : unmanaged, INumber<T>
        => Fill(count, () => T.CreateTruncating(random.Below(3) == 0 ? HardNumber() : random.Uniform(-20, 20)));

    /// <summary>Ordinary rows, then a twentieth that hold hard numbers, then two of one hard number alone.</summary>
    public T[] RowsWithHardEnd<T>(int rows, int columns, double low, double high) where T : unmanaged, INumber<T>
    {
        T[] numbers = Numbers<T>(rows * columns, low, high);
        for (int row = rows - (rows / 20) - 3; row < rows - 2; row++)
        {
            numbers[(row * columns) + random.Below(columns)] = T.CreateTruncating(HardNumber());
            numbers[(row * columns) + random.Below(columns)] = T.CreateTruncating(HardNumber());
        }
        Array.Fill(numbers, T.CreateTruncating(double.NegativeInfinity), (rows - 2) * columns, columns);
        Array.Fill(numbers, T.CreateTruncating(3.4028234663852886e38), (rows - 1) * columns, columns);
        return numbers;
    }

    /// <summary>A number that fits a domain.</summary>
    public double Of(Domain domain) => domain switch
    {
        Domain.Positive => random.Uniform(0.25, 2.25),
        Domain.NonNegative => random.Uniform(0, 2),
        Domain.Probability => random.Uniform(0.02, 0.98),
        Domain.Sign => (2 * random.Below(2)) - 1,
        Domain.Bit => random.Below(2),
        Domain.LogProbability => random.Uniform(-3, -0.05),
        _ => random.Uniform(-2, 2),
    };

    /// <summary>A hard number that fits a domain; a sign and a bit are never hard.</summary>
    public double HardOf(Domain domain) => domain switch
    {
        Domain.Positive or Domain.NonNegative => Math.Abs(HardNumber()),
        Domain.Probability => Math.Min(Math.Abs(HardNumber()), 1),
        Domain.Sign or Domain.Bit => Of(domain),
        Domain.LogProbability => -Math.Abs(HardNumber()),
        _ => HardNumber(),
    };

    private double HardNumber() => Hard[random.Below(Hard.Length)];

    private static TItem[] Fill<TItem>(int count, Func<TItem> next)
    {
        TItem[] items = new TItem[count];
        foreach (ref TItem item in items.AsSpan())
        {
            item = next();
        }
        return items;
    }
}
