namespace VectorLoss.Data;

/// <summary>
/// How one digit is bent and where it stands: unit square in, pixels out. Drawn anew for every digit.
/// </summary>
internal sealed class DigitWarp
{
    // Displacements are drawn on a lattice of Knots × Knots and blended between: neighbouring strokes bend together
    // and stay joined.
    private const int Knots = 4;
    private const double Wobble = 0.055;
    private const double Centre = GeneratedDigits.Side / 2.0;

    private readonly double[] bends = new double[Knots * Knots * 2];
    private readonly double xx;
    private readonly double xy;
    private readonly double yx;
    private readonly double yy;
    private readonly double left;
    private readonly double top;

    internal DigitWarp(SeededRandom random)
    {
        for (int i = 0; i < bends.Length; i++)
            bends[i] = Wobble * random.Normal();
        // (1 − t²)/(1 + t²) and 2t/(1 + t²) are the cosine and sine of the angle with tan(angle/2) = t: here at most
        // 15°.
        double t = random.Uniform(-0.13, 0.13);
        double cosine = (1 - (t * t)) / (1 + (t * t));
        double sine = 2 * t / (1 + (t * t));
        double width = random.Uniform(9.5, 16.5);
        double height = random.Uniform(15.0, 21.0);
        double slant = random.Uniform(-0.35, 0.20) * height;
        (xx, xy) = (cosine * width, (cosine * slant) - (sine * height));
        (yx, yy) = (sine * width, (sine * slant) + (cosine * height));
        left = Centre + random.Uniform(-1.9, 1.9);
        top = Centre + random.Uniform(-1.9, 1.9);
    }

    /// <summary>The place of a point of the unit square, in pixels.</summary>
    internal (double X, double Y) Place(double x, double y)
    {
        (double dx, double dy) = Bend(x, y);
        double right = x + dx - 0.5;
        double down = y + dy - 0.5;
        return (left + (xx * right) + (xy * down), top + (yx * right) + (yy * down));
    }

    private (double X, double Y) Bend(double x, double y)
    {
        (int column, double across) = Cell(x);
        (int row, double down) = Cell(y);
        return (Blend(0), Blend(1));

        double Blend(int axis)
        {
            int corner = (((row * Knots) + column) * 2) + axis;
            double upper = bends[corner] + (across * (bends[corner + 2] - bends[corner]));
            int below = corner + (2 * Knots);
            double lower = bends[below] + (across * (bends[below + 2] - bends[below]));
            return upper + (down * (lower - upper));
        }
    }

    // 3u² − 2u³ runs flat into each knot, so that a stroke that crosses a knot shows no corner.
    private static (int Index, double Weight) Cell(double position)
    {
        double scaled = Math.Clamp(position, 0.0, 1.0) * (Knots - 1);
        int index = Math.Min((int)scaled, Knots - 2);
        double u = scaled - index;
        return (index, u * u * (3 - (2 * u)));
    }
}
