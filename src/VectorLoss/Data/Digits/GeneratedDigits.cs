namespace VectorLoss.Data;

/// <summary>
/// Draws digits that look written by hand, 28 × 28 grey pixels like MNIST: a style of strokes, bent, slanted, turned,
/// scaled and shifted at random, drawn with a pen of changing pressure on paper with specks. The same seed gives the
/// same bytes on every machine: only + − × ÷, square roots and comparisons of doubles are used, and IEEE 754 fixes
/// each of them to the last bit.
/// </summary>
public static class GeneratedDigits
{
    /// <summary>Pixels from top to bottom and from left to right.</summary>
    public const int Side = 28;

    // Sixteen grey levels: nobody sees the difference, and gzip halves the file.
    private const int Levels = 15;
    private const int StepsPerPoint = 6;

    /// <summary>Draws <paramref name="count"/> digits; the labels are random, each class as likely.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="seed">Any number; the first n digits of a seed are the same for every count ≥ n.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive, or too many for one
    /// array.</exception>
    public static DigitSet Create(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Idx.MaxElements / (Side * Side));
        var random = new SeededRandom(seed);
        byte[] images = new byte[count * Side * Side];
        byte[] labels = new byte[count];
        double[] ink = new double[Side * Side];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Below(DigitSet.Classes);
            Array.Clear(ink);
            Write(labels[i], random, ink);
            Develop(ink, random, images.AsSpan(i * ink.Length, ink.Length));
        }
        return new DigitSet(images, labels, Side, Side);
    }

    private static void Write(int digit, SeededRandom random, double[] ink)
    {
        double[][][] styles = DigitStrokes.Styles[digit];
        double[][] strokes = styles[random.Below(styles.Length)];
        var hand = new DigitWarp(random);
        var pen = new InkPen(ink, radius: random.Uniform(0.75, 1.75), softness: random.Uniform(0.8, 1.5));
        foreach (double[] stroke in strokes)
            Follow(stroke, hand, pen, random);
    }

    /// <summary>Moves the pen along one stroke; its pressure starts, peaks and ends at three random weights.</summary>
    private static void Follow(double[] stroke, DigitWarp hand, InkPen pen, SeededRandom random)
    {
        double start = random.Uniform(0.7, 1.15);
        double middle = random.Uniform(0.85, 1.15);
        double end = random.Uniform(0.55, 1.15);
        int pieces = (stroke.Length / 2) - 1;
        int steps = pieces * StepsPerPoint;
        (double X, double Y) from = hand.Place(stroke[0], stroke[1]);
        for (int step = 1; step <= steps; step++)
        {
            (double x, double y) = Curve(stroke, pieces, step);
            (double X, double Y) to = hand.Place(x, y);
            double way = 2.0 * step / steps;
            double pressure = way < 1
                ? start + ((middle - start) * way)
                : middle + ((end - middle) * (way - 1));
            pen.Draw(from, to, pressure);
            from = to;
        }
    }

    /// <summary>
    /// A Catmull–Rom spline: it passes every point, and its slope there is that of the neighbours' chord.
    /// </summary>
    private static (double X, double Y) Curve(double[] stroke, int pieces, int step)
    {
        int piece = Math.Min(step / StepsPerPoint, pieces - 1);
        double t = (double)(step - (piece * StepsPerPoint)) / StepsPerPoint;
        return (Along(0), Along(1));

        double Along(int axis)
        {
            double before = stroke[(2 * Math.Max(piece - 1, 0)) + axis];
            double left = stroke[(2 * piece) + axis];
            double right = stroke[(2 * (piece + 1)) + axis];
            double after = stroke[(2 * Math.Min(piece + 2, pieces)) + axis];
            double linear = right - before;
            double square = (2 * before) - (5 * left) + (4 * right) - after;
            double cube = (3 * left) - before - (3 * right) + after;
            return left + (0.5 * t * (linear + (t * (square + (t * cube)))));
        }
    }

    /// <summary>Turns ink into grey levels: a fading pen, grain in the ink, and a few specks.</summary>
    private static void Develop(double[] ink, SeededRandom random, Span<byte> image)
    {
        double strength = random.Uniform(0.75, 1.0);
        double grain = random.Uniform(0.0, 0.35);
        for (int i = 0; i < image.Length; i++)
        {
            if (ink[i] > 0)
                ink[i] *= strength * (1 - (grain * random.Uniform()));
        }
        for (int specks = random.Below(6); specks > 0; specks--)
            ink[random.Below(ink.Length)] = random.Uniform(0.1, 0.9);
        for (int i = 0; i < image.Length; i++)
            image[i] = (byte)((int)((ink[i] * Levels) + 0.5) * (255 / Levels));
    }
}
