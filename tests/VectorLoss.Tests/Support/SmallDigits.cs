using VectorLoss.Data;

namespace VectorLoss.Tests;

/// <summary>
/// Ten classes in 4×4 pixels: each class has its own pattern, and noise on it. Learned in a few dozen steps.
/// </summary>
internal static class SmallDigits
{
    public static DigitSet Make(int count, ulong seed, int side = 4)
    {
        SeededRandom patterns = new(77), random = new(seed);
        int pixels = side * side;
        byte[] ink = new byte[DigitSet.Classes * pixels], images = new byte[count * pixels], labels = new byte[count];
        for (int i = 0; i < ink.Length; i++)
            ink[i] = (byte)(patterns.Below(2) * 200);
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Below(DigitSet.Classes);
            for (int pixel = 0; pixel < pixels; pixel++)
                images[(i * pixels) + pixel] = (byte)(ink[(labels[i] * pixels) + pixel] + random.Below(56));
        }
        return new DigitSet(images, labels, side, side);
    }
}
